/**
 * x^y in four lanes, by doubles: 2^(y · log2 |x|), and the sign that whole exponents give.
 *
 * Invariant: error at most 0.6 ulp for all floats; JavaScript's rules where there is no number: x^0 is 1 for
 * every x, 1^Infinity and 1^NaN are NaN.
 */
import {
  createFunction,
  createLocal,
  f64x2,
  get,
  i64x2,
  set,
  v128,
  vector,
} from "../../../wasm/build.ts";
import type { Expression, Local, Statement } from "../../../wasm/tree.ts";
import { inHalves } from "./halves.ts";
import { polynomial } from "./polynomial.ts";

const local = (name: string): Local<"v128"> => createLocal("v128", name);
const doubles = (value: number): Expression<"v128"> => vector("f64x2", value);

const x = local("x");
const y = local("y");
const size = local("size");

// ── log2 of the size: size = 2^n · m with m from √½ to √2, s = (m - 1) / (m + 1) ─────────────────────

const exponent = local("exponent");
const s = local("s");
const square = local("square");
const logarithm = local("logarithm");

/** log2 m = s · P(s²), with an error of 2^-37 of it. */
const p = [
  2.885390081790204, 0.9617966731820405, 0.5770836174684818, 0.41167066101881616,
  0.34077000140419433,
] as const;

const m = i64x2.sub(get(size), get(exponent));

/** The exponent, made positive, in the lowest bits of a number that is so large that they count units. */
const n = f64x2.sub(
  v128.or(i64x2.shr_u(i64x2.add(get(exponent), doubles(1)), 52), doubles(2 ** 52)),
  doubles(2 ** 52 + 1023),
);

const isOrdinary = v128.and(
  f64x2.gt(get(size), doubles(0)),
  f64x2.lt(get(size), doubles(Infinity)),
);

/** Of 0, of Infinity and of NaN, size - 1 / size is what the logarithm is. */
const takeLogarithm: readonly Statement[] = [
  // Only the bits of sign and exponent, which are those of -Infinity.
  set(exponent, v128.and(i64x2.sub(get(size), doubles(Math.SQRT1_2)), doubles(-Infinity))),
  set(s, f64x2.div(f64x2.sub(m, doubles(1)), f64x2.add(m, doubles(1)))),
  set(square, f64x2.mul(get(s), get(s))),
  set(logarithm, f64x2.add(f64x2.mul(get(s), polynomial("f64x2", square, p)), n)),
  set(
    logarithm,
    v128.bitselect(
      get(logarithm),
      f64x2.sub(get(size), f64x2.div(doubles(1), get(size))),
      isOrdinary,
    ),
  ),
];

// ── 2^t for t = n + rest ────────────────────────────────────────────────────────────────────────────

const t = local("t");
const counted = local("counted");
const rest = local("rest");

/** 2^rest, with an error of 2^-29. */
const q = [
  1.0000000005541674, 0.6931472057372653, 0.24022646890627822, 0.05550328776969305,
  0.00961848895779313, 0.0013399931217870347, 0.0001534581182051418,
] as const;

/** To this, doubles lie one apart: a sum with it has n, and the bias of exponents, in its lowest bits. */
const magic = doubles(1.5 * 2 ** 52 + 1023);

const raise: readonly Statement[] = [
  // Beyond 2^±1000 there is no float, but there are doubles.
  set(t, f64x2.pmin(f64x2.mul(get(y), get(logarithm)), doubles(1000))),
  set(t, f64x2.pmax(get(t), doubles(-1000))),
  set(counted, f64x2.add(get(t), magic)),
  set(rest, f64x2.sub(get(t), f64x2.sub(get(counted), magic))),
];
const raised = f64x2.mul(polynomial("f64x2", rest, q), i64x2.shl(get(counted), 52));

// ── the sign ────────────────────────────────────────────────────────────────────────────────────────

const isWhole = local("isWhole");
const result = local("result");

const isEven = f64x2.eq(
  f64x2.mul(get(y), doubles(0.5)),
  f64x2.trunc(f64x2.mul(get(y), doubles(0.5))),
);
const isOdd = v128.andnot(get(isWhole), isEven);
const isNegative = v128.and(f64x2.lt(get(x), doubles(0)), f64x2.gt(get(x), doubles(-Infinity)));

export const powerHalf = createFunction(
  "powerHalf",
  [x, y],
  "v128",
  [size, exponent, s, square, logarithm, t, counted, rest, isWhole, result],
  [
    set(size, f64x2.abs(get(x))),
    ...takeLogarithm,
    ...raise,
    set(isWhole, f64x2.eq(get(y), f64x2.trunc(get(y)))),
    set(result, v128.xor(raised, v128.and(v128.and(get(x), doubles(-0)), isOdd))),
    // All bits are set, which is a NaN.
    set(result, v128.or(get(result), v128.andnot(isNegative, get(isWhole)))),
    v128.bitselect(doubles(1), get(result), f64x2.eq(get(y), doubles(0))),
  ],
);

export const power = inHalves("powerLanes", ["x", "y"], powerHalf);
