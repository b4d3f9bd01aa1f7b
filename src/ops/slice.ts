/**
 * `slice`: along each axis from `from`, `count` elements, every `step`th; `x[1:4]`, `x[::-1]`.
 */
import type { Value } from "../graph/graph.ts";
import { ShapeProblem, type BuildCore } from "../graph/op.ts";
import type { Dimension, Shape } from "../graph/type.ts";
import { affine, scaleAffine, addAffine } from "../kernel/scalar.ts";
import { movement } from "./kit/movement.ts";
import { movedInside, type SliceAttributes } from "./kit/slices.ts";
import { insertTime } from "./kit/time.ts";

const read = (attributes: unknown): SliceAttributes => attributes as SliceAttributes;

export const slice = movement({
  name: "slice",
  doc: "Element `i` along an axis is the input's `from + i * step`. The batch is taken whole.",
  build: {
    signature: "(x: Value, from: readonly number[], count: Shape, step: readonly number[]): Value",
    make: (
      build: BuildCore,
      x: Value,
      from: readonly number[],
      count: Shape,
      step: readonly number[],
    ): Value => build.node(slice, [x], { from, count, step })[0]!,
  },
  results: ([x], attributes) => {
    const { from, count, step } = read(attributes);
    const inside = (dimension: Dimension, axis: number): boolean => {
      const length = count[axis]!;
      if (dimension === "batch" || length === "batch") return dimension === length;
      const last = from[axis]! + (length - 1) * step[axis]!;
      return length >= 1 && [from[axis]!, last].every((each) => each >= 0 && each < dimension);
    };
    if (!x!.shape.every(inside)) throw new ShapeProblem("the slice is empty or reaches outside");
    return [{ element: x!.element, shape: count }];
  },
  moves: {
    kind: "evenly",
    from: (at, { attributes }) => {
      const { from, step } = read(attributes);
      return at.map((each, axis) => from[axis]! + each * step[axis]!);
    },
  },
  element: ({ attributes, at, read: readInput }) => {
    const { from, step } = read(attributes);
    return readInput(
      0,
      at.map((each, axis) => addAffine(affine(from[axis]!), scaleAffine(each, step[axis]!))),
    );
  },
  vectorize: ({ original: { type, node }, inputs: [x], length, build }) => {
    const { from, count, step } = read(node.attributes);
    const whole = [insertTime(from, type, 0), insertTime(count, type, length)] as const;
    return build.slice(x!, ...whole, insertTime(step, type, 1));
  },
  gradient: ({ inputs: [x], gradients: [g], attributes, build }) => {
    const { from, step } = read(attributes);
    return [build.unslice(g!, x!.type.shape, from, step)];
  },
  simplify: movedInside,
  samples: [
    {
      name: "columns",
      inputs: [{ type: { element: "float", shape: [2, 5] }, range: [-2, 2] }],
      attributes: { from: [0, 1], count: [2, 3], step: [1, 1] },
    },
    {
      name: "every second, backwards, for each sample",
      inputs: [{ type: { element: "float", shape: ["batch", 5] }, range: [-2, 2] }],
      attributes: { from: [0, 4], count: ["batch", 3], step: [1, -2] },
    },
  ],
});
