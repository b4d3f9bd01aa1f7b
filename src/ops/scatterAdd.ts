/**
 * `scatterAdd`: the adjoint of `gather`: zeros, to which updates are added at places that indices name.
 */
import type { Value } from "../graph/graph.ts";
import type { BuildCore, Op, Tensor } from "../graph/op.ts";
import type { Shape } from "../graph/type.ts";
import { affineScalar, call, constant } from "../kernel/scalar.ts";
import { countElements, forEachPlace, indexOf } from "./kit/places.ts";

interface ScatterAttributes {
  readonly shape: Shape;
  readonly axis: number;
  readonly common: number;
}

const read = (attributes: unknown): ScatterAttributes => attributes as ScatterAttributes;

function scatter(
  updates: Tensor,
  indices: Tensor,
  shape: readonly number[],
  { axis, common }: ScatterAttributes,
): Tensor {
  const data = new Float64Array(countElements(shape));
  const own = indices.shape.length - common;
  forEachPlace(updates.shape, (at, index) => {
    const where = [...at.slice(0, common), ...at.slice(axis, axis + own)];
    const row = indices.data[indexOf(indices.shape, where)]!;
    const place = indexOf(shape, [...at.slice(0, axis), row, ...at.slice(axis + own)]);
    data[place]! += updates.data[index]!;
  });
  return { shape, data };
}

export const scatterAdd: Op = {
  name: "scatterAdd",
  family: "movement",
  doc: "Zeros of `shape`; update number i is added where index number i says along `axis`.",
  build: {
    signature:
      "(updates: Value, indices: Value, shape: Shape, axis: number, common: number): Value",
    make: (
      build: BuildCore,
      updates: Value,
      indices: Value,
      shape: Shape,
      axis: number,
      common: number,
    ): Value => build.node(scatterAdd, [updates, indices], { shape, axis, common })[0]!,
  },
  results: ([updates], attributes) => [
    { element: updates!.element, shape: read(attributes).shape },
  ],
  evaluate: ([updates, indices], { attributes, shapes }) => [
    scatter(updates!, indices!, shapes[0]!, read(attributes)),
  ],
  gradient: ({ inputs: [, indices], gradients: [g], attributes, build }) => {
    const { axis, common } = read(attributes);
    return [build.gather(g!, indices!, axis, common), undefined];
  },
  lower: (attributes, inputs) => {
    const { axis, common } = read(attributes);
    if (inputs[1]!.shape.length > common) return { kind: "scatterAdd", axis, common };
    return {
      kind: "element",
      element: ({ at, read: readInput }) => {
        const index = readInput(1, at.slice(0, common));
        const update = readInput(0, [...at.slice(0, axis), ...at.slice(axis + 1)]);
        return call("select", call("equal", index, affineScalar(at[axis]!)), update, constant(0));
      },
    };
  },
  error: ({ inputs: [updates, indices], errors, results, unit, attributes }) => {
    const { shape } = results[0]!;
    const settings = read(attributes);
    const moved = scatter(errors[0]!, indices!, shape, settings);
    const magnitudes = { ...updates!, data: updates!.data.map(Math.abs) };
    const sums = scatter(magnitudes, indices!, shape, settings);
    const ones = scatter(
      { ...updates!, data: updates!.data.map(() => 1) },
      indices!,
      shape,
      settings,
    );
    const data = moved.data.map(
      (each, index) => each + unit * (ones.data[index]! + 1) * sums.data[index]!,
    );
    return [{ shape, data }];
  },
  samples: [
    {
      name: "one of each sample",
      inputs: [
        { type: { element: "float", shape: ["batch"] }, range: [-2, 2] },
        { type: { element: "int", shape: ["batch"] }, range: [0, 4] },
      ],
      attributes: { shape: ["batch", 4], axis: 1, common: 1 },
    },
    {
      name: "rows of a table, some twice",
      inputs: [
        { type: { element: "float", shape: [5, 3] }, range: [-2, 2] },
        { type: { element: "int", shape: [5] }, values: [0, 3, 3, 1, 0] },
      ],
      attributes: { shape: [4, 3], axis: 0, common: 0 },
    },
  ],
};
