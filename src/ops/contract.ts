/**
 * `contract`: Σ over products of two inputs, as einsum writes it; `@` is one of them.
 */
import type { Build } from "../graph/build.generated.ts";
import type { Value } from "../graph/graph.ts";
import { ShapeProblem, type BuildCore, type Op, type Tensor } from "../graph/op.ts";
import { elementCount, formatType, type Dimension, type TensorType } from "../graph/type.ts";
import { arithmeticElement } from "./kit/elementwise.ts";
import { matrixProduct } from "./kit/matrix.ts";
import { productSum, termCount, type Labels } from "./kit/product-sum.ts";
import { byWinograd } from "./kit/winograd.ts";
import { insertTime } from "./kit/time.ts";

/** What the axes of both sides and of the result are called; equal labels run together. */
export function labelsOf(attributes: unknown): Labels {
  return attributes as Labels;
}

function extentsOf(labels: Labels, inputs: readonly TensorType[]): ReadonlyMap<string, Dimension> {
  const extents = new Map<string, Dimension>();
  [labels.left, labels.right].forEach((names, input) =>
    names.forEach((name, axis) => {
      const dimension = inputs[input]!.shape[axis]!;
      const known = extents.get(name);
      if (known !== undefined && known !== dimension) {
        throw new ShapeProblem(
          `the product of ${formatType(inputs[0]!)} and ${formatType(inputs[1]!)} sums over ${known} and ${dimension} elements`,
          { inputs: [0, 1] },
        );
      }
      extents.set(name, dimension);
    }),
  );
  return extents;
}

/** A label that none of others is. */
export function newLabel(wanted: string, others: readonly string[]): string {
  let label = wanted;
  for (let count = 2; others.includes(label); count++) label = `${wanted}${count}`;
  return label;
}

/** The gradient of one side: the other side times the result's gradient, summed to the side's labels. */
function gradientOf(
  build: Build,
  side: Value,
  own: readonly string[],
  g: Value,
  other: Value,
  labels: { readonly result: readonly string[]; readonly other: readonly string[] },
): Value {
  const reachable = own.filter(
    (name) => labels.result.includes(name) || labels.other.includes(name),
  );
  const partial = build.contract(g, other, labels.result, labels.other, reachable);
  const axes = reachable.map((name) => own.indexOf(name));
  return build.broadcast(partial, side.type.shape, axes);
}

