/**
 * The zip archive, as far as `.npz` files need it: stored and deflated members, zip64 sizes.
 * APPNOTE 6.3, sections 4.3.7, 4.3.12, 4.3.16, 4.5.3.
 *
 * Invariant: every size and place is checked against the file before it is used, and every member
 * against its CRC-32, so that a damaged file is refused and never misread.
 */
import { crc32, inflateRawSync } from "node:zlib";
import { dataProblem, wholeFile } from "./problem.ts";

const endSignature = 0x06054b50;
const memberSignature = 0x02014b50;
const localSignature = 0x04034b50;
const endLength = 22;
const longestComment = 0xffff;

interface Member {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/** Names and contents of the members. @throws Problem (NN6002) naming `path`. */
export function readZip(bytes: Uint8Array, path: string): ReadonlyMap<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return new Map(listMembers(view).map((member) => [member.name, unpack(bytes, view, member)]));
  } catch (error) {
    const what = (error as Error).message;
    throw dataProblem("NN6002", `\`${path}\` is not a whole zip archive: ${what}`, wholeFile(path));
  }
}

/** From the central directory at the end of the file. */
function listMembers(view: DataView): readonly Member[] {
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  const members: Member[] = [];
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index++) {
    if (view.getUint32(at, true) !== memberSignature) throw new Error("its directory is damaged");
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    members.push(readMember(view, at, nameLength, extraLength));
    at += 46 + nameLength + extraLength + view.getUint16(at + 32, true);
  }
  return members;
}

function findEnd(view: DataView): number {
  const last = view.byteLength - endLength;
  for (let at = last; at >= Math.max(0, last - longestComment); at--)
    if (view.getUint32(at, true) === endSignature) return at;
  throw new Error("its directory is missing");
}

function readMember(view: DataView, at: number, nameLength: number, extraLength: number): Member {
  const name = new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength);
  const wide = wideSizes(view, at + 46 + nameLength, extraLength);
  const size = (offset: number): number => {
    const value = view.getUint32(at + offset, true);
    return value === 0xffffffff ? wide() : value;
  };
  // In this order the zip64 field holds what does not fit into 32 bits.
  const [full, packed, offset] = [size(24), size(20), size(42)];
  return {
    name: new TextDecoder().decode(name),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    packed,
    size: full,
    offset,
  };
}

/** Reads the numbers of the zip64 extra field (id 1), one after the other. */
function wideSizes(view: DataView, start: number, length: number): () => number {
  let at = start;
  while (at + 4 <= start + length && view.getUint16(at, true) !== 1)
    at += 4 + view.getUint16(at + 2, true);
  let next = at + 4;
  return () => {
    if (next + 8 > start + length) throw new Error("a size is missing");
    next += 8;
    return Number(view.getBigUint64(next - 8, true));
  };
}

function unpack(bytes: Uint8Array, view: DataView, member: Member): Uint8Array {
  const { name, method, packed, size, offset } = member;
  if (view.getUint32(offset, true) !== localSignature) throw new Error(`\`${name}\` is missing`);
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + packed > bytes.length) throw new Error(`\`${name}\` ends too early`);
  const content = bytes.subarray(start, start + packed);
  if (method !== 0 && method !== 8) throw new Error(`\`${name}\` is packed by method ${method}`);
  const result = method === 0 ? content : inflate(content, size, name);
  if (result.length !== size || crc32(result) !== member.crc)
    throw new Error(`\`${name}\` does not match its checksum`);
  return result;
}

function inflate(content: Uint8Array, size: number, name: string): Uint8Array {
  try {
    return inflateRawSync(content, { maxOutputLength: Math.max(1, size) });
  } catch {
    throw new Error(`\`${name}\` cannot be unpacked`);
  }
}
