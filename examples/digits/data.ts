/**
 * The digits of this example, read from its IDX files.
 *
 * Invariant: pixels are 0…1, a digit after the other, 256 each; label number i belongs to digit i.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

export const side = 16;
export const pixelCount = side * side;

export interface Digits {
  readonly count: number;
  readonly pixels: Float32Array;
  readonly labels: Int32Array;
}

export function readDigits(name: "train" | "test"): Digits {
  const images = readIdx(`${name}-images.idx.gz`, 2);
  const labels = readIdx(`${name}-labels.idx.gz`, 1);
  return {
    count: labels.length,
    pixels: Float32Array.from(images, (byte) => byte / 255),
    labels: Int32Array.from(labels),
  };
}

/** The bytes behind the header: 4 bytes, then 4 for each axis. */
function readIdx(file: string, axes: number): Uint8Array {
  const path = new URL(`data/${file}`, import.meta.url);
  return gunzipSync(readFileSync(path)).subarray(4 + 4 * axes);
}
