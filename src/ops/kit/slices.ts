/**
 * Slices move towards what they take from: a part of something moved, padded or added up is made of parts.
 *
 * Invariant: every rule leaves less to compute, or the same; each moves the slice one value further in, so
 * that they end.
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Value } from "../../graph/graph.ts";
import type { Readers } from "../../graph/op.ts";
import type { Dimension, Shape } from "../../graph/type.ts";
import type { PadAttributes } from "./pads.ts";

export interface SliceAttributes {
  readonly from: readonly number[];
  readonly count: Shape;
  readonly step: readonly number[];
}

/** A slice made further inside; undefined where it stays. */
export function movedInside(value: Value, build: Build, readers: Readers): Value | undefined {
  const input = value.node.inputs[0]!;
  const part = value.node.attributes as unknown as SliceAttributes;
  if (isWhole(part, input.type.shape)) return input;
  switch (input.node.op.name) {
    case "slice":
      return ofSlice(part, input, build);
    case "broadcast":
      return ofBroadcast(part, input, build);
    case "slide":
      return ofSlide(part, input, build);
    case "unslice":
      return ofPadded(part, input, build);
    case "contract":
      return readers.isReadOnce(input) ? ofProducts(part, input, build) : undefined;
    default:
      return undefined;
  }
}

function isWhole({ from, count, step }: SliceAttributes, shape: Shape): boolean {
  return shape.every(
    (each, axis) => isUntouched(axis, { from, count, step }) && count[axis] === each,
  );
}

/** From the start, one after another: only the length may differ. */
function isUntouched(axis: number, { from, step, count }: SliceAttributes): boolean {
  return from[axis] === 0 && (step[axis] === 1 || count[axis] === 1);
}

function ofSlice({ from, count, step }: SliceAttributes, input: Value, build: Build): Value {
  const inner = input.node.attributes as unknown as SliceAttributes;
  return build.slice(
    input.node.inputs[0]!,
    from.map((each, axis) => inner.from[axis]! + each * inner.step[axis]!),
    count,
    step.map((each, axis) => each * inner.step[axis]!),
  );
}

/** Along the axes that its input has; the others are only as long as is asked for. */
function ofBroadcast(part: SliceAttributes, input: Value, build: Build): Value {
  const base = input.node.inputs[0]!;
  const axes = input.node.attributes["axes"] as readonly number[];
  const isOwn = (index: number): boolean => base.type.shape[index] !== 1;
  const own = build.slice(
    base,
    axes.map((axis, index) => (isOwn(index) ? part.from[axis]! : 0)),
    axes.map((axis, index) => (isOwn(index) ? part.count[axis]! : 1)),
    axes.map((axis, index) => (isOwn(index) ? part.step[axis]! : 1)),
  );
  return build.broadcast(own, part.count, axes);
}

/** Some of the windows see some of the image; places in the windows stay as they are. */
function ofSlide(part: SliceAttributes, input: Value, build: Build): Value | undefined {
  const image = input.node.inputs[0]!;
  const { axis, stride, dilation } = input.node.attributes as Readonly<Record<string, number>>;
  const places = axis! + 1;
  const size = image.type.shape[places] as number;
  const [first, count, every] = [part.from[axis!]!, part.count[axis!] as number, part.step[axis!]!];
  if (every < 0 || (first === 0 && count === input.type.shape[axis!])) return undefined;
  const length = (count - 1) * every * stride! + (size - 1) * dilation! + 1;
  const isWindow = (at: number): boolean => at === axis;
  const seen = build.slice(
    image,
    image.type.shape.map((_, at) =>
      isWindow(at) ? first * stride! : at === places ? 0 : part.from[at]!,
    ),
    image.type.shape.map((_, at) =>
      isWindow(at) ? length : at === places ? size : part.count[at]!,
    ),
    image.type.shape.map((_, at) => (isWindow(at) || at === places ? 1 : part.step[at]!)),
  );
  const moved = build.slide(seen, axis!, count, every * stride!, dilation!);
  return build.slice(
    moved,
    moved.type.shape.map((_, at) => (at === places ? part.from[places]! : 0)),
    part.count,
    moved.type.shape.map((_, at) => (at === places ? part.step[places]! : 1)),
  );
}

interface Kept {
  /** Of the padded input: its first element that is still seen, and how many are. */
  readonly first: number;
  readonly count: Dimension;
  /** Where the first one is in what is seen. */
  readonly at: number;
}

/** Less padding. Only steps of 1 are followed: they are what convolutions make. */
function ofPadded(part: SliceAttributes, input: Value, build: Build): Value | undefined {
  const base = input.node.inputs[0]!;
  const { from, step, fill } = input.node.attributes as unknown as PadAttributes;
  const kept: Kept[] = [];
  for (const [axis, length] of base.type.shape.entries()) {
    const count = part.count[axis]!;
    if (length === "batch" || count === "batch") {
      kept.push({ first: 0, count: "batch", at: 0 });
      continue;
    }
    if (part.step[axis] !== 1 || step[axis]! < 1) return undefined;
    const start = from[axis]! - part.from[axis]!;
    const first = Math.max(0, Math.ceil(-start / step[axis]!));
    const last = Math.min(length - 1, Math.floor((count - 1 - start) / step[axis]!));
    if (last < first) return build.constant(fill ?? 0, part.count, input.type.element);
    kept.push({ first, count: last - first + 1, at: start + first * step[axis]! });
  }
  const seen = build.slice(
    base,
    kept.map((each) => each.first),
    kept.map((each) => each.count),
    kept.map(() => 1),
  );
  return build.unslice(
    seen,
    part.count,
    kept.map((each) => each.at),
    step,
    fill,
  );
}

/** Of a product sum only some elements: of either side only what goes into them. */
function ofProducts(part: SliceAttributes, input: Value, build: Build): Value {
  const labels = input.node.attributes as Readonly<Record<string, readonly string[]>>;
  const side = (value: Value, own: readonly string[]): Value => {
    const axes = own.map((label) => labels["result"]!.indexOf(label));
    return build.slice(
      value,
      axes.map((axis) => (axis < 0 ? 0 : part.from[axis]!)),
      axes.map((axis, at) => (axis < 0 ? value.type.shape[at]! : part.count[axis]!)),
      axes.map((axis) => (axis < 0 ? 1 : part.step[axis]!)),
    );
  };
  const [a, b] = input.node.inputs as readonly [Value, Value];
  return build.contract(
    side(a, labels["left"]!),
    side(b, labels["right"]!),
    labels["left"]!,
    labels["right"]!,
    labels["result"]!,
  );
}
