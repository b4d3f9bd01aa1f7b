/**
 * `sum(x; axis, keep)`: the sum over some axes, all of a sample's by default.
 */
import type { Build } from "../graph/build.generated.ts";
import type { Value } from "../graph/graph.ts";
import type { Op } from "../graph/op.ts";
import { elementCount } from "../graph/type.ts";
import { broadcast } from "./broadcast.ts";
import { contract, labelsOf } from "./contract.ts";
import { constantOf } from "./kit/constants.ts";
import {
  axesOf,
  expand,
  foldOver,
  foldedCount,
  keepAxes,
  reducedShape,
  reductionSettings,
  staticNumbers,
  wantedAxes,
} from "./kit/reduction.ts";
import { sumSideBySide, unslide } from "./unslide.ts";
import { vectorizeReduction } from "./kit/time.ts";
import { countElements } from "./kit/places.ts";

export const sum: Op = {
  name: "sum",
  family: "reduction",
  doc: "`sum(x; axis, keep = false)`: Σ over the axes, of each sample all of them by default.",
  build: {
    signature: "(x: Value, axes: readonly number[], keep?: boolean): Value",
    make: (build: Build, x: Value, axes: readonly number[], keep = false): Value => {
      if (axes.length === 0) return x;
      const reduced = build.node(sum, [x], { axes })[0]!;
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
    const data = new Float64Array(countElements(shape));
    foldOver(x!, axesOf(attributes), (into, element) => void (data[into]! += element));
    return [{ shape, data }];
  },
  vectorize: vectorizeReduction,
  gradient: ({ inputs: [x], gradients: [g], attributes, build }) => [
    expand(build, g!, x!.type.shape, axesOf(attributes)),
  ],
  lower: (attributes) => ({ kind: "reduce", combine: "sum", axes: axesOf(attributes) }),
  error: ({ inputs: [x], results: [y], errors: [moved], evaluate, unit, arithmetic }) => {
    const count = foldedCount(x!, y!);
    const passed = evaluate([moved!])[0]!;
    const magnitudes = evaluate([{ ...x!, data: x!.data.map(Math.abs) }])[0]!;
    const own = (at: number): number =>
      count * arithmetic * magnitudes.data[at]! + unit * Math.abs(y!.data[at]!);
    const data = passed.data.map((each, at) => each + own(at));
    return [{ shape: y!.shape, data }];
  },
  sign: ({ node: { inputs } }, signOf) => signOf(inputs[0]!),
  simplify: (value, build, { isReadOnce }) => {
    const input = value.node.inputs[0]!;
    const axes = axesOf(value.node.attributes);
    const reduced = axes.map((axis) => input.type.shape[axis]!);
    if (reduced.every((each) => each === 1)) return build.reshape(input, value.type.shape);
    // A product sum that others read, too, is there anyway: adding it up is less work than a longer one.
    const product = isReadOnce(input) ? sumOfProducts(value, input, build) : undefined;
    if (product !== undefined) return product;
    if (reduced.includes("batch")) return undefined;
    const joined = sumOfWindows(value, input, build);
    if (joined !== undefined) return joined;
    const number = constantOf(input);
    if (number === undefined) return sumOfRepeated(value, input, build);
    return build.constant(number * elementCount(reduced), value.type.shape, value.type.element);
  },
  samples: [
    {
      name: "columns",
      inputs: [{ type: { element: "float", shape: [3, 4] }, range: [-2, 2] }],
      attributes: { axes: [0] },
    },
    {
      name: "all of each sample",
      inputs: [{ type: { element: "float", shape: ["batch", 2, 3] }, range: [-2, 2] }],
      attributes: { axes: [1, 2] },
    },
    {
      name: "over the batch",
      inputs: [{ type: { element: "float", shape: ["batch", 5] }, range: [-2, 2] }],
      attributes: { axes: [0] },
    },
    {
      name: "the first and last of three",
      inputs: [{ type: { element: "float", shape: [2, 3, 4] }, range: [-2, 2] }],
      attributes: { axes: [0, 2] },
    },
  ],
  surface: {
    example: "output y = sum([[1, 2], [3, 4]]; axis: 0)",
    wires: ["x"],
    settings: reductionSettings,
    apply: ({ wires: [x], settings, build, axes }) =>
      build.sum(x!, wantedAxes(x!, settings["axis"], axes), settings["keep"] === true),
    evaluateStatic: (wires) => staticNumbers(wires).reduce((total, each) => total + each, 0),
  },
};

/** Over axes along which a value was only repeated, a sum is a product with their number. */
function sumOfRepeated(value: Value, repeated: Value, build: Build): Value | undefined {
  const { op, inputs, attributes } = repeated.node;
  if (op !== broadcast) return undefined;
  const reduced = axesOf(value.node.attributes);
  const own = axesOf(attributes);
  if (reduced.some((axis) => own.includes(axis))) return undefined;
  const kept = own.map((axis) => axis - reduced.filter((each) => each < axis).length);
  const once = build.broadcast(inputs[0]!, value.type.shape, kept);
  return build.multiply(once, elementCount(reduced.map((axis) => repeated.type.shape[axis]!)));
}

/** Over the places of windows. */
function sumOfWindows(value: Value, windows: Value, build: Build): Value | undefined {
  if (windows.node.op !== unslide) return undefined;
  const axes = axesOf(value.node.attributes);
  const place = (windows.node.attributes["axis"] as number) + 1;
  return axes.length === 1 && axes[0] === place ? sumSideBySide(windows, build) : undefined;
}

/** A sum over axes of a product sum is a longer product sum. */
function sumOfProducts(value: Value, products: Value, build: Build): Value | undefined {
  const { op, inputs, attributes } = products.node;
  if (op !== contract) return undefined;
  const { left, right, result } = labelsOf(attributes);
  const reduced = axesOf(value.node.attributes);
  const kept = result.filter((_, axis) => !reduced.includes(axis));
  return build.contract(inputs[0]!, inputs[1]!, left, right, kept);
}
