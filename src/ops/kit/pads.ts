/**
 * Zeros are put around a value before it is repeated or slides: they are fewer there, and what slides over
 * them asks no questions.
 *
 * Invariant: every rule moves the padding one value further in, so that they end.
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Value } from "../../graph/graph.ts";
import type { Shape } from "../../graph/type.ts";

export interface PadAttributes {
  readonly shape: Shape;
  readonly from: readonly number[];
  readonly step: readonly number[];
  /** What stands around and between; 0 where it is missing. */
  readonly fill?: number;
}

/** A padding made further inside; undefined where it stays. */
export function paddedInside(value: Value, build: Build): Value | undefined {
  const input = value.node.inputs[0]!;
  const pad = value.node.attributes as unknown as PadAttributes;
  const axes = input.type.shape.flatMap((each, axis) => (isPadded(axis, each, pad) ? [axis] : []));
  if (axes.length === 0) return input;
  switch (input.node.op.name) {
    case "unslice":
      return sameFill(pad, input) ? ofPadded(pad, input, build) : undefined;
    case "broadcast":
      return ofBroadcast(pad, axes, input, build);
    case "slide":
      return ofSlide(pad, axes, input, build);
    case "slice":
      return ofSlice(pad, axes, input, build);
    default:
      return undefined;
  }
}

function isPadded(axis: number, length: Shape[number], { shape, from, step }: PadAttributes) {
  return shape[axis] !== length || from[axis] !== 0 || (step[axis] !== 1 && length !== 1);
}

function sameFill(pad: PadAttributes, input: Value): boolean {
  return (input.node.attributes["fill"] ?? 0) === (pad.fill ?? 0);
}

/** Zeros in zeros. */
function ofPadded({ shape, from, step, fill }: PadAttributes, input: Value, build: Build): Value {
  const inner = input.node.attributes as unknown as PadAttributes;
  return build.unslice(
    input.node.inputs[0]!,
    shape,
    from.map((each, axis) => each + inner.from[axis]! * step[axis]!),
    step.map((each, axis) => each * inner.step[axis]!),
    fill,
  );
}

/** Padded along axes that its input has; along those that are only repeated there is nothing to pad. */
function ofBroadcast(
  { shape, from, step, fill }: PadAttributes,
  padded: readonly number[],
  input: Value,
  build: Build,
): Value | undefined {
  const base = input.node.inputs[0]!;
  const axes = input.node.attributes["axes"] as readonly number[];
  const isOwn = (axis: number): boolean => {
    const index = axes.indexOf(axis);
    return index >= 0 && base.type.shape[index] === input.type.shape[axis];
  };
  if (!padded.every(isOwn)) return undefined;
  const inside = build.unslice(
    base,
    axes.map((axis, index) => (padded.includes(axis) ? shape[axis]! : base.type.shape[index]!)),
    axes.map((axis) => (padded.includes(axis) ? from[axis]! : 0)),
    axes.map((axis) => (padded.includes(axis) ? step[axis]! : 1)),
    fill,
  );
  return build.broadcast(inside, shape, axes);
}

function ofSlide(
  { shape, from, step, fill }: PadAttributes,
  padded: readonly number[],
  input: Value,
  build: Build,
): Value | undefined {
  const image = input.node.inputs[0]!;
  const { axis, count, stride, dilation } = input.node.attributes as Readonly<
    Record<string, number>
  >;
  if (padded.includes(axis!) || padded.includes(axis! + 1)) return undefined;
  const inside = build.unslice(
    image,
    image.type.shape.map((each, at) => (at === axis ? each : shape[at]!)),
    from,
    step,
    fill,
  );
  return build.slide(inside, axis!, count!, stride!, dilation!);
}

/** Padded along axes that the slice takes whole. */
function ofSlice(
  { shape, from, step, fill }: PadAttributes,
  padded: readonly number[],
  input: Value,
  build: Build,
): Value | undefined {
  const base = input.node.inputs[0]!;
  const slice = input.node.attributes as unknown as {
    from: number[];
    count: Shape;
    step: number[];
  };
  const isWhole = (axis: number): boolean =>
    slice.from[axis] === 0 && slice.count[axis] === base.type.shape[axis] && slice.step[axis] === 1;
  if (!padded.every(isWhole)) return undefined;
  const inside = build.unslice(
    base,
    base.type.shape.map((each, axis) => (padded.includes(axis) ? shape[axis]! : each)),
    from,
    step,
    fill,
  );
  const count = shape.map((each, axis) => (padded.includes(axis) ? each : slice.count[axis]!));
  return build.slice(inside, slice.from, count, slice.step);
}
