/**
 * log x in four lanes: x = 2^n · (1 + f) with 1 + f from 2/3 to 4/3, and log(1 + f) = f - f²/2 + f³ · P(f).
 *
 * Invariant: error at most 0.9 ulp for every float. What numbers ask for that are not usual is skipped where
 * no lane has one.
 */
import {
  createFunction,
  createLocal,
  f32x4,
  get,
  i32x4,
  set,
  v128,
  vector,
  when,
} from "../../../wasm/build.ts";
import type { Expression, Statement } from "../../../wasm/tree.ts";
import { log2High, log2Low } from "./exponential.ts";
import { polynomial } from "./polynomial.ts";

const x = createLocal("v128", "x");
const unusual = createLocal("v128", "unusual");
const scaled = createLocal("v128", "scaled");
const shift = createLocal("v128", "shift");
const exponent = createLocal("v128", "exponent");
const n = createLocal("v128", "n");
const f = createLocal("v128", "f");
const square = createLocal("v128", "square");
const result = createLocal("v128", "result");

/** P, with an error of 2^-27 of the logarithm. */
const p = [
  0.3333321511745453, -0.2499980479478836, 0.20010435581207275, -0.16680221259593964,
  0.14005543291568756, -0.12187453359365463, 0.13985593616962433, -0.1287929117679596,
] as const;

const bitsOf = { leastNormal: 0x00800000, infinity: 0x7f800000, twoThirds: 0x3f2aaaab };

/** Less than 2^-126, infinite or NaN; as whole numbers without a sign, the others lie in one run. */
const isUnusual = i32x4.ge_u(
  i32x4.sub(get(x), vector("i32x4", bitsOf.leastNormal)),
  vector("i32x4", bitsOf.infinity - bitsOf.leastNormal),
);

/** Below 2^-126 a float has no exponent of its own: it is given one, 23 too large. */
const scaleUp: readonly Statement[] = [
  set(scaled, v128.bitselect(f32x4.mul(get(x), vector("f32x4", 2 ** 23)), get(x), get(unusual))),
  set(shift, v128.and(get(unusual), vector("f32x4", 23))),
];

const split: readonly Statement[] = [
  set(
    exponent,
    v128.and(
      i32x4.sub(get(scaled), vector("i32x4", bitsOf.twoThirds)),
      vector("i32x4", -(2 ** 23)),
    ),
  ),
  set(n, f32x4.sub(f32x4.convert_i32x4_s(i32x4.shr_s(get(exponent), 23)), get(shift))),
  set(f, f32x4.sub(i32x4.sub(get(scaled), get(exponent)), vector("f32x4", 1))),
  set(square, f32x4.mul(get(f), get(f))),
];

function sum(...parts: readonly Expression<"v128">[]): Expression<"v128"> {
  return parts.reduce((before, part) => f32x4.add(before, part));
}

/** From the smallest to the largest. */
const logarithm = sum(
  f32x4.mul(get(n), vector("f32x4", log2Low)),
  f32x4.mul(f32x4.mul(get(square), get(f)), polynomial("f32x4", f, p)),
  f32x4.mul(get(square), vector("f32x4", -0.5)),
  get(f),
  f32x4.mul(get(n), vector("f32x4", log2High)),
);

/** log 0 = -Infinity, log Infinity = Infinity, and NaN of NaN and of what is negative. */
const mend: readonly Statement[] = [
  set(result, v128.bitselect(get(result), get(x), f32x4.lt(get(x), vector("f32x4", Infinity)))),
  set(
    result,
    v128.bitselect(vector("f32x4", -Infinity), get(result), f32x4.eq(get(x), vector("f32x4", 0))),
  ),
  // All bits are set, which is a NaN.
  set(result, v128.or(get(result), f32x4.lt(get(x), vector("f32x4", 0)))),
];

export const log = createFunction(
  "logLanes",
  [x],
  "v128",
  [unusual, scaled, shift, exponent, n, f, square, result],
  [
    set(unusual, isUnusual),
    set(scaled, get(x)),
    set(shift, vector("f32x4", 0)),
    when(v128.any_true(get(unusual)), scaleUp),
    ...split,
    set(result, logarithm),
    when(v128.any_true(get(unusual)), mend),
    get(result),
  ],
);
