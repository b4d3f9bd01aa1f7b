/**
 * Even walks through a tensor, for the interpreter: along each axis every step is equally far in memory.
 *
 * Invariant: where a walk leads is found by asking for its start and for one step along each axis; that it
 * is even is what its op says of itself. Row-major; shares nothing with the affine places of the kernel
 * layer.
 */
import type { Tensor } from "../../graph/op.ts";

export interface Walk {
  readonly start: number;
  /** How far one step along each axis is. */
  readonly steps: readonly number[];
}

/** The walk over places of `shape` that leads to the places that `lead` names in a tensor of another shape. */
export function findWalk(
  shape: readonly number[],
  within: readonly number[],
  lead: (at: readonly number[]) => readonly number[],
): Walk {
  const offsetOf = (at: readonly number[]): number => placeInside(within, lead(at));
  const origin = shape.map(() => 0);
  const start = offsetOf(origin);
  const steps = shape.map((length, axis) =>
    length > 1 ? offsetOf(origin.with(axis, 1)) - start : 0,
  );
  offsetOf(shape.map((length) => length - 1));
  return { start, steps };
}

/** Row-major number of a place. Throws where it is outside. */
export function placeInside(shape: readonly number[], at: readonly number[]): number {
  let index = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    const [each, length] = [at[axis]!, shape[axis]!];
    if (!(each >= 0 && each < length)) {
      throw new RangeError(`index ${at.join(", ")} is outside [${shape.join(", ")}]`);
    }
    index = index * length + each;
  }
  return index;
}

/** The elements at the places of a walk, in order. */
export function gatherAlong(shape: readonly number[], { data }: Tensor, walk: Walk): Float64Array {
  const result = new Float64Array(shape.reduce((product, each) => product * each, 1));
  let index = 0;
  forEachRow(shape, walk, (start, length, step) => {
    const first = index;
    for (let count = 0; count < length; count++)
      result[first + count] = data[start + count * step]!;
    index += length;
  });
  return result;
}

/** Puts a tensor's elements, in order, at the places of a walk. */
export function scatterAlong({ shape, data }: Tensor, walk: Walk, into: Float64Array): void {
  let index = 0;
  forEachRow(shape, walk, (start, length, step) => {
    const first = index;
    for (let count = 0; count < length; count++) into[start + count * step] = data[first + count]!;
    index += length;
  });
}

/** Calls `visit` with the start of every row, its length and the step in it; a row is as long as its steps are even. */
function forEachRow(
  shape: readonly number[],
  walk: Walk,
  visit: (start: number, length: number, step: number) => void,
): void {
  const { lengths, steps } = joinAxes(shape, walk.steps);
  const last = lengths.length - 1;
  const at = lengths.map(() => 0);
  let offset = walk.start;
  for (;;) {
    visit(offset, lengths[last]!, steps[last]!);
    let axis = last - 1;
    for (; axis >= 0; axis--) {
      offset += steps[axis]!;
      if (++at[axis]! < lengths[axis]!) break;
      offset -= lengths[axis]! * steps[axis]!;
      at[axis] = 0;
    }
    if (axis < 0) return;
  }
}

interface Axes {
  readonly lengths: readonly number[];
  readonly steps: readonly number[];
}

/** Two axes are one where a step along the first leads as far as a whole walk along the second; at least one. */
function joinAxes(shape: readonly number[], evenSteps: readonly number[]): Axes {
  const lengths: number[] = [];
  const steps: number[] = [];
  shape.forEach((length, axis) => {
    if (length === 1) return;
    const step = evenSteps[axis]!;
    const outer = lengths.length - 1;
    if (outer >= 0 && steps[outer] === length * step) {
      lengths[outer]! *= length;
      steps[outer] = step;
    } else {
      lengths.push(length);
      steps.push(step);
    }
  });
  return lengths.length > 0 ? { lengths, steps } : { lengths: [1], steps: [0] };
}
