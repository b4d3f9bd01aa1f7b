/**
 * IDX, the format of MNIST: two zero bytes, a type, the number of axes, their lengths, the numbers; all
 * big-endian. http://yann.lecun.com/exdb/mnist
 *
 * Invariant: the length of the file is exactly what its header says.
 */
import type { NumberType } from "../numbers.ts";
import { bytesOf, readNumbers } from "../numbers.ts";
import { elementsOf } from "./data-set.ts";
import type { FileArray } from "./npy.ts";
import { dataProblem, wholeFile } from "./problem.ts";

const types: Readonly<Record<number, NumberType>> = {
  0x08: "u8",
  0x09: "i8",
  0x0b: "i16",
  0x0c: "i32",
  0x0d: "f32",
  0x0e: "f64",
};

/** @throws Problem (NN6002) naming `path`. */
export function readIdx(bytes: Uint8Array, path: string): FileArray {
  const type = bytes[0] === 0 && bytes[1] === 0 ? types[bytes[2]!] : undefined;
  const rank = bytes[3] ?? 0;
  const start = 4 + 4 * rank;
  if (type === undefined || rank === 0) throw damaged(path, "it does not begin as one");
  if (bytes.length < start) throw damaged(path, "it ends inside its header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const length = elementsOf(shape) * bytesOf[type];
  if (bytes.length - start !== length)
    throw damaged(
      path,
      `[${shape.join(", ")}] takes ${length} bytes, but there are ${bytes.length - start}`,
    );
  return { shape, data: readNumbers(bytes.subarray(start), type, false) };
}

function damaged(path: string, what: string): Error {
  return dataProblem("NN6002", `\`${path}\` is not a whole IDX file: ${what}`, wholeFile(path));
}
