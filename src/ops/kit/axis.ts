/**
 * The axis setting of surfaces that work along one axis: `concat`, `split`, `argmax`.
 *
 * Invariant: exactly one axis comes out; a list of several is refused, never cut to its first.
 */
import type { Value } from "../../graph/graph.ts";
import { ShapeProblem, type Static, type SurfaceCall } from "../../graph/op.ts";

/** The axis of the value's whole shape. Throws ShapeProblem where none or several are named. */
export function oneAxis(value: Value, axis: Static, axes: SurfaceCall["axes"]): number {
  const [only, ...others] = axes(value, axis);
  if (only === undefined || others.length > 0) {
    throw new ShapeProblem(`one axis is wanted, not ${JSON.stringify(axis)}`, { inputs: [0] });
  }
  return only;
}

/** The same where elements change places: samples have no order, so the batch is refused. */
export function oneSampleAxis(value: Value, axis: Static, axes: SurfaceCall["axes"]): number {
  return sampleAxis(value, oneAxis(value, axis, axes));
}

/** An axis of the value's whole shape, if it is not the batch. */
export function sampleAxis(value: Value, axis: number): number {
  if (value.type.shape[axis] !== "batch") return axis;
  throw new ShapeProblem("samples are not moved: the axis cannot be the batch", { inputs: [0] });
}
