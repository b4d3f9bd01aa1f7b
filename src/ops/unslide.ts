/**
 * `unslide`: the adjoint of `slide`: what each window saw, put back where it was seen; zeros elsewhere.
 */
import type { Value } from "../graph/graph.ts";
import type { BuildCore } from "../graph/op.ts";
import type { Dimension } from "../graph/type.ts";
import { addAffine, constant, scaleAffine } from "../kernel/scalar.ts";
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
  place: (at, { attributes, inputs }) => {
    const { axis, stride, dilation } = read(attributes);
    const window = (at[axis]! - at[axis + 1]! * dilation) / stride;
    if (!Number.isInteger(window) || window < 0 || window >= inputs[0]!.shape[axis]!) return 0;
    return { input: 0, at: at.map((each, index) => (index === axis ? window : each)) };
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
