/**
 * Random numbers: a hash of (seed, count of training forwards, place, sample, element), nothing else.
 *
 * Invariant: integer mixing and plain float64 arithmetic only, so that every machine and every target
 * draws the same bits. This text stands in generated modules as it is: it imports nothing.
 */

/** Scatters all bits of a 32-bit number over all its bits (a bijection; multipliers by C. Wellons). */
function scatterBits(x: number): number {
  let bits = x ^ (x >>> 16);
  bits = Math.imul(bits, 0x7feb352d);
  bits ^= bits >>> 15;
  bits = Math.imul(bits, 0x846ca68b);
  return bits ^ (bits >>> 16);
}

function mixBits(hash: number, value: number): number {
  return scatterBits(scatterBits(hash + 0x9e3779b9) ^ Math.imul(value + 1, 0x85ebca6b));
}

/** What all draws of one training forward have in common; count 0 is the initialisation. */
export function drawKey(seed: number, count: number): number {
  return mixBits(mixBits(0, seed), count);
}

/** 32 random bits, as a number from 0 to 2^32 - 1. */
export function drawBits(key: number, place: number, sample: number, element: number): number {
  return mixBits(mixBits(mixBits(key, place), sample), element) >>> 0;
}

/** Evenly in [0, 1), in steps of 2^-24: exact in float32. */
export function uniformOf(bits: number): number {
  return (bits >>> 8) * 2 ** -24;
}

/** From the standard normal distribution. */
export function normalOf(bits: number): number {
  return normalQuantile((bits + 0.5) * 2 ** -32);
}

/** From the standard normal distribution within ±2. */
export function truncatedNormalOf(bits: number): number {
  return normalQuantile(0.022750131948179207 + (bits + 0.5) * 2 ** -32 * 0.9544997361036416);
}

/** Where the normal distribution function is p; relative error 1e-16 (Wichura 1988, AS 241 PPND16). */
function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return (q * centralTop(q * q)) / centralBottom(q * q);
  const r = Math.sqrt(-logarithm(q < 0 ? p : 1 - p));
  const far = r <= 5 ? tail(r - 1.6) : farTail(r - 5);
  return q < 0 ? -far : far;
}

function centralTop(square: number): number {
  const r = 0.180625 - square;
  return (
    ((((((2509.0809287301227 * r + 33430.57558358813) * r + 67265.7709270087) * r +
      45921.95393154987) *
      r +
      13731.69376550946) *
      r +
      1971.5909503065513) *
      r +
      133.14166789178438) *
      r +
    3.3871328727963665
  );
}

function centralBottom(square: number): number {
  const r = 0.180625 - square;
  return (
    ((((((5226.495278852854 * r + 28729.085735721943) * r + 39307.89580009271) * r +
      21213.794301586597) *
      r +
      5394.196021424751) *
      r +
      687.1870074920579) *
      r +
      42.31333070160091) *
      r +
    1
  );
}

function tail(r: number): number {
  const top =
    ((((((7.745450142783414e-4 * r + 0.022723844989269184) * r + 0.2417807251774506) * r +
      1.2704582524523684) *
      r +
      3.6478483247632045) *
      r +
      5.769497221460691) *
      r +
      4.630337846156546) *
      r +
    1.4234371107496835;
  const bottom =
    ((((((1.0507500716444169e-9 * r + 5.475938084995345e-4) * r + 0.015198666563616457) * r +
      0.14810397642748008) *
      r +
      0.6897673349851) *
      r +
      1.6763848301838038) *
      r +
      2.053191626637759) *
      r +
    1;
  return top / bottom;
}

function farTail(r: number): number {
  const top =
    ((((((2.0103343992922881e-7 * r + 2.7115555687434876e-5) * r + 0.0012426609473880784) * r +
      0.026532189526576124) *
      r +
      0.29656057182850487) *
      r +
      1.7848265399172913) *
      r +
      5.463784911164114) *
      r +
    6.657904643501103;
  const bottom =
    ((((((2.0442631033899397e-15 * r + 1.4215117583164459e-7) * r + 1.8463183175100548e-5) * r +
      7.868691311456133e-4) *
      r +
      0.014875361290850615) *
      r +
      0.1369298809227358) *
      r +
      0.599832206555888) *
      r +
    1;
  return top / bottom;
}

/** ln x for 0 < x < 1, in plain arithmetic (after FreeBSD's e_log.c): equal on all machines. */
function logarithm(x: number): number {
  let mantissa = x;
  let exponent = 0;
  while (mantissa < 0.7071067811865476) {
    mantissa *= 2;
    exponent--;
  }
  const f = mantissa - 1;
  const s = f / (2 + f);
  const z = s * s;
  const series =
    z *
    (0.6666666666666735 +
      z *
        (0.3999999999940942 +
          z *
            (0.2857142874366239 +
              z *
                (0.22222198432149784 +
                  z *
                    (0.1818357216161805 + z * (0.15313837699209373 + z * 0.14798198605116586))))));
  const half = 0.5 * f * f;
  return exponent * 0.6931471805599453 + (f - (half - s * (half + series)));
}
