/**
 * `slide`: what windows over an axis see, one element of each window's own copy.
 *
 * With the input repeated for each place of the window this is `windows`; its adjoint is `unslide`.
 */
import type { Value } from "../graph/graph.ts";
import { ShapeProblem, type BuildCore } from "../graph/op.ts";
import { formatType, type Dimension } from "../graph/type.ts";
import { addAffine, scaleAffine } from "../kernel/scalar.ts";
import { movement } from "./kit/movement.ts";
import { vectorizeAlongAxis } from "./kit/time.ts";

interface SlideAttributes {
  /** Axis that is walked; the next one counts the places of the window. */
  readonly axis: number;
  /** How many windows. */
  readonly count: number;
  readonly stride: number;
  readonly dilation: number;
}

const read = (attributes: unknown): SlideAttributes => attributes as SlideAttributes;

export const slide = movement({
  name: "slide",
  doc: "Along `axis` and the next: element `[i, p]` is the input's `[i * stride + p * dilation, p]`.",
  build: {
    signature: "(x: Value, axis: number, count: number, stride: number, dilation: number): Value",
    make: (
      build: BuildCore,
      x: Value,
      axis: number,
      count: number,
      stride: number,
      dilation: number,
    ): Value => build.node(slide, [x], { axis, count, stride, dilation })[0]!,
  },
  results: ([x], attributes) => {
    const { axis, count, stride, dilation } = read(attributes);
    const [length, size] = [x!.shape[axis], x!.shape[axis + 1]];
    const last = (count - 1) * stride + ((size as number) - 1) * dilation;
    if (!(count >= 1 && last < (length as number))) {
      throw new ShapeProblem(`${count} windows of ${size} do not fit into ${formatType(x!)}`);
    }
    const shape = x!.shape.map((each, at): Dimension => (at === axis ? count : each));
    return [{ element: x!.element, shape }];
  },
  moves: {
    kind: "evenly",
    from: (at, { attributes }) => {
      const { axis, stride, dilation } = read(attributes);
      return at.with(axis, at[axis]! * stride + at[axis + 1]! * dilation);
    },
  },
  element: ({ attributes, at, read: readInput }) => {
    const { axis, stride, dilation } = read(attributes);
    const along = addAffine(scaleAffine(at[axis]!, stride), scaleAffine(at[axis + 1]!, dilation));
    return readInput(
      0,
      at.map((each, index) => (index === axis ? along : each)),
    );
  },
  vectorize: vectorizeAlongAxis,
  gradient: ({ inputs: [x], gradients: [g], attributes, build }) => {
    const { axis, stride, dilation } = read(attributes);
    return [build.unslide(g!, axis, x!.type.shape[axis] as number, stride, dilation)];
  },
  samples: [
    {
      name: "a window of 3",
      inputs: [{ type: { element: "float", shape: [6, 3] }, range: [-2, 2] }],
      attributes: { axis: 0, count: 4, stride: 1, dilation: 1 },
    },
    {
      name: "stride 2, dilation 3, for each sample",
      inputs: [{ type: { element: "float", shape: ["batch", 2, 9, 2, 2] }, range: [-2, 2] }],
      attributes: { axis: 2, count: 3, stride: 2, dilation: 3 },
    },
    {
      name: "one window as long as the axis",
      inputs: [{ type: { element: "float", shape: [3, 3] }, range: [-2, 2] }],
      attributes: { axis: 0, count: 1, stride: 2, dilation: 1 },
    },
  ],
});
