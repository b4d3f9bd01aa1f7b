/**
 * The family of reductions: elements combined over some axes; the other axes, in order, are the result's.
 *
 * Invariant: `axes` count the batch as an axis and are sorted; a reduction over the batch covers the
 * samples of the call.
 */
import type { Value } from "../../graph/graph.ts";
import type { BuildCore, Static, Surface, Tensor } from "../../graph/op.ts";
import { ShapeProblem } from "../../graph/op.ts";
import type { Dimension, Shape } from "../../graph/type.ts";
import { countElements, forEachPlace } from "./places.ts";

export function axesOf(attributes: Readonly<Record<string, unknown>>): readonly number[] {
  return attributes["axes"] as readonly number[];
}

export function reducedShape(shape: Shape, axes: readonly number[]): Shape {
  const outside = axes.find((axis) => axis < 0 || axis >= shape.length);
  if (outside !== undefined) throw new ShapeProblem(`there is no axis ${outside}`);
  return shape.filter((_, axis) => !axes.includes(axis));
}

/** Visits every element with its place in the result. */
export function foldOver(
  input: Tensor,
  axes: readonly number[],
  visit: (into: number, element: number, place: readonly number[]) => void,
): void {
  const kept = input.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  const steps = kept.map((_, axis) =>
    axes.includes(axis) ? 0 : countElements(kept.slice(axis + 1)),
  );
  forEachPlace(input.shape, (at, index) => {
    let into = 0;
    for (let axis = 0; axis < at.length; axis++) into += at[axis]! * steps[axis]!;
    visit(into, input.data[index]!, at);
  });
}

/** How many elements go into one. */
export function foldedCount(input: Tensor, result: Tensor): number {
  return countElements(input.shape) / Math.max(1, countElements(result.shape));
}

/** Repeats a reduced value over the axes that it lost. */
export function expand(
  build: BroadcastBuild,
  value: Value,
  shape: Shape,
  axes: readonly number[],
): Value {
  const kept = shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
  return build.broadcast(value, shape, kept);
}

interface BroadcastBuild {
  readonly broadcast: (x: Value, shape: Shape, axes: readonly number[]) => Value;
}

interface ReductionBuild extends BuildCore {
  readonly reshape: (x: Value, shape: Shape) => Value;
}

/** With `keep`, the reduced axes stay with length 1; the batch cannot be kept. */
export function keepAxes(
  build: ReductionBuild,
  reduced: Value,
  shape: Shape,
  axes: readonly number[],
): Value {
  const kept = shape.flatMap((each, axis): Dimension[] =>
    axes.includes(axis) ? (each === "batch" ? [] : [1]) : [each],
  );
  return build.reshape(reduced, kept);
}

export const reductionSettings: Surface["settings"] = [
  { name: "axis", default: undefined },
  { name: "keep", default: false },
];

/** All axes but the batch, unless `axis` says otherwise. */
export function wantedAxes(
  value: Value,
  axis: Static,
  axes: (value: Value, axis: Static) => readonly number[],
): readonly number[] {
  if (axis !== undefined) return axes(value, axis);
  return value.type.shape.flatMap((each, at) => (each === "batch" ? [] : [at]));
}

export function staticNumbers(wires: readonly Static[]): readonly number[] {
  const [list] = wires;
  return (Array.isArray(list) ? list : [list]) as readonly number[];
}
