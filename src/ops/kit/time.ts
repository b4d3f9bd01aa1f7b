/**
 * The same computation for all steps of a scan at once: what happens to axes when time joins them.
 *
 * Invariant: time stands behind the batch, or first where there is none; the axes behind it move up by one.
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Value } from "../../graph/graph.ts";
import type { VectorizeContext } from "../../graph/op.ts";
import { stackedType, timeAxis } from "../../graph/scan.ts";
import type { TensorType } from "../../graph/type.ts";

/** Where an axis of one step's value stands in the sequence. */
export function axisInTime(axis: number, step: TensorType): number {
  return axis < timeAxis(step) ? axis : axis + 1;
}

export function axesInTime(axes: readonly number[], step: TensorType): readonly number[] {
  return axes.map((axis) => axisInTime(axis, step));
}

/** A list with an entry for each axis, and one for time. */
export function insertTime<T>(list: readonly T[], step: TensorType, entry: T): readonly T[] {
  const at = timeAxis(step);
  return [...list.slice(0, at), entry, ...list.slice(at)];
}

/** A value that is the same at every step, repeated over all of them. */
export function spreadOverTime(build: Build, value: Value, length: number): Value {
  const { shape } = stackedType(value.type, length);
  return build.broadcast(
    value,
    shape,
    axesInTime(
      value.type.shape.map((_, axis) => axis),
      value.type,
    ),
  );
}

/** All inputs as sequences. */
export function allInTime({ inputs, mapped, length, build }: VectorizeContext): readonly Value[] {
  return inputs.map((input, index) =>
    mapped[index] === true ? input : spreadOverTime(build, input, length),
  );
}

/** An op whose attribute `axis` counts the input's own axes, or the result's, which are alike there. */
export function vectorizeAlongAxis(context: VectorizeContext): Value {
  const { original, build } = context;
  const { op, attributes, inputs } = original.node;
  const axis = axisInTime(attributes["axis"] as number, inputs[0]!.type);
  return build.node(op, allInTime(context), { ...attributes, axis })[0]!;
}

/** A reduction over `axes` of its one input. */
export function vectorizeReduction(context: VectorizeContext): Value {
  const { original, build } = context;
  const { op, attributes, inputs } = original.node;
  const axes = axesInTime(attributes["axes"] as readonly number[], inputs[0]!.type);
  return build.node(op, allInTime(context), { ...attributes, axes })[0]!;
}
