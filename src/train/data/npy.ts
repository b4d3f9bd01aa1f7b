/**
 * The `.npy` format of NumPy (versions 1 to 3): a magic word, a header that is a Python dictionary, the
 * numbers. https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * Invariant: what comes out is row-major, also when the file is in Fortran order.
 */
import type { Numbers, NumberType } from "../numbers.ts";
import { bytesOf, readNumbers } from "../numbers.ts";
import { elementsOf } from "./data-set.ts";
import { dataProblem, wholeFile } from "./problem.ts";

export interface FileArray {
  readonly shape: readonly number[];
  readonly data: Numbers;
}

const typeNames: Readonly<Record<string, NumberType>> = {
  f2: "f16",
  f4: "f32",
  f8: "f64",
  i1: "i8",
  i2: "i16",
  i4: "i32",
  i8: "i64",
  u1: "u8",
  u2: "u16",
  u4: "u32",
  u8: "u64",
  b1: "bool",
};

export function isNpy(bytes: Uint8Array): boolean {
  return startsWith(bytes, [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]);
}

export function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return bytes.length >= start.length && start.every((byte, index) => bytes[index] === byte);
}

/** @throws Problem (NN6002, NN6003) naming `path`. */
export function readNpy(bytes: Uint8Array, path: string): FileArray {
  const { header, end } = readHeader(bytes, path);
  const descriptor = /'descr':\s*'([<>|=])([a-zA-Z]\d+)'/.exec(header);
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const sizes = /'shape':\s*\(([\d,\sL]*)\)/.exec(header)?.[1];
  if (order === undefined || sizes === undefined || !header.includes("'descr'"))
    throw damaged(path, "its header cannot be read");
  const typeName = descriptor?.[2] ?? /'descr':\s*([^,]+)/.exec(header)?.[1] ?? "an unknown type";
  const type = Object.hasOwn(typeNames, typeName) ? typeNames[typeName] : undefined;
  if (type === undefined)
    throw dataProblem(
      "NN6003",
      `\`${path}\` holds values of the NumPy type ${typeName}, which nnc does not read`,
      wholeFile(path),
    );
  const shape = (sizes.match(/\d+/g) ?? []).map(Number);
  const length = elementsOf(shape) * bytesOf[type];
  if (bytes.length - end !== length)
    throw damaged(
      path,
      `it should hold ${length} bytes of numbers, but there are ${bytes.length - end}`,
    );
  const data = readNumbers(bytes.subarray(end), type, descriptor?.[1] !== ">");
  return { shape, data: order === "True" ? rowMajor(data, shape) : data };
}

function damaged(path: string, what: string): Error {
  return dataProblem("NN6002", `\`${path}\` is not a whole .npy file: ${what}`, wholeFile(path));
}

function readHeader(bytes: Uint8Array, path: string): { header: string; end: number } {
  if (!isNpy(bytes)) throw damaged(path, "it does not begin as one");
  if (bytes.length < 12) throw damaged(path, `it has only ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isVersion1 = bytes[6] === 1;
  const start = isVersion1 ? 10 : 12;
  const end = start + (isVersion1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (end > bytes.length) throw damaged(path, "it ends inside its header");
  return { header: new TextDecoder("latin1").decode(bytes.subarray(start, end)), end };
}

/** The same array with the last axis running fastest. */
function rowMajor(data: Numbers, shape: readonly number[]): Numbers {
  const result = data.slice();
  const index = shape.map(() => 0);
  for (let at = 0; at < data.length; at++) {
    let from = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) from = from * shape[axis]! + index[axis]!;
    result[at] = data[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return result;
}
