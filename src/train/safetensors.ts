/**
 * The safetensors format: 8 bytes of header length, a JSON header, then the tensors' bytes.
 *
 * Invariant: reading trusts nothing: a header that is too long, overlapping, has gaps or points outside
 * of the file is refused, before anything is allocated by it. Writing is deterministic: tensors stand in
 * the order given, the header is padded to a multiple of 8.
 */
import { dataProblem, wholeFile } from "./data/problem.ts";
import { elementsOf } from "./data/data-set.ts";
import type { Numbers, NumberType, WrittenType } from "./numbers.ts";
import { bytesOf, readNumbers, writeNumbers } from "./numbers.ts";

const typeNames: Readonly<Record<string, NumberType>> = {
  F16: "f16",
  BF16: "bf16",
  F32: "f32",
  F64: "f64",
  I8: "i8",
  I16: "i16",
  I32: "i32",
  I64: "i64",
  U8: "u8",
  U16: "u16",
  U32: "u32",
  U64: "u64",
  BOOL: "bool",
};

export interface FileTensor {
  readonly shape: readonly number[];
  readonly type: NumberType;
  readonly data: Numbers;
}

export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, FileTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface HeaderEntry {
  readonly name: string;
  readonly type: NumberType;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** The authors' own limit. */
const longestHeader = 100_000_000;

export function isSafetensors(bytes: Uint8Array): boolean {
  return bytes.length >= 10 && bytes[8] === 0x7b && headerLength(bytes) <= bytes.length - 8;
}

/** @throws Problem (NN6002, NN6003) naming `path` when the bytes are not a whole, honest file. */
export function readSafetensors(bytes: Uint8Array, path: string): SafetensorsFile {
  const header = readHeader(bytes, path);
  const data = bytes.subarray(8 + headerLength(bytes));
  const entries = Object.entries(header)
    .filter(([name]) => name !== "__metadata__")
    .map(([name, value]) => checkEntry(name, value, path));
  checkLayout(entries, data.length, path);
  const tensors = entries.map(({ name, type, shape, start, end }) => {
    return [name, { shape, type, data: readNumbers(data.subarray(start, end), type) }] as const;
  });
  return { tensors: new Map(tensors), metadata: readMetadata(header["__metadata__"], path) };
}

function damaged(path: string, what: string): Error {
  return dataProblem(
    "NN6002",
    `\`${path}\` is not a whole safetensors file: ${what}`,
    wholeFile(path),
  );
}

function headerLength(bytes: Uint8Array): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
}

function readHeader(bytes: Uint8Array, path: string): Readonly<Record<string, unknown>> {
  if (bytes.length < 8) throw damaged(path, `it has only ${bytes.length} bytes`);
  const length = headerLength(bytes);
  if (length > Math.min(bytes.length - 8, longestHeader))
    throw damaged(path, `its header would have ${length} bytes, the file has ${bytes.length}`);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + length));
    const header: unknown = JSON.parse(text);
    if (isRecord(header)) return header;
  } catch {
    // The same message as for a header that is JSON but no object.
  }
  throw damaged(path, "its header is not JSON");
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && each >= 0);
}

function checkEntry(name: string, value: unknown, path: string): HeaderEntry {
  const { dtype, shape, data_offsets: offsets } = isRecord(value) ? value : {};
  if (typeof dtype !== "string" || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2)
    throw damaged(path, `its entry of \`${name}\` has no type, shape and place`);
  const type = Object.hasOwn(typeNames, dtype) ? typeNames[dtype] : undefined;
  if (type === undefined)
    throw dataProblem(
      "NN6003",
      `\`${name}\` in \`${path}\` has the type ${dtype}, which nnc does not read`,
      wholeFile(path),
    );
  const [start, end] = offsets as [number, number];
  if (end - start !== elementsOf(shape) * bytesOf[type])
    throw damaged(path, `\`${name}\` has ${end - start} bytes, which are not ${dtype}[${shape}]`);
  return { name, type, shape, start, end };
}

/** Tensors lie one behind the other and fill the file. */
function checkLayout(entries: readonly HeaderEntry[], length: number, path: string): void {
  let at = 0;
  for (const { name, start, end } of entries.toSorted(
    (a, b) => a.start - b.start || a.end - b.end,
  )) {
    if (start !== at) throw damaged(path, `\`${name}\` does not begin where the one before ends`);
    at = end;
  }
  if (at !== length) throw damaged(path, `its tensors take ${at} bytes, but ${length} are there`);
}

function readMetadata(value: unknown, path: string): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  if (isRecord(value) && Object.values(value).every((each) => typeof each === "string"))
    return value as Readonly<Record<string, string>>;
  throw damaged(path, "its metadata are not texts");
}

export interface WrittenTensor {
  readonly shape: readonly number[];
  readonly type: WrittenType;
  readonly data: ArrayLike<number>;
}

export function writeSafetensors(
  tensors: ReadonlyMap<string, WrittenTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const parts = [...tensors].map(([name, { shape, type, data }]) => {
    return { name, shape, dtype: type.toUpperCase(), bytes: writeNumbers(data, type) };
  });
  let at = 0;
  const entries = parts.map(({ name, dtype, shape, bytes }) => {
    const entry = { dtype, shape, data_offsets: [at, at + bytes.length] };
    at += bytes.length;
    return [name, entry] as const;
  });
  const hasMetadata = Object.keys(metadata).length > 0;
  const header = Object.fromEntries([
    ...(hasMetadata ? [["__metadata__", metadata] as const] : []),
    ...entries,
  ]);
  return joinFile(
    header,
    parts.map((each) => each.bytes),
    at,
  );
}

/** The same file with other metadata; the tensors' bytes are not touched. */
export function withMetadata(
  bytes: Uint8Array,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const { __metadata__: _, ...entries } = readHeader(bytes, "weights");
  const data = bytes.subarray(8 + headerLength(bytes));
  return joinFile({ __metadata__: metadata, ...entries }, [data], data.length);
}

function joinFile(
  header: Readonly<Record<string, unknown>>,
  parts: readonly Uint8Array[],
  length: number,
): Uint8Array {
  const text = JSON.stringify(header);
  const unpadded = new TextEncoder().encode(text).length;
  const head = new TextEncoder().encode(text + " ".repeat((8 - (unpadded % 8)) % 8));
  const file = new Uint8Array(8 + head.length + length);
  new DataView(file.buffer).setBigUint64(0, BigInt(head.length), true);
  file.set(head, 8);
  let at = 8 + head.length;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}
