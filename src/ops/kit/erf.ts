/**
 * The error function for the interpreter: Taylor series near 0, continued fraction far out.
 *
 * Invariant: accurate to about 1e-15; apart from the targets' own formula.
 */

/** Abramowitz and Stegun 7.1.6 for |x| < 2.5, 7.1.14 beyond. */
export function erfSeries(x: number): number {
  if (Number.isNaN(x) || x === 0) return x;
  const z = Math.abs(x);
  const value = z < 2.5 ? series(z) : 1 - complement(z);
  return x < 0 ? -value : value;
}

function series(z: number): number {
  let term = z;
  let sum = z;
  for (let n = 1; Math.abs(term) > 1e-18 * sum; n++) {
    term *= (2 * z * z) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-z * z) * sum;
}

function complement(z: number): number {
  if (z > 6) return 0;
  let fraction = z;
  for (let k = 60; k >= 1; k--) fraction = z + k / 2 / fraction;
  return Math.exp(-z * z) / Math.sqrt(Math.PI) / fraction;
}
