/**
 * `min(x; axis, keep)`: the smallest element over some axes, all of a sample's by default.
 */
import type { Build } from "../graph/build.generated.ts";
import type { Value } from "../graph/graph.ts";
import type { Op } from "../graph/op.ts";
import { errorOfExtreme, gradientOfExtreme } from "./kit/extremes.ts";
import { countElements } from "./kit/places.ts";
import {
  axesOf,
  foldOver,
  keepAxes,
  reducedShape,
  reductionSettings,
  staticNumbers,
  wantedAxes,
} from "./kit/reduction.ts";
import { vectorizeReduction } from "./kit/time.ts";

export const min: Op = {
  name: "min",
  family: "reduction",
  doc: "`min(x; axis, keep = false)`: the smallest element over the axes. On ties the gradient goes to the first.",
  build: {
    signature: "(x: Value, axes: readonly number[], keep?: boolean): Value",
    make: (build: Build, x: Value, axes: readonly number[], keep = false): Value => {
      if (axes.length === 0) return x;
      const reduced = build.node(min, [x], { axes })[0]!;
      return keep ? keepAxes(build, reduced, x.type.shape, axes) : reduced;
    },
  },
  results: ([x], attributes) => [
    {
      element: x!.element === "bool" ? "int" : x!.element,
      shape: reducedShape(x!.shape, axesOf(attributes)),
    },
  ],
  evaluate: ([x], { attributes, shapes }) => {
    const shape = shapes[0]!;
    const data = new Float64Array(countElements(shape)).fill(Infinity);
    foldOver(x!, axesOf(attributes), (into, element) => {
      data[into] = Math.min(data[into]!, element);
    });
    return [{ shape, data }];
  },
  vectorize: vectorizeReduction,
  gradient: (context) => [gradientOfExtreme(context, "argmin")],
  lower: (attributes) => ({ kind: "reduce", combine: "minimum", axes: axesOf(attributes) }),
  error: (context) => [errorOfExtreme(context, -1)],
  sign: ({ node: { inputs } }, signOf) => signOf(inputs[0]!),
  simplify: (value, build) => {
    const input = value.node.inputs[0]!;
    const reduced = axesOf(value.node.attributes).map((axis) => input.type.shape[axis]);
    return reduced.every((each) => each === 1) ? build.reshape(input, value.type.shape) : undefined;
  },
  samples: [
    {
      name: "of each sample",
      inputs: [{ type: { element: "float", shape: ["batch", 5] }, range: [-2, 2] }],
      attributes: { axes: [1] },
    },
    {
      name: "ties go to the first",
      inputs: [{ type: { element: "float", shape: [2, 3] }, values: [1, 2, 2, 3, 3, 0] }],
      attributes: { axes: [1] },
    },
    {
      name: "over two axes",
      inputs: [{ type: { element: "float", shape: [2, 3, 4] }, range: [-2, 2] }],
      attributes: { axes: [0, 2] },
    },
  ],
  surface: {
    example: "output y = min([[1, 5], [4, 2]]; axis: 0)",
    wires: ["x"],
    settings: reductionSettings,
    apply: ({ wires: [x], settings, build, axes }) =>
      build.min(x!, wantedAxes(x!, settings["axis"], axes), settings["keep"] === true),
    evaluateStatic: (wires) => Math.min(...staticNumbers(wires)),
  },
};
