/**
 * What `exp`, `tanh` and `erf` have in common: x = n · log 2 + rest with a whole n, and e^rest.
 *
 * Invariant: |rest| is at most log(2) / 2 and a rounding, for |x| up to 2^10; NaN stays NaN.
 */
import { createLocal, f32x4, get, i32x4, set, vector } from "../../../wasm/build.ts";
import type { Expression, Local, Statement } from "../../../wasm/tree.ts";
import { polynomial } from "./polynomial.ts";

/** log 2 in two parts: the first has nine bits, so that its products with n are exact. */
export const log2High = 0.693359375;
export const log2Low = -2.1219444e-4;

/** To what is as large as this, floats lie one apart: a sum with it is rounded into the lowest bits. */
const rounding = 1.5 * 2 ** 23;

export interface Split {
  /** Its lowest nine bits are n and a bias. */
  readonly counted: Local<"v128">;
  readonly n: Local<"v128">;
  readonly rest: Local<"v128">;
}

export function createSplit(): Split {
  const [counted, n, rest] = ["counted", "n", "rest"].map((name) => createLocal("v128", name));
  return { counted: counted!, n: n!, rest: rest! };
}

export function localsOf({ counted, n, rest }: Split): readonly Local[] {
  return [counted, n, rest];
}

export function splitByLog2(
  x: Expression<"v128">,
  bias: number,
  { counted, n, rest }: Split,
): readonly Statement[] {
  const magic = vector("f32x4", rounding + bias);
  const without = (part: number): Expression<"v128"> =>
    f32x4.sub(get(rest), f32x4.mul(get(n), vector("f32x4", part)));
  return [
    set(rest, x),
    set(counted, f32x4.add(f32x4.mul(get(rest), vector("f32x4", Math.LOG2E)), magic)),
    set(n, f32x4.sub(get(counted), magic)),
    set(rest, without(log2High)),
    set(rest, without(log2Low)),
  ];
}

/** The lowest nine bits as those of a float's sign and exponent: 2^(k - 127) for a k from 1 to 254. */
export function powerOfTwo(counted: Expression<"v128">): Expression<"v128"> {
  return i32x4.shl(counted, 23);
}

/** Q, with an error of 2^-28 of e^rest. */
const q = [
  0.4999999403953552, 0.1666652113199234, 0.04166825860738754, 0.008368668146431446,
  0.001382125890813768,
] as const;

/** e^rest = 1 + (rest + rest² · Q(rest)): what is in the parentheses. */
export function growth(rest: Local<"v128">): Expression<"v128"> {
  const square = f32x4.mul(get(rest), get(rest));
  return f32x4.add(f32x4.mul(polynomial("f32x4", rest, q), square), get(rest));
}
