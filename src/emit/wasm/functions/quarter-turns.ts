/**
 * How many quarter turns a large angle is, without whole turns: x · 2/π modulo 4, for a float of 2^20 and
 * more, with 2 bits before and 62 behind the point (M. Payne and R. Hanek, 1983).
 *
 * Invariant: the error is below 2^-61; no such float comes nearer than 2^-30 to a multiple of a quarter.
 */
import { createFunction, createLocal, f64, get, i64, select, set } from "../../../wasm/build.ts";
import type { Expression } from "../../../wasm/tree.ts";

/** For smaller angles the bits of 2/π below would not go back far enough. */
export const leastLargeAngle = 2 ** 20;

const x = createLocal("f64", "x");
const bits = createLocal("i64", "bits");
const place = createLocal("i64", "place");
const mantissa = createLocal("i64", "mantissa");
const turns = createLocal("i64", "turns");

/** 2/π in 256 bits, of which five are before the point. */
const twoByPi = [
  0x0517cc1b727220a9n,
  0x4fe13abe8fa9a6een,
  0x06db14acc9e21c82n,
  0x0ff28b1d5ef5de2bn,
] as const;

const isEarly = i64.lt_u(get(place), 64n);
const words = [0, 1, 2].map((at) => select("i64", isEarly, twoByPi[at]!, twoByPi[at + 1]!));

/** 64 bits of two words, from `place` on; shifts count modulo 64. */
function window(first: Expression<"i64">, second: Expression<"i64">): Expression<"i64"> {
  const before = i64.shl(first, get(place));
  return i64.or(before, i64.shr_u(i64.shr_u(second, 1n), i64.sub(63n, get(place))));
}

const upper = window(words[0]!, words[1]!);
const lower = i64.shr_u(window(words[1]!, words[2]!), 32n);

// x = mantissa · 2^e with 24 bits, a float that has become a double. Bits of 2/π that stand before `place`
// make whole turns of it, those 96 and more after it make less than 2^-68.
export const quarterTurns = createFunction(
  "quarterTurns",
  [x],
  "i64",
  [bits, place, mantissa, turns],
  [
    set(bits, i64.reinterpret_f64(get(x))),
    set(place, i64.sub(i64.and(i64.shr_u(get(bits), 52n), 2047n), 1043n)),
    set(mantissa, i64.shr_u(i64.or(i64.and(get(bits), 2n ** 52n - 1n), 2n ** 52n), 29n)),
    set(
      turns,
      i64.add(i64.mul(get(mantissa), upper), i64.shr_u(i64.mul(get(mantissa), lower), 32n)),
    ),
    select("i64", f64.lt(get(x), 0), i64.sub(0n, get(turns)), get(turns)),
  ],
);
