/**
 * `transpose(x; axes)`: the axes in another order; all reversed when none are given.
 */
import type { Build } from "../graph/build.generated.ts";
import type { Value } from "../graph/graph.ts";
import { ShapeProblem, type BuildCore } from "../graph/op.ts";
import { isBatched } from "../graph/type.ts";
import { contract, labelsOf } from "./contract.ts";
import { movement } from "./kit/movement.ts";
import { axesInTime, insertTime } from "./kit/time.ts";
import { timeAxis } from "../graph/scan.ts";

/** A product sum can make its axes in any order. */
function relabelled(value: Value, product: Value, build: Build): Value {
  const [a, b] = product.node.inputs as readonly [Value, Value];
  const { left, right, result } = labelsOf(product.node.attributes);
  const axes = value.node.attributes["axes"] as readonly number[];
  return build.contract(
    a,
    b,
    left,
    right,
    axes.map((axis) => result[axis]!),
  );
}

function inverse(axes: readonly number[]): readonly number[] {
  return axes.map((_, axis) => axes.indexOf(axis));
}

export const transpose = movement({
  name: "transpose",
  doc: "`transpose(x; axes)`: the result's axis `i` is the input's axis `axes[i]`. The batch stays first.",
  build: {
    signature: "(x: Value, axes: readonly number[]): Value",
    make: (build: BuildCore, x: Value, axes: readonly number[]): Value =>
      axes.every((axis, index) => axis === index) ? x : build.node(transpose, [x], { axes })[0]!,
  },
  results: ([x], attributes) => {
    const axes = attributes["axes"] as readonly number[];
    const each =
      x!.shape.every((_, axis) => axes.includes(axis)) && axes.length === x!.shape.length;
    if (!each) throw new ShapeProblem(`[${axes.join(", ")}] does not name each axis once`);
    return [{ element: x!.element, shape: axes.map((axis) => x!.shape[axis]!) }];
  },
  moves: {
    kind: "evenly",
    from: (at, { attributes }) =>
      inverse(attributes["axes"] as readonly number[]).map((axis) => at[axis]!),
  },
  element: ({ attributes, at, read }) =>
    read(
      0,
      inverse(attributes["axes"] as readonly number[]).map((axis) => at[axis]!),
    ),
  keepsAll: true,
  vectorize: ({ original, inputs: [x], build }) => {
    const axes = original.node.attributes["axes"] as readonly number[];
    const own = original.node.inputs[0]!.type;
    return build.transpose(x!, insertTime(axesInTime(axes, own), own, timeAxis(own)));
  },
  gradient: ({ gradients: [g], attributes, build }) => [
    build.transpose(g!, inverse(attributes["axes"] as readonly number[])),
  ],
  simplify: (value, build, { isReadOnce }) => {
    const input = value.node.inputs[0]!;
    if (input.node.op === contract && isReadOnce(input)) return relabelled(value, input, build);
    if (input.node.op !== transpose) return undefined;
    const inner = input.node.attributes["axes"] as readonly number[];
    const outer = value.node.attributes["axes"] as readonly number[];
    return build.transpose(
      input.node.inputs[0]!,
      outer.map((axis) => inner[axis]!),
    );
  },
  samples: [
    {
      name: "a matrix",
      inputs: [{ type: { element: "float", shape: [2, 3] }, range: [-2, 2] }],
      attributes: { axes: [1, 0] },
    },
    {
      name: "three axes of each sample",
      inputs: [{ type: { element: "float", shape: ["batch", 2, 3, 4] }, range: [-2, 2] }],
      attributes: { axes: [0, 3, 1, 2] },
    },
  ],
  surface: {
    doc: "The axes in another order: axis `i` of the result is axis `axes[i]`; all turned round when none are given.",
    example: "output y = transpose([[1, 2, 3], [4, 5, 6]])",
    wires: ["x"],
    settings: [{ name: "axes", default: undefined }],
    apply: ({ wires: [x], settings, build }) => {
      const skip = isBatched(x!.type) ? 1 : 0;
      const rank = x!.type.shape.length - skip;
      const given = settings["axes"] ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
      const axes = (Array.isArray(given) ? given : [given]) as readonly number[];
      const counted = axes.map((axis) => (axis < 0 ? axis + rank : axis));
      const inOrder = counted.toSorted((a, b) => a - b);
      if (counted.length !== rank || inOrder.some((axis, at) => axis !== at)) {
        throw new ShapeProblem(`[${axes.join(", ")}] does not name each axis once`, {
          inputs: [0],
        });
      }
      const whole = counted.map((axis) => axis + skip);
      return build.transpose(x!, skip === 1 ? [0, ...whole] : whole);
    },
  },
});
