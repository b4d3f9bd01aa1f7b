/**
 * erf x in four lanes: x + x · P(x²) near 0, else 1 - e^(|x| · Q(|x|)), and the sign of x.
 *
 * Invariant: error at most 1.2 ulp for every float.
 */
import { createFunction, createLocal, f32x4, get, set, v128, vector } from "../../../wasm/build.ts";
import { createSplit, localsOf, growth, powerOfTwo, splitByLog2 } from "./exponential.ts";
import { polynomial } from "./polynomial.ts";

const x = createLocal("v128", "x");
const size = createLocal("v128", "size");
const square = createLocal("v128", "square");
const split = createSplit();
const power = createLocal("v128", "power");

/** Where P ends, whose error is 2^-27 of erf x. */
const near = vector("f32x4", 0.8125);
const p = [
  0.12837916612625122, -0.3761260509490967, 0.11283111572265625, -0.02681959792971611,
  0.005081488750874996, -0.0006504954653792083,
] as const;

/** From here on erf x rounds to 1. Up to there the error of Q makes 2^-28 of erf x. */
const far = vector("f32x4", 3.93);
const q = [
  -1.1285332441329956, -0.6356534361839294, -0.10534858703613281, 0.022946342825889587,
  -0.003232762450352311, 0.00021617136371787637,
] as const;

const nearZero = f32x4.add(get(x), f32x4.mul(get(x), polynomial("f32x4", square, p)));

export const erf = createFunction(
  "erfLanes",
  [x],
  "v128",
  [size, square, ...localsOf(split), power],
  [
    set(square, f32x4.mul(get(x), get(x))),
    set(size, f32x4.pmin(f32x4.abs(get(x)), far)),
    ...splitByLog2(f32x4.mul(get(size), polynomial("f32x4", size, q)), 127, split),
    set(power, powerOfTwo(get(split.counted))),
    v128.bitselect(
      get(x),
      v128.bitselect(
        nearZero,
        // 1 - 2^n · e^rest without the rounding of e^rest.
        f32x4.sub(
          f32x4.sub(vector("f32x4", 1), get(power)),
          f32x4.mul(growth(split.rest), get(power)),
        ),
        f32x4.lt(get(size), near),
      ),
      vector("f32x4", -0),
    ),
  ],
);
