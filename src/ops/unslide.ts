/**
 * `unslide`: the adjoint of `slide`: what each window saw, put back where it was seen; zeros elsewhere.
 */
import type { Build } from "../graph/build.generated.ts";
import type { Value } from "../graph/graph.ts";
import type { BuildCore } from "../graph/op.ts";
import type { Dimension } from "../graph/type.ts";
import { addAffine, constant, scaleAffine } from "../kernel/scalar.ts";
import { broadcast } from "./broadcast.ts";
import { contract, labelsOf } from "./contract.ts";
import { movement } from "./kit/movement.ts";
import { findStep, whereAll } from "./kit/steps.ts";
import { vectorizeAlongAxis } from "./kit/time.ts";

interface UnslideAttributes {
  /** Axis of the windows; the next one counts their places. */
  readonly axis: number;
  /** Of the axis that was walked. */
  readonly length: number;
  readonly stride: number;
  readonly dilation: number;
}

const read = (attributes: unknown): UnslideAttributes => attributes as UnslideAttributes;

export const unslide = movement({
  name: "unslide",
  doc: "Along `axis` and the next: element `[i * stride + p * dilation, p]` is the input's `[i, p]`; the others are 0.",
  build: {
    signature: "(x: Value, axis: number, length: number, stride: number, dilation: number): Value",
    make: (
      build: BuildCore,
      x: Value,
      axis: number,
      length: number,
      stride: number,
      dilation: number,
    ): Value => build.node(unslide, [x], { axis, length, stride, dilation })[0]!,
  },
  results: ([x], attributes) => {
    const { axis, length } = read(attributes);
    const shape = x!.shape.map((each, at): Dimension => (at === axis ? length : each));
    return [{ element: x!.element, shape }];
  },
  moves: {
    kind: "spread",
    to: (at, { attributes }) => {
      const { axis, stride, dilation } = read(attributes);
      return at.with(axis, at[axis]! * stride + at[axis + 1]! * dilation);
    },
  },
  element: ({ attributes, inputs, at, read: readInput, bind }) => {
    const { axis, stride, dilation } = read(attributes);
    const distance = addAffine(at[axis]!, scaleAffine(at[axis + 1]!, -dilation));
    const found = findStep(distance, { count: inputs[0]!.shape[axis] as number, stride, bind });
    if (found === undefined) return constant(0);
    const place = at.map((each, index) => (index === axis ? found.step : each));
    return whereAll(found.conditions, readInput(0, place));
  },
  fills: 0,
  vectorize: vectorizeAlongAxis,
  gradient: ({ inputs: [x], gradients: [g], attributes, build }) => {
    const { axis, stride, dilation } = read(attributes);
    return [build.slide(g!, axis, x!.type.shape[axis] as number, stride, dilation)];
  },
  simplify: (value, build, { isReadOnce }) => {
    const input = value.node.inputs[0]!;
    const { op } = input.node;
    if (op === broadcast) return ofRepeated(value, input, build);
    return op === contract && isReadOnce(input) ? ofProducts(value, input, build) : undefined;
  },
  samples: [
    {
      name: "a window of 3",
      inputs: [{ type: { element: "float", shape: [4, 3] }, range: [-2, 2] }],
      attributes: { axis: 0, length: 6, stride: 1, dilation: 1 },
    },
    {
      name: "stride 2, dilation 3, for each sample",
      inputs: [{ type: { element: "float", shape: ["batch", 2, 3, 2, 2] }, range: [-2, 2] }],
      attributes: { axis: 2, length: 10, stride: 2, dilation: 3 },
    },
  ],
});

/**
 * Windows whose places all hold the same: `[h, p]` is element `(h - p * dilation) / stride`. Put at its
 * stride into zeros that reach as far as a window on both sides, the same is read without a question: it
 * slides, and the places of its windows count backwards.
 */
function ofRepeated(value: Value, repeated: Value, build: Build): Value | undefined {
  const { axis, length, stride, dilation } = read(value.node.attributes);
  const axes = repeated.node.attributes["axes"] as readonly number[];
  const base = repeated.node.inputs[0]!;
  const own = axes.indexOf(axis);
  if (own < 0 || axes.includes(axis + 1) || base.type.shape[own] === 1) return undefined;
  const size = repeated.type.shape[axis + 1] as number;
  const reach = (size - 1) * dilation;
  const along = <T>(at: T, elsewhere: (index: number) => T): readonly T[] =>
    base.type.shape.map((_, index) => (index === own ? at : elsewhere(index)));
  const padded = build.unslice(
    base,
    along<Dimension>(length + reach, (index) => base.type.shape[index]!),
    along(reach, () => 0),
    along(stride, () => 1),
  );
  const wide = repeated.type.shape.map((each, at) => (at === axis ? length + reach : each));
  const windows = build.slide(build.broadcast(padded, wide, axes), axis, length, 1, dilation);
  return build.slice(
    windows,
    windows.type.shape.map((_, at) => (at === axis + 1 ? size - 1 : 0)),
    windows.type.shape,
    windows.type.shape.map((_, at) => (at === axis + 1 ? -1 : 1)),
  );
}

/**
 * The sum over the places of windows that lie side by side: each element was seen once at most, and they are in order
 * already. undefined: they lie over each other, or have gaps.
 */
export function sumSideBySide(unslid: Value, build: Build): Value | undefined {
  const { axis, length, stride, dilation } = read(unslid.node.attributes);
  const x = unslid.node.inputs[0]!;
  const count = x.type.shape[axis] as number;
  const size = x.type.shape[axis + 1] as number;
  if (dilation !== 1 || size !== stride || count * size > length) return undefined;
  const along = <T>(shape: readonly T[], at: T): readonly T[] => [
    ...shape.slice(0, axis),
    at,
    ...shape.slice(axis + 2),
  ];
  const joined = build.reshape(x, along<Dimension>(x.type.shape, count * size));
  if (count * size === length) return joined;
  const shape = along<Dimension>(x.type.shape, length);
  const zeros = shape.map(() => 0);
  return build.unslice(
    joined,
    shape,
    zeros,
    zeros.map(() => 1),
  );
}

/**
 * A product sum whose windows come from one side, and their places from the other, puts back that side
 * before it multiplies: the gradient of a convolution is a convolution.
 */
function ofProducts(value: Value, products: Value, build: Build): Value | undefined {
  const attributes = read(value.node.attributes);
  const { left, right, result } = labelsOf(products.node.attributes);
  const [window, place] = [result[attributes.axis]!, result[attributes.axis + 1]!];
  const [a, b] = products.node.inputs as readonly [Value, Value];
  const putBack = (side: Value, own: readonly string[]): readonly [Value, readonly string[]] => {
    const at = own.indexOf(window);
    const labels = [...own.slice(0, at + 1), place, ...own.slice(at + 1)];
    const size = products.type.shape[attributes.axis + 1]!;
    const shape = [...side.type.shape.slice(0, at + 1), size, ...side.type.shape.slice(at + 1)];
    const axes = own.map((_, index) => (index <= at ? index : index + 1));
    const { length, stride, dilation } = attributes;
    const repeated = build.broadcast(side, shape, axes);
    return [build.unslide(repeated, at, length, stride, dilation), labels];
  };
  const isOf = (own: readonly string[], other: readonly string[]): boolean =>
    own.includes(window) && !other.includes(window) && !own.includes(place);
  if (isOf(left, right)) {
    const [side, labels] = putBack(a, left);
    return build.contract(side, b, labels, right, result);
  }
  if (!isOf(right, left)) return undefined;
  const [side, labels] = putBack(b, right);
  return build.contract(a, side, left, labels, result);
}
