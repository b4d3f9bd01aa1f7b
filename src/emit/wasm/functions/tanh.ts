/**
 * tanh x in four lanes: x + x³ · P(x²) near 0, else g / (g + 2) with g = e^(2|x|) - 1, and the sign of x.
 *
 * Invariant: error at most 1.5 ulp for every float.
 */
import { createFunction, createLocal, f32x4, get, set, v128, vector } from "../../../wasm/build.ts";
import { createSplit, localsOf, growth, powerOfTwo, splitByLog2 } from "./exponential.ts";
import { polynomial } from "./polynomial.ts";

const x = createLocal("v128", "x");
const square = createLocal("v128", "square");
const split = createSplit();
const power = createLocal("v128", "power");
const g = createLocal("v128", "g");

/** Where the polynomial ends, whose error is 2^-26 of tanh x. */
const near = vector("f32x4", 0.3);
const p = [-0.33333060145378113, 0.13314804434776306, -0.05036388337612152] as const;

/** From twice this on tanh x rounds to 1. */
const farTwice = vector("f32x4", 20);

const nearZero = f32x4.add(
  get(x),
  f32x4.mul(f32x4.mul(get(x), get(square)), polynomial("f32x4", square, p)),
);

export const tanh = createFunction(
  "tanhLanes",
  [x],
  "v128",
  [square, ...localsOf(split), power, g],
  [
    set(square, f32x4.mul(get(x), get(x))),
    ...splitByLog2(
      f32x4.pmin(f32x4.mul(f32x4.abs(get(x)), vector("f32x4", 2)), farTwice),
      127,
      split,
    ),
    set(power, powerOfTwo(get(split.counted))),
    // 2^n · e^rest - 1 without the rounding of e^rest: 2^n - 1 is a float.
    set(
      g,
      f32x4.add(
        f32x4.mul(growth(split.rest), get(power)),
        f32x4.sub(get(power), vector("f32x4", 1)),
      ),
    ),
    v128.bitselect(
      get(x),
      v128.bitselect(
        nearZero,
        f32x4.div(get(g), f32x4.add(get(g), vector("f32x4", 2))),
        f32x4.lt(f32x4.abs(get(x)), near),
      ),
      vector("f32x4", -0),
    ),
  ],
);
