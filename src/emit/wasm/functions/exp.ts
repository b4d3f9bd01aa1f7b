/**
 * e^x in four lanes.
 *
 * Invariant: error at most 1 ulp for every float.
 */
import {
  createFunction,
  createLocal,
  f32x4,
  get,
  i32x4,
  set,
  vector,
} from "../../../wasm/build.ts";
import { createSplit, localsOf, growth, powerOfTwo, splitByLog2 } from "./exponential.ts";

const x = createLocal("v128", "x");
const split = createSplit();
const { counted, rest } = split;
const half = createLocal("v128", "half");

/** Beyond these all is 0 or Infinity. */
const least = vector("f32x4", -104);
const greatest = vector("f32x4", 89);

// 2^n may be no float where e^x is one: results below 2^-126 are rounded once, by the last product. So it is
// the product of two powers whose exponents, with a bias of 127 each, have the sum n + 254.
export const exp = createFunction(
  "expLanes",
  [x],
  "v128",
  [...localsOf(split), half],
  [
    ...splitByLog2(f32x4.pmax(f32x4.pmin(get(x), greatest), least), 254, split),
    set(half, powerOfTwo(i32x4.shr_u(get(counted), 1))),
    f32x4.mul(
      f32x4.mul(f32x4.add(growth(rest), vector("f32x4", 1)), get(half)),
      i32x4.sub(powerOfTwo(get(counted)), get(half)),
    ),
  ],
);
