/**
 * Polynomials in all lanes, by Horner's rule.
 *
 * Invariant: coefficients stand from the constant upwards; those of the files around are of least greatest
 * error (minimax) over the range that the text beside them names, rounded to the type of the lanes.
 */
import { f32x4, f64x2, get, vector } from "../../../wasm/build.ts";
import type { Expression, Local } from "../../../wasm/tree.ts";

const groups = { f32x4, f64x2 };

/** Σ coefficients[i] · x^i. */
export function polynomial(
  shape: "f32x4" | "f64x2",
  x: Local<"v128">,
  coefficients: readonly number[],
): Expression<"v128"> {
  const { add, mul } = groups[shape];
  const [highest, ...lower] = coefficients.map((each) => vector(shape, each)).reverse();
  return lower.reduce((sum, each) => add(mul(sum, get(x)), each), highest!);
}
