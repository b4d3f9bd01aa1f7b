/**
 * `gather`: elements of an input at places that an int tensor names: `p[label]`, `table[tokens]`.
 */
import type { Value } from "../graph/graph.ts";
import { ShapeProblem, type BuildCore, type VectorizeContext } from "../graph/op.ts";
import { timeAxis } from "../graph/scan.ts";
import { formatType, isBatched, sameShape } from "../graph/type.ts";
import { ensured } from "./kit/indices.ts";
import { movement } from "./kit/movement.ts";
import { allInTime, axisInTime } from "./kit/time.ts";

interface GatherAttributes {
  readonly axis: number;
  readonly common: number;
}

const read = (attributes: unknown): GatherAttributes => attributes as GatherAttributes;

export const gather = movement({
  name: "gather",
  doc: "The input's `axis` is replaced by the axes of the indices, but for the first `common` axes, which both share.",
  build: {
    signature: "(x: Value, indices: Value, axis: number, common: number): Value",
    make: (build: BuildCore, x: Value, indices: Value, axis: number, common: number): Value =>
      build.node(gather, [x, indices], { axis, common })[0]!,
  },
  results: ([x, indices], attributes) => {
    const { axis, common } = read(attributes);
    const shared = [x!.shape.slice(0, common), indices!.shape.slice(0, common)] as const;
    if (indices!.element === "float")
      throw new ShapeProblem("an index must be an int, not a float");
    if (!sameShape(...shared) || axis < common || axis >= x!.shape.length) {
      throw new ShapeProblem(`${formatType(indices!)} cannot index ${formatType(x!)}`, {
        inputs: [0, 1],
      });
    }
    const own = indices!.shape.slice(common);
    const shape = [...x!.shape.slice(0, axis), ...own, ...x!.shape.slice(axis + 1)];
    return [{ element: x!.element, shape }];
  },
  moves: {
    kind: "anywhere",
    from: (at, { attributes, inputs }) => {
      const { axis, common } = read(attributes);
      const [, indices] = inputs;
      const own = indices!.shape.length - common;
      const where = [...at.slice(0, common), ...at.slice(axis, axis + own)];
      let index = 0;
      where.forEach((each, at) => (index = index * indices!.shape[at]! + each));
      const row = indices!.data[index]!;
      return { input: 0, at: [...at.slice(0, axis), row, ...at.slice(axis + own)] };
    },
  },
  asks: true,
  element: ({ attributes, inputs, at, read: readInput, bind }) => {
    const { axis, common } = read(attributes);
    const own = inputs[1]!.shape.length - common;
    const row = bind(readInput(1, [...at.slice(0, common), ...at.slice(axis, axis + own)]));
    return readInput(0, [...at.slice(0, axis), row, ...at.slice(axis + own)]);
  },
  dataInputs: 1,
  vectorize: vectorizeGather,
  gradient: ({ inputs: [x, indices], gradients: [g], attributes, build }) => {
    const { axis, common } = read(attributes);
    return [build.scatterAdd(g!, indices!, x!.type.shape, axis, common), undefined];
  },
  samples: [
    {
      name: "one of each sample",
      inputs: [
        { type: { element: "float", shape: ["batch", 4] }, range: [-2, 2] },
        { type: { element: "int", shape: ["batch"] }, range: [0, 4] },
      ],
      attributes: { axis: 1, common: 1 },
    },
    {
      name: "rows of a table, some twice",
      inputs: [
        { type: { element: "float", shape: [4, 3] }, range: [-2, 2] },
        { type: { element: "int", shape: [5] }, values: [0, 3, 3, 1, 0] },
      ],
      attributes: { axis: 0, common: 0 },
    },
    {
      name: "along the last axis",
      inputs: [
        { type: { element: "float", shape: [2, 3] }, range: [-2, 2] },
        { type: { element: "int", shape: [2] }, values: [2, 0] },
      ],
      attributes: { axis: 1, common: 1 },
    },
  ],
  surface: {
    doc: "The element of the last axis that `i` names, the other axes in common; on a vector `x[i]`. An index outside of the axis is an error.",
    example: "output y = gather([[1, 2, 3], [4, 5, 6]], [2, 0])",
    wires: ["x", "i"],
    settings: [],
    apply: ({ wires: [x, indices], build }) => {
      const batched = [x!, indices!].some((wire) => wire.type.shape[0] === "batch");
      const [table, places] = batched
        ? [build.perSample(x!), build.perSample(indices!)]
        : [x!, indices!];
      const axis = table.type.shape.length - 1;
      const limit = table.type.shape[axis] as number;
      return build.gather(table, ensured(build, places, limit), axis, axis);
    },
  },
});

/** The same rows at every step are taken from all steps at once; a table that stays is read for all. */
function vectorizeGather(context: VectorizeContext): Value | undefined {
  const { original, inputs, mapped, build } = context;
  const { axis, common } = read(original.node.attributes);
  const [table, indices] = original.node.inputs as readonly [Value, Value];
  const inTime = axisInTime(axis, table.type);
  if (mapped[0] === true && mapped[1] === false && common <= timeAxis(table.type)) {
    return build.gather(inputs[0]!, inputs[1]!, inTime, common);
  }
  if (mapped[0] === false && axis === 0 && common === 0) {
    return build.gather(inputs[0]!, inputs[1]!, 0, 0);
  }
  if (isBatched(table.type) !== isBatched(indices.type)) return undefined;
  if (common < timeAxis(table.type)) return undefined;
  const [tables, places] = allInTime(context) as readonly [Value, Value];
  return build.gather(tables, places, inTime, common + 1);
}
