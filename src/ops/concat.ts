/**
 * `concat(a, b, …; axis)`: values one behind the other along an axis.
 */
import type { Value } from "../graph/graph.ts";
import { ShapeProblem, type BuildCore } from "../graph/op.ts";
import { formatType, type Dimension } from "../graph/type.ts";
import { addAffine, affine, affineScalar, call, constant, type Scalar } from "../kernel/scalar.ts";
import { oneSampleAxis } from "./kit/axis.ts";
import { commonElement } from "./kit/elementwise.ts";
import { movement } from "./kit/movement.ts";
import { vectorizeAlongAxis } from "./kit/time.ts";

export const concat = movement({
  name: "concat",
  doc: "`concat(...xs; axis = -1)`: one behind the other along an axis; the other axes agree.",
  build: {
    signature: "(xs: readonly Value[], axis: number): Value",
    make: (build: BuildCore, xs: readonly Value[], axis: number): Value =>
      xs.length === 1 ? xs[0]! : build.node(concat, xs, { axis })[0]!,
  },
  results: (inputs, attributes) => {
    const axis = attributes["axis"] as number;
    const first = inputs[0]!;
    for (const [index, other] of inputs.entries()) {
      const inputs = [0, index];
      const what = `${formatType(first)} and ${formatType(other)} differ in`;
      if (other.shape.length !== first.shape.length)
        throw new ShapeProblem(`${what} their number of dimensions`, { inputs });
      const wrong = other.shape.findLastIndex(
        (each, at) => at !== axis && each !== first.shape[at],
      );
      if (wrong === -1) continue;
      const message = `${what} more than the axis they are joined along`;
      throw new ShapeProblem(message, { inputs, axis: wrong - other.shape.length });
    }
    const length = inputs.reduce((sum, each) => sum + (each.shape[axis] as number), 0);
    const shape = first.shape.map((each, at): Dimension => (at === axis ? length : each));
    return [{ element: commonElement(inputs.map((each) => each.element)), shape }];
  },
  moves: {
    kind: "anywhere",
    from: (at, { attributes, inputs }) => {
      const axis = attributes["axis"] as number;
      let along = at[axis]!;
      let input = 0;
      while (along >= inputs[input]!.shape[axis]!) along -= inputs[input++]!.shape[axis]!;
      return { input, at: at.map((each, index) => (index === axis ? along : each)) };
    },
  },
  asks: true,
  element: ({ attributes, inputs, at, read }) => {
    const axis = attributes["axis"] as number;
    const along = at[axis]!;
    const starts = [0];
    for (const { shape } of inputs) starts.push(starts.at(-1)! + (shape[axis] as number));
    const readFrom = (input: number): Scalar => {
      const start = affine(-starts[input]!);
      return read(
        input,
        at.map((each, index) => (index === axis ? addAffine(each, start) : each)),
      );
    };
    /** From one of the inputs `first` to `last - 1`; halved again and again, as there may be many. */
    const choose = (first: number, last: number): Scalar => {
      if (last - first === 1) return readFrom(first);
      const middle = first + Math.floor((last - first) / 2);
      const end = starts[middle]!;
      if (along.terms.length === 0) {
        return along.constant < end ? choose(first, middle) : choose(middle, last);
      }
      const isBefore = call("less", affineScalar(along), constant(end));
      return call("select", isBefore, choose(first, middle), choose(middle, last));
    };
    return choose(0, inputs.length);
  },
  keepsAll: true,
  vectorize: vectorizeAlongAxis,
  gradient: ({ inputs, gradients: [g], attributes, build }) => {
    const axis = attributes["axis"] as number;
    let start = 0;
    return inputs.map((input) => {
      const from = input.type.shape.map((_, at) => (at === axis ? start : 0));
      start += input.type.shape[axis] as number;
      return build.slice(
        g!,
        from,
        input.type.shape,
        from.map(() => 1),
      );
    });
  },
  samples: [
    {
      name: "columns",
      inputs: [
        { type: { element: "float", shape: [2, 2] }, range: [-2, 2] },
        { type: { element: "float", shape: [2, 3] }, range: [-2, 2] },
      ],
      attributes: { axis: 1 },
    },
    {
      name: "three, for each sample",
      inputs: [1, 2, 3].map((length) => ({
        type: { element: "float" as const, shape: ["batch" as const, length] },
        range: [-2, 2] as const,
      })),
      attributes: { axis: 1 },
    },
  ],
  surface: {
    example: "output y = concat([[1], [2]], [[3, 4], [5, 6]])",
    wires: ["...xs"],
    settings: [{ name: "axis", default: -1 }],
    apply: ({ wires, settings, build, axes }) => {
      const batched = wires.some((wire) => wire.type.shape[0] === "batch");
      const alike = batched ? wires.map((wire) => build.perSample(wire)) : wires;
      return build.concat(alike, oneSampleAxis(alike[0]!, settings["axis"], axes));
    },
  },
});
