/**
 * Axis settings: a number, `batch`, or a list of them.
 *
 * Invariant: numbers count the axes of one sample, negative ones from the end; the batch has its name.
 */
import type { Value } from "../graph/graph.ts";
import { ShapeProblem, type Static } from "../graph/op.ts";
import { isBatched, sampleShape } from "../graph/type.ts";

/** What `.nn` calls the batch where an axis is wanted. */
export const batchAxis = "batch";

export function includesBatch(axis: Static): boolean {
  return Array.isArray(axis) ? axis.includes(batchAxis) : axis === batchAxis;
}

/** Axes of the value's whole shape, in order. Throws ShapeProblem when there is no such axis. */
export function axesOf(value: Value, axis: Static): readonly number[] {
  const skip = isBatched(value.type) ? 1 : 0;
  const rank = sampleShape(value.type).length;
  const list = (Array.isArray(axis) ? axis : [axis]) as readonly Static[];
  const axes = list.map((each) => {
    if (each === batchAxis) return 0;
    if (each === undefined) throw new ShapeProblem("an axis is wanted, not none", { inputs: [0] });
    const at = Number(each);
    if (at < -rank || at >= rank) {
      throw new ShapeProblem(`there is no axis ${at}: ${axesThatAre(rank)}`, { inputs: [0] });
    }
    return (at < 0 ? at + rank : at) + skip;
  });
  if (new Set(axes).size < axes.length) throw new ShapeProblem("an axis is named twice");
  return axes.toSorted((a, b) => a - b);
}

function axesThatAre(rank: number): string {
  if (rank === 0) return "a scalar has no axes";
  return rank === 1 ? "the only one is 0" : `it has ${rank} axes, 0 to ${rank - 1}`;
}
