/**
 * `unslice`: the adjoint of `slice`: elements put where a slice would read them, zeros, or another number
 * that fills, elsewhere.
 */
import type { Value } from "../graph/graph.ts";
import type { BuildCore } from "../graph/op.ts";
import type { Shape } from "../graph/type.ts";
import { addAffine, affine, constant, type Affine, type Scalar } from "../kernel/scalar.ts";
import { movement } from "./kit/movement.ts";
import { paddedInside, type PadAttributes } from "./kit/pads.ts";
import { findStep, fromEnd, whereAll } from "./kit/steps.ts";
import { insertTime } from "./kit/time.ts";

const read = (attributes: unknown): PadAttributes => attributes as PadAttributes;
const fillOf = (attributes: unknown): number => read(attributes).fill ?? 0;

export const unslice = movement({
  name: "unslice",
  doc: "`fill` (0) all over `shape`, but the input's element `i` at `from + i * step` along each axis; pads, too.",
  build: {
    signature:
      "(x: Value, shape: Shape, from: readonly number[], step: readonly number[], fill?: number): Value",
    make: (
      build: BuildCore,
      x: Value,
      shape: Shape,
      from: readonly number[],
      step: readonly number[],
      fill = 0,
    ): Value =>
      build.node(unslice, [x], { shape, from, step, ...(fill === 0 ? {} : { fill }) })[0]!,
  },
  results: ([x], attributes) => [{ element: x!.element, shape: read(attributes).shape }],
  moves: {
    kind: "spread",
    to: (at, { attributes }) => {
      const { from, step } = read(attributes);
      return at.map((each, axis) => from[axis]! + each * step[axis]!);
    },
  },
  element: ({ attributes, inputs, result, at, read: readInput, bind }) => {
    const { from, step } = read(attributes);
    const conditions: Scalar[] = [];
    const place: Affine[] = [];
    for (const [axis, each] of at.entries()) {
      const count = inputs[0]!.shape[axis]!;
      // With steps of either sign, places are counted from the lowest.
      const isForward = step[axis]! > 0;
      if (count === "batch" || count === result.shape[axis]) {
        place.push(isForward || count === "batch" ? each : fromEnd(each, count));
        continue;
      }
      const lowest = isForward ? from[axis]! : from[axis]! + (count - 1) * step[axis]!;
      const distance = addAffine(each, affine(-lowest));
      const found = findStep(distance, { count, stride: Math.abs(step[axis]!), bind });
      if (found === undefined) return constant(fillOf(attributes));
      place.push(isForward ? found.step : fromEnd(found.step, count));
      conditions.push(...found.conditions);
    }
    return whereAll(conditions, readInput(0, place), fillOf(attributes));
  },
  fills: fillOf,
  keepsAll: true,
  vectorize: ({ original: { type, node }, inputs: [x], length, build }) => {
    const { shape, from, step, fill } = read(node.attributes);
    const whole = [insertTime(shape, type, length), insertTime(from, type, 0)] as const;
    return build.unslice(x!, ...whole, insertTime(step, type, 1), fill);
  },
  gradient: ({ inputs: [x], gradients: [g], attributes, build }) => [
    build.slice(g!, read(attributes).from, x!.type.shape, read(attributes).step),
  ],
  simplify: paddedInside,
  samples: [
    {
      name: "padding",
      inputs: [{ type: { element: "float", shape: [2, 2] }, range: [-2, 2] }],
      attributes: { shape: [3, 4], from: [1, 0], step: [1, 1] },
    },
    {
      name: "padding with a number",
      inputs: [{ type: { element: "float", shape: [2, 2] }, range: [-2, 2] }],
      attributes: { shape: [4, 3], from: [1, 0], step: [1, 1], fill: -1.5 },
    },
    {
      name: "every second, backwards, for each sample",
      inputs: [{ type: { element: "float", shape: ["batch", 3] }, range: [-2, 2] }],
      attributes: { shape: ["batch", 6], from: [0, 5], step: [1, -2] },
    },
    {
      name: "whole and turned round",
      inputs: [{ type: { element: "float", shape: [1, 3] }, range: [-2, 2] }],
      attributes: { shape: [2, 3], from: [1, 2], step: [1, -1] },
    },
  ],
});
