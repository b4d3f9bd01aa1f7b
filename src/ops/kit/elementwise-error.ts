/**
 * How far elementwise results may be off, element by element.
 *
 * Invariant: asks only what a function does at the corners of where its inputs may be, so that it holds for
 * any monotonic function.
 */
import type { ErrorContext, Tensor } from "../../graph/op.ts";

export type Compute = (...numbers: number[]) => number;

/** A function, and how it is computed. */
export interface Rounding {
  readonly compute: Compute;
  /** An input near whose zeros nothing bounds the result: a divisor. */
  readonly pole?: number;
  /** Inputs below have no result; errors do not lead there. */
  readonly lowest?: number;
  /**
   * Roundings that two ways to compute it may be apart, that of the result included, in units of the result: 2, or
   * 0 where one of the wires comes out.
   */
  readonly roundings?: number;
  /** The same where floats of 32 bits are computed with; by default no other. */
  readonly roundingsOfFloats?: number;
}

/**
 * Furthest that the result moves when inputs move by their errors, and its own rounding. Of inputs about
 * which nothing is known, nothing is known of the result.
 */
export function cornerError(context: ErrorContext, rounding: Rounding): Tensor {
  const { compute, pole, lowest = -Infinity } = rounding;
  const { inputs, errors, results } = context;
  const share = ownRounding(rounding, context);
  const { shape, data } = results[0]!;
  const bound = new Float64Array(data.length);
  const corner: Corner = { values: inputs.map(() => 0), errors: inputs.map(() => 0) };
  for (let index = 0; index < bound.length; index++) {
    let isKnown = true;
    for (let input = 0; input < inputs.length; input++) {
      const value = inputs[input]!.data[index]!;
      const error = errors[input]!.data[index]!;
      corner.values[input] = value;
      corner.errors[input] = error;
      if (error !== 0 && !(error < (input === pole ? Math.abs(value) : Infinity))) isKnown = false;
    }
    const exact = data[index]!;
    // Infinities are met exactly.
    const own = Number.isFinite(exact) ? share * Math.abs(exact) : 0;
    bound[index] = isKnown ? furthestCorner(corner, exact, compute, lowest) + own : Infinity;
  }
  return { shape, data: bound };
}

/** As a part of the result: once as it is stored, else as it is computed. */
function ownRounding(
  { roundings = 2, roundingsOfFloats = roundings }: Rounding,
  { unit, arithmetic }: ErrorContext,
): number {
  const isOfFloats = arithmetic > 2 ** -53;
  const count = isOfFloats ? roundingsOfFloats : roundings;
  return count === 0 ? 0 : unit + (count - 1) * arithmetic;
}

interface Corner {
  readonly values: number[];
  readonly errors: number[];
}

/** Every input goes down by its error, or up, in all combinations; those without an error stay. */
function furthestCorner(
  { values, errors }: Corner,
  exact: number,
  compute: Compute,
  lowest: number,
): number {
  let moving = 0;
  for (const error of errors) if (error !== 0) moving++;
  if (moving === 0) return 0;
  let furthest = 0;
  for (let which = 0; which < 1 << moving; which++) {
    let bit = 1;
    const moved = values.map((value, input) => {
      const error = errors[input]!;
      if (error === 0) return value;
      const goesUp = (which & bit) !== 0;
      bit <<= 1;
      return Math.max(lowest, goesUp ? value + error : value - error);
    });
    // A corner outside the domain (the root of less than 0) is no number that a target can get.
    const away = Math.abs(applyTo(moved, compute) - exact);
    if (away > furthest) furthest = away;
  }
  return furthest;
}

/** Calls with one or two arguments are much faster written out. */
export function applyTo(numbers: readonly number[], compute: Compute): number {
  if (numbers.length === 1) return compute(numbers[0]!);
  return numbers.length === 2 ? compute(numbers[0]!, numbers[1]!) : compute(...numbers);
}

/** Comparisons: exact, but undecided where the sides are closer than their errors. */
export function choiceError(context: ErrorContext): readonly Tensor[] {
  const [left, right] = context.inputs as readonly [Tensor, Tensor];
  const { shape, data } = context.results[0]!;
  for (let index = 0; index < data.length; index++) {
    const slack = context.errors[0]!.data[index]! + context.errors[1]!.data[index]!;
    const apart = Math.abs(left.data[index]! - right.data[index]!);
    if (slack !== 0 && !(apart > slack)) context.undecided(index);
  }
  return [{ shape, data: new Float64Array(data.length) }];
}
