/**
 * sin x and cos x in four lanes, by doubles: x = n · π/2 + rest, and a sine or a cosine of the rest.
 *
 * Invariant: error at most 0.51 ulp for every float, however large.
 */
import {
  call,
  createFunction,
  createLocal,
  extractLane,
  f64,
  f64x2,
  get,
  i64,
  i64x2,
  replaceLane,
  set,
  v128,
  vector,
  when,
} from "../../../wasm/build.ts";
import type { Expression, Statement } from "../../../wasm/tree.ts";
import { inHalves } from "./halves.ts";
import { polynomial } from "./polynomial.ts";
import { leastLargeAngle, quarterTurns } from "./quarter-turns.ts";

const x = createLocal("v128", "x");
/** 0 for the sine, 1 for the cosine, which is a quarter turn ahead. */
const ahead = createLocal("v128", "ahead");
/** n, in the lowest bits. */
const quarters = createLocal("v128", "quarters");
const rest = createLocal("v128", "rest");
const turns = createLocal("i64", "turns");
const square = createLocal("v128", "square");
const isCosine = createLocal("v128", "isCosine");

const doubles = (value: number): Expression<"v128"> => vector("f64x2", value);
const wholes = (value: number): Expression<"v128"> => vector("i32x4", value, 0, value, 0);

/** π/2 in two parts: the first has 33 bits, so that its products with n are exact. */
const halfPiHigh = 1.5707963267341256;
const halfPiLow = 6.077100506506192e-11;

/** To this, doubles lie one apart: a sum with it is rounded into the lowest bits. */
const rounding = doubles(1.5 * 2 ** 52);

const n = f64x2.sub(get(quarters), rounding);
const reduce: readonly Statement[] = [
  set(quarters, f64x2.add(f64x2.mul(get(x), doubles(2 / Math.PI)), rounding)),
  set(rest, f64x2.sub(get(x), f64x2.mul(n, doubles(halfPiHigh)))),
  set(rest, f64x2.sub(get(rest), f64x2.mul(n, doubles(halfPiLow)))),
];

const isLarge = f64x2.ge(f64x2.abs(get(x)), doubles(leastLargeAngle));

function reduceLarge(lane: number): Statement {
  const angle = extractLane("f64x2.extract_lane", lane, get(x));
  const nearest = i64.shr_s(i64.add(get(turns), 2n ** 61n), 62n);
  const fraction = f64.convert_i64_s(i64.sub(get(turns), i64.shl(nearest, 62n)));
  // x - x makes NaN of what is infinite.
  const angleOfFraction = f64.add(
    f64.mul(fraction, (Math.PI / 2) * 2 ** -62),
    f64.sub(angle, angle),
  );
  return when(f64.ge(f64.abs(angle), leastLargeAngle), [
    set(turns, call(quarterTurns, angle)),
    set(quarters, replaceLane("i64x2.replace_lane", lane, get(quarters), nearest)),
    set(rest, replaceLane("f64x2.replace_lane", lane, get(rest), angleOfFraction)),
  ]);
}

/** sin r = r + r³ · P(r²), with an error of 2^-37; cos r = 1 + r² · Q(r²), of 2^-33. */
const p = [
  -0.16666666640776207, 0.008333329302414389, -0.00019839311484649117, 2.7181141115712317e-6,
];
const q = [-0.49999999694224045, 0.04166662032867749, -0.001388668074863984, 2.4383482623046694e-5];

// Both are 1 + r² · a polynomial; the sine times r, which keeps the sign of zero.
export const sineHalf = createFunction(
  "sineHalf",
  [x, ahead],
  "v128",
  [quarters, rest, turns, square, isCosine],
  [
    ...reduce,
    when(v128.any_true(isLarge), [0, 1].map(reduceLarge)),
    set(quarters, i64x2.add(get(quarters), get(ahead))),
    set(isCosine, i64x2.neg(v128.and(get(quarters), wholes(1)))),
    set(square, f64x2.mul(get(rest), get(rest))),
    v128.xor(
      f64x2.mul(
        f64x2.add(
          doubles(1),
          f64x2.mul(
            get(square),
            v128.bitselect(
              polynomial("f64x2", square, q),
              polynomial("f64x2", square, p),
              get(isCosine),
            ),
          ),
        ),
        v128.bitselect(doubles(1), get(rest), get(isCosine)),
      ),
      i64x2.shl(v128.and(get(quarters), wholes(2)), 62),
    ),
  ],
);

export const sin = inHalves("sinLanes", ["x"], sineHalf, wholes(0));
export const cos = inHalves("cosLanes", ["x"], sineHalf, wholes(1));
