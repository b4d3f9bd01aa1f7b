/**
 * `argmin(x; axis)`: the place of the first smallest element along an axis.
 */
import type { Build } from "../graph/build.generated.ts";
import type { Value } from "../graph/graph.ts";
import type { Op } from "../graph/op.ts";
import { oneAxis } from "./kit/axis.ts";
import { findExtremes, undecidedExtremes } from "./kit/extremes.ts";
import { keepAxes, reducedShape } from "./kit/reduction.ts";
import { vectorizeAlongAxis } from "./kit/time.ts";

export const argmin: Op = {
  name: "argmin",
  family: "reduction",
  doc: "`argmin(x; axis = -1, keep = false)`: where the smallest element stands, counted from 0; the first on ties. NaN is beyond every number. An int.",
  build: {
    signature: "(x: Value, axis: number): Value",
    make: (build: Build, x: Value, axis: number): Value => build.node(argmin, [x], { axis })[0]!,
  },
  results: ([x], attributes) => [
    { element: "int", shape: reducedShape(x!.shape, [attributes["axis"] as number]) },
  ],
  evaluate: ([x], { attributes, shapes }) => [
    findExtremes(x!, attributes["axis"] as number, shapes[0]!, (a, b) => a < b),
  ],
  vectorize: vectorizeAlongAxis,
  gradient: undefined,
  isChoice: true,
  lower: (attributes) => ({
    kind: "choose",
    combine: "minimum",
    axis: attributes["axis"] as number,
  }),
  error: (context) => [undecidedExtremes(context, -1)],
  samples: [
    {
      name: "of each sample",
      inputs: [{ type: { element: "float", shape: ["batch", 5] }, range: [-2, 2] }],
      attributes: { axis: 1 },
    },
    {
      name: "the first of equals, along the first axis",
      inputs: [{ type: { element: "float", shape: [3, 2] }, values: [1, 2, 3, 2, 3, 0] }],
      attributes: { axis: 0 },
    },
    {
      name: "the first NaN, if there is one",
      inputs: [
        {
          type: { element: "float", shape: [4, 3] },
          values: [1, NaN, 2, NaN, Infinity, NaN, 0, -Infinity, NaN, 3, -Infinity, Infinity],
        },
      ],
      attributes: { axis: 1 },
    },
  ],
  surface: {
    example: "output y = argmin([[1, 5, 5], [9, 0, 3]]; axis: 0)",
    wires: ["x"],
    settings: [
      { name: "axis", default: -1 },
      { name: "keep", default: false },
    ],
    apply: ({ wires: [x], settings, build, axes }) => {
      const axis = oneAxis(x!, settings["axis"], axes);
      const place = build.argmin(x!, axis);
      return settings["keep"] === true ? keepAxes(build, place, x!.type.shape, [axis]) : place;
    },
  },
};
