/**
 * `orthonormalize`: the rows of a matrix made orthonormal, one after another (Gram and Schmidt).
 */
import type { Value } from "../graph/graph.ts";
import { ShapeProblem, type BuildCore, type Op } from "../graph/op.ts";
import { formatType } from "../graph/type.ts";

export const orthonormalize: Op = {
  name: "orthonormalize",
  family: "structure",
  doc: "`orthonormalize(x)`: rows of length 1, each orthogonal to those before; as many rows as columns at most.",
  build: {
    signature: "(x: Value): Value",
    make: (build: BuildCore, x: Value): Value => build.node(orthonormalize, [x], {})[0]!,
  },
  results: ([x]) => {
    const [rows, columns] = x!.shape;
    if (rows === "batch") {
      throw new ShapeProblem(
        "a param is orthonormalized, `param W: [n, n] ~ orthogonal`, no sample",
      );
    }
    const fits = x!.shape.length === 2 && rows! <= (columns as number);
    if (!fits)
      throw new ShapeProblem(
        `${formatType(x!)} is not a matrix with at least as many columns as rows`,
      );
    return [{ element: "float", shape: x!.shape }];
  },
  evaluate: ([x]) => {
    const [rows, columns] = x!.shape as readonly [number, number];
    const data = Float64Array.from(x!.data);
    const row = (index: number): Float64Array =>
      data.subarray(index * columns, (index + 1) * columns);
    const product = (a: Float64Array, b: Float64Array): number =>
      a.reduce((total, each, at) => total + each * b[at]!, 0);
    for (let index = 0; index < rows; index++) {
      for (let before = 0; before < index; before++) {
        const along = product(row(index), row(before));
        row(before).forEach((each, at) => (row(index)[at]! -= along * each));
      }
      const length = Math.sqrt(product(row(index), row(index)));
      row(index).forEach((each, at) => (row(index)[at] = each / length));
    }
    return [{ shape: x!.shape, data }];
  },
  gradient: undefined,
  lower: () => ({ kind: "orthonormalize" }),
  /** Loss of orthogonality is bounded by the condition number, of a random matrix about rows·columns. */
  error: ({ inputs: [x], results: [y], unit }) => {
    const [rows, columns] = x!.shape as readonly [number, number];
    return [{ shape: y!.shape, data: y!.data.map(() => 8 * rows * columns * unit) }];
  },
  samples: [
    {
      name: "two rows",
      inputs: [{ type: { element: "float", shape: [2, 4] }, values: [1, 2, 0, -1, 0.5, -1, 3, 2] }],
    },
  ],
  surface: {
    example: "param W: [2, 3] ~ orthogonal\noutput y = orthonormalize([[2, 0, 0], [1, 3, 0]])",
    wires: ["x"],
    settings: [],
    apply: ({ wires: [x], build }) => build.orthonormalize(x!),
  },
};