export const contract: Op = {
  name: "contract",
  family: "contraction",
  doc: "result[…] = Σ left[…] · right[…] over the labels that the result does not have.",
  build: {
    signature:
      "(left: Value, right: Value, leftLabels: readonly string[], rightLabels: readonly string[], resultLabels: readonly string[]): Value",
    make: (
      build: BuildCore,
      a: Value,
      b: Value,
      left: readonly string[],
      right: readonly string[],
      result: readonly string[],
    ): Value => build.node(contract, [a, b], { left, right, result })[0]!,
  },
  results: (inputs, attributes) => {
    const labels = labelsOf(attributes);
    const extents = extentsOf(labels, inputs);
    return [
      {
        element: arithmeticElement(inputs.map((each) => each.element)),
        shape: labels.result.map((name) => extents.get(name)!),
      },
    ];
  },
  evaluate: ([left, right], { attributes, shapes }) => [
    productSum(left!, right!, labelsOf(attributes), shapes[0]!),
  ],
  vectorize: ({ original, inputs: [a, b], mapped, build }) => {
    const { left, right, result } = labelsOf(original.node.attributes);
    const time = newLabel("time", [...left, ...right]);
    const labels = (own: readonly string[], value: Value, isMapped: boolean | undefined) =>
      isMapped === true ? insertTime(own, value.type, time) : own;
    return build.contract(
      a!,
      b!,
      labels(left, original.node.inputs[0]!, mapped[0]),
      labels(right, original.node.inputs[1]!, mapped[1]),
      insertTime(result, original.type, time),
    );
  },
  gradient: ({ inputs: [a, b], gradients: [g], attributes, build, wanted }) => {
    const { left, right, result } = labelsOf(attributes);
    return [
      wanted[0] ? gradientOf(build, a!, left, g!, b!, { result, other: right }) : undefined,
      wanted[1] ? gradientOf(build, b!, right, g!, a!, { result, other: left }) : undefined,
    ];
  },
  withFewerProducts: (value, build) => byWinograd(value, labelsOf(value.node.attributes), build),
  lower: (attributes) => ({ kind: "contract", ...labelsOf(attributes) }),
  // Σ (|a| + ea) (|b| + eb) - |a| |b|, the rounding of each product and sum, in any order: of |a| |b|; and that of the result.
  error: ({ inputs: [a, b], results: [y], errors: [ea, eb], evaluate, ...context }) => {
    const { unit, arithmetic, attributes } = context;
    const rounding = (termCount(a!, b!, labelsOf(attributes)) + 1) * arithmetic;
    const product = (left: Float64Array, right: Float64Array): Float64Array =>
      evaluate([
        { shape: a!.shape, data: left },
        { shape: b!.shape, data: right },
      ])[0]!.data;
    const size = b!.data.map(Math.abs);
    const data = product(
      a!.data.map((each, at) => rounding * Math.abs(each) + ea!.data[at]!),
      size,
    ).map((each, at) => each + unit * Math.abs(y!.data[at]!));
    if (eb!.data.every((each) => each === 0)) return [{ shape: y!.shape, data }];
    const more = product(
      a!.data.map((each, at) => Math.abs(each) + ea!.data[at]!),
      eb!.data,
    );
    return [{ shape: y!.shape, data: data.map((each, at) => each + more[at]!) }];
  },
  multiplyAdds: (value) => {
    const labels = labelsOf(value.node.attributes);
    const extents = extentsOf(
      labels,
      value.node.inputs.map((input) => input.type),
    );
    return elementCount([...extents.values()]);
  },
  samples: [
    {
      name: "a matrix product",
      inputs: [
        { type: { element: "float", shape: [2, 3] }, range: [-2, 2] },
        { type: { element: "float", shape: [3, 4] }, range: [-2, 2] },
      ],
      attributes: { left: ["i", "k"], right: ["k", "j"], result: ["i", "j"] },
    },
    {
      name: "each sample times weights",
      inputs: [
        { type: { element: "float", shape: ["batch", 5] }, range: [-2, 2] },
        { type: { element: "float", shape: [5, 3] }, range: [-2, 2] },
      ],
      attributes: { left: ["n", "k"], right: ["k", "j"], result: ["n", "j"] },
    },
    {
      name: "over the batch: a weight gradient",
      inputs: [
        { type: { element: "float", shape: ["batch", 5] }, range: [-2, 2] },
        { type: { element: "float", shape: ["batch", 3] }, range: [-2, 2] },
      ],
      attributes: { left: ["n", "i"], right: ["n", "j"], result: ["i", "j"] },
    },
    {
      name: "an outer product",
      inputs: [
        { type: { element: "float", shape: [3] }, range: [-2, 2] },
        { type: { element: "float", shape: [2] }, range: [-2, 2] },
      ],
      attributes: { left: ["i"], right: ["j"], result: ["i", "j"] },
    },
    {
      name: "a label on one side only",
      inputs: [
        { type: { element: "float", shape: [3, 2] }, range: [-2, 2] },
        { type: { element: "float", shape: [3] }, range: [-2, 2] },
      ],
      attributes: { left: ["i", "k"], right: ["i"], result: ["i"] },
    },
  ],
  surface: {
    doc: "`a @ b`: the matrix product, as in NumPy: of the last axis of `a` with the last but one of `b`, or the only one; other axes align.",
    operator: "@",
    wires: ["a", "b"],
    settings: [],
    apply: ({ wires: [a, b], build }) => matrixProduct(a!, b!, build),
  },
};
