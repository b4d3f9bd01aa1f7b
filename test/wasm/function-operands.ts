/**
 * What functions in lanes are tried with.
 *
 * Invariant: the same operands in every run.
 */
import { drawBits, uniformOf } from "../../src/draws.ts";

/** Floats with the bits that are given by number. */
export function fillFloats(x: Float32Array, bitsOf: (at: number) => number): void {
  const patterns = new Uint32Array(x.buffer, x.byteOffset, x.length);
  for (let i = 0; i < x.length; i++) patterns[i] = bitsOf(i);
}

/** Both signs, all 256 exponents, and so many mantissas of each as there is room for. */
export function fillExponents(x: Float32Array): void {
  fillFloats(x, (at) => (at << 23) | (drawBits(0, 0, 0, at) >>> 9));
}

/** Any base, with an exponent that makes the power a float: for a base below 0 a whole one. */
export function fillPowers(x: Float32Array, y: Float32Array, key: number): void {
  fillFloats(x, (at) => drawBits(key, 0, 0, at));
  for (let i = 0; i < x.length; i++) {
    const wanted = -150 + 279 * uniformOf(drawBits(key, 1, 0, i));
    const exponent = wanted / Math.log2(Math.abs(x[i]!));
    y[i] = x[i]! < 0 ? Math.round(exponent) : exponent;
  }
}
