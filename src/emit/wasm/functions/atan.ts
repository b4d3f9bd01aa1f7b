/**
 * atan x in four lanes, by doubles: z + z³ · P(z²) with z = |x| up to 1, else π/2 with z = -1 / |x|, and the
 * sign of x.
 *
 * Invariant: error at most 0.51 ulp for every float.
 */
import { createFunction, createLocal, f64x2, get, set, v128, vector } from "../../../wasm/build.ts";
import { inHalves } from "./halves.ts";
import { polynomial } from "./polynomial.ts";

const x = createLocal("v128", "x");
const size = createLocal("v128", "size");
const isLarge = createLocal("v128", "isLarge");
const z = createLocal("v128", "z");
const square = createLocal("v128", "square");

/** P, with an error of 2^-31 of atan z. */
const p = [
  -0.3333332689947607, 0.1999967112033745, -0.1427983301931923, 0.11058223479426108,
  -0.08811090649337577, 0.06741595555761329, -0.04468992020686585, 0.02253984921347611,
  -0.007317948304966455, 0.0011137871368243023,
] as const;

export const atanHalf = createFunction(
  "atanHalf",
  [x],
  "v128",
  [size, isLarge, z, square],
  [
    set(size, f64x2.abs(get(x))),
    set(isLarge, f64x2.gt(get(size), vector("f64x2", 1))),
    set(z, v128.bitselect(f64x2.div(vector("f64x2", -1), get(size)), get(size), get(isLarge))),
    set(square, f64x2.mul(get(z), get(z))),
    v128.bitselect(
      get(x),
      f64x2.add(
        v128.and(get(isLarge), vector("f64x2", Math.PI / 2)),
        f64x2.add(
          get(z),
          f64x2.mul(f64x2.mul(get(z), get(square)), polynomial("f64x2", square, p)),
        ),
      ),
      vector("f64x2", -0),
    ),
  ],
);

export const atan = inHalves("atanLanes", ["x"], atanHalf);
