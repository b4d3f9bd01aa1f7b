/**
 * `broadcast(x; shape)`: an input repeated along new axes, and along axes where it has length 1.
 */
import type { Build } from "../graph/build.generated.ts";
import type { Value } from "../graph/graph.ts";
import { ShapeProblem, type BuildCore } from "../graph/op.ts";
import { formatType, isBatched, sameShape, type Shape } from "../graph/type.ts";
import { zero } from "../kernel/scalar.ts";
import { constantOf } from "./kit/constants.ts";
import { movement } from "./kit/movement.ts";
import { axesInTime, insertTime } from "./kit/time.ts";
import { stackedType, timeAxis } from "../graph/scan.ts";

export const broadcast = movement({
  name: "broadcast",
  doc: "The input's axis `i` is the result's axis `axes[i]`; along other axes, and where the input has length 1, it is repeated.",
  build: {
    signature: "(x: Value, shape: Shape, axes: readonly number[]): Value",
    make: (build: BuildCore, x: Value, shape: Shape, axes: readonly number[]): Value =>
      sameShape(x.type.shape, shape) ? x : build.node(broadcast, [x], { shape, axes })[0]!,
  },
  results: ([x], attributes) => {
    const { shape, axes } = attributes as { shape: Shape; axes: readonly number[] };
    const fits = x!.shape.every((each, axis) => each === 1 || each === shape[axes[axis]!]);
    if (!fits || axes.length !== x!.shape.length) {
      throw new ShapeProblem(`${formatType(x!)} does not repeat to [${shape.join(", ")}]`);
    }
    return [{ element: x!.element, shape }];
  },
  moves: {
    kind: "evenly",
    from: (at, { attributes, inputs }) =>
      (attributes["axes"] as readonly number[]).map((axis, index) =>
        inputs[0]!.shape[index] === 1 ? 0 : at[axis]!,
      ),
  },
  element: ({ attributes, inputs, at, read }) =>
    read(
      0,
      (attributes["axes"] as readonly number[]).map((axis, index) =>
        inputs[0]!.shape[index] === 1 ? zero : at[axis]!,
      ),
    ),
  keepsAll: true,
  vectorize: ({ original, inputs: [x], length, build }) => {
    const axes = original.node.attributes["axes"] as readonly number[];
    const { shape } = stackedType(original.type, length);
    const own = original.node.inputs[0]!.type;
    const moved = axesInTime(axes, original.type);
    return build.broadcast(x!, shape, insertTime(moved, own, timeAxis(original.type)));
  },
  gradient: ({ inputs: [x], gradients: [g], attributes, build }) => {
    const axes = attributes["axes"] as readonly number[];
    const shape = attributes["shape"] as Shape;
    const stretched = axes.filter((axis, index) => x!.type.shape[index] === 1 && shape[axis] !== 1);
    const added = shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
    const summed = build.sum(
      g!,
      [...added, ...stretched].sort((a, b) => a - b),
    );
    return [build.reshape(summed, x!.type.shape)];
  },
  simplify: (value, build) => {
    const input = value.node.inputs[0]!;
    const number = constantOf(input);
    if (number !== undefined) {
      return build.constant(number, value.type.shape, value.type.element);
    }
    if (input.type.shape.includes(1)) return withoutOnes(value, input, build);
    if (input.node.op !== broadcast) return undefined;
    const outer = value.node.attributes["axes"] as readonly number[];
    const inner = input.node.attributes["axes"] as readonly number[];
    const base = input.node.inputs[0]!;
    return build.broadcast(
      base,
      value.type.shape,
      inner.map((axis) => outer[axis]!),
    );
  },
  samples: [
    {
      name: "a row for each row",
      inputs: [{ type: { element: "float", shape: [3] }, range: [-2, 2] }],
      attributes: { shape: [2, 3], axes: [1] },
    },
    {
      name: "a length of 1, for each sample",
      inputs: [{ type: { element: "float", shape: [1, 3] }, range: [-2, 2] }],
      attributes: { shape: ["batch", 2, 3], axes: [1, 2] },
    },
  ],
  surface: {
    doc: "`x` repeated until it has `shape`: along new axes in front, and along axes where it has length 1.",
    example: "output y = broadcast([1, 2]; [3, 2])",
    wires: ["x"],
    settings: [{ name: "shape" }],
    apply: ({ wires: [x], settings, build }) => {
      const wanted = settings["shape"];
      const shape = [
        ...(isBatched(x!.type) ? ["batch"] : []),
        ...(Array.isArray(wanted) ? wanted : [wanted]),
      ] as Shape;
      const { shape: own } = x!.type;
      // Axes align at the end, as in NumPy; the batch is the first of both.
      const axes = own.map((each, axis) =>
        each === "batch" ? 0 : shape.length - own.length + axis,
      );
      return build.broadcast(x!, shape, axes);
    },
  },
});

/** The same of an input without axes of length 1: one form of all that repeat the same. */
function withoutOnes(value: Value, input: Value, build: Build): Value {
  const axes = value.node.attributes["axes"] as readonly number[];
  const { shape } = input.type;
  const squeezed = shape.filter((each) => each !== 1);
  const kept = axes.filter((_, index) => shape[index] !== 1);
  return build.broadcast(build.reshape(input, squeezed), value.type.shape, kept);
}
