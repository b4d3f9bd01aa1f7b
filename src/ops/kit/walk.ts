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
    for (let count = 0, at = start; count < length; count++, at += step) {
      result[index++] = data[at]!;
    }
  });
  return result;
}

/** Puts a tensor's elements, in order, at the places of a walk. */
export function scatterAlong({ shape, data }: Tensor, walk: Walk, into: Float64Array): void {
  let index = 0;
  forEachRow(shape, walk, (start, length, step) => {
    for (let count = 0, at = start; count < length; count++, at += step) into[at] = data[index++]!;
  });
}

/** Calls `visit` with the start of every row along the last axis, its length and the step in it. */
function forEachRow(
  shape: readonly number[],
  { start, steps }: Walk,
  visit: (start: number, length: number, step: number) => void,
): void {
  const last = shape.length - 1;
  if (last < 0) return visit(start, 1, 0);
  const at = shape.map(() => 0);
  let offset = start;
  for (;;) {
    visit(offset, shape[last]!, steps[last]!);
    let axis = last - 1;
    for (; axis >= 0; axis--) {
      offset += steps[axis]!;
      if (++at[axis]! < shape[axis]!) break;
      offset -= shape[axis]! * steps[axis]!;
      at[axis] = 0;
    }
    if (axis < 0) return;
  }
}
