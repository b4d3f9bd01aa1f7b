/**
 * Finite differences in float64: the judge of gradients.
 *
 * Invariant: what is piecewise constant or cut off (choices, draws, stopGradient) is held at its value
 * at the point, so that the function differenced is smooth where the gradient is claimed. The tolerance
 * of a difference is measured by halving its step and bounded by rounding, never a constant.
 */

export interface Difference {
  readonly value: number;
  /** How far `value` may be from the derivative. */
  readonly bound: number;
}

/** 2^-52: rounding of one float64 operation, generously. */
const epsilon = Number.EPSILON;

/**
 * Central differences at steps h and h/2 with Richardson's extrapolation: the error of the extrapolated
 * value is below the distance of the two, up to rounding of the function values over the step.
 *
 * @param along the function on a line through the point, the point at 0
 * @param rounding absolute error of one function value
 */
export function differentiateAlong(
  along: (distance: number) => number,
  scale: number,
  rounding: number,
): Difference {
  const step = scale * Math.cbrt(epsilon) * 8;
  const central = (h: number): number => (along(h) - along(-h)) / (2 * h);
  const wide = central(step);
  const narrow = central(step / 2);
  const value = narrow + (narrow - wide) / 3;
  const bound = 2 * Math.abs(narrow - wide) + (8 * rounding) / step;
  return { value, bound };
}
