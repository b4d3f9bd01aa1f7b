/**
 * `draw`: random numbers that depend on the seed, the count of training forwards, the place in the
 * source, the sample and the element, and on nothing else.
 */
import type { Build } from "../graph/build.generated.ts";
import type { Value } from "../graph/graph.ts";
import type { BuildCore, Op, Static } from "../graph/op.ts";
import type { Shape } from "../graph/type.ts";
import { affineScalar, call, constant, type Instruction } from "../kernel/scalar.ts";
import { placeKey } from "../place.ts";
import { countElements } from "./kit/places.ts";

export const draw: Op = {
  name: "draw",
  family: "draw",
  doc: "Random numbers: `uniform` in [0, 1), standard `normal`, or `truncatedNormal` within ±2. New for each sample where the shape has the batch.",
  build: {
    signature: "(distribution: string, place: string, shape: Shape): Value",
    make: (build: BuildCore, distribution: string, place: string, shape: Shape): Value =>
      build.node(draw, [], { distribution, place, shape })[0]!,
  },
  results: (_, attributes) => [{ element: "float", shape: attributes["shape"] as Shape }],
  evaluate: (_, { attributes, shapes, draw: drawNumbers }) => {
    const shape = shapes[0]!;
    const batched = (attributes["shape"] as Shape)[0] === "batch";
    const count = countElements(shape.slice(batched ? 1 : 0));
    const samples = batched ? shape[0]! : 1;
    const data = new Float64Array(countElements(shape));
    const { distribution, place } = attributes as { distribution: string; place: string };
    for (let sample = 0; sample < samples; sample++) {
      data.set(drawNumbers(distribution, place, sample, count), sample * count);
    }
    return [{ shape, data }];
  },
  gradient: undefined,
  isChoice: true,
  lower: ({ place, ...attributes }) => ({
    kind: "element",
    given: { numbers: [placeKey(place as string)], attributes },
    element: ({ element, sample, given: [key] }) =>
      call(
        attributes["distribution"] as Instruction,
        key!,
        affineScalar(sample),
        affineScalar(element),
      ),
  }),
  error: ({ results, unit }) =>
    results.map(({ shape, data }) => ({ shape, data: data.map((each) => Math.abs(each) * unit) })),
  samples: [
    {
      name: "uniform",
      inputs: [],
      attributes: { distribution: "uniform", place: "test", shape: [2, 3] },
    },
    {
      name: "normal, for each sample",
      inputs: [],
      attributes: { distribution: "normal", place: "test", shape: ["batch", 3] },
    },
    {
      name: "truncated",
      inputs: [],
      attributes: { distribution: "truncatedNormal", place: "test", shape: [5] },
    },
  ],
};

/** The shape that a draw's `shape` setting means: each sample draws anew, but in initialisers. */
export function drawShape(shape: Static, perSample: boolean): Shape {
  const list = (Array.isArray(shape) ? shape : [shape]) as readonly number[];
  return perSample ? ["batch", ...list] : list;
}

/** low + (high - low) · u, or mean + std · z. */
export function scaled(build: Build, drawn: Value, offset: number, factor: number): Value {
  return build.add(offset, build.multiply(factor, drawn));
}
