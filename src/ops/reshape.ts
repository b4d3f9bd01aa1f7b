/**
 * `reshape(x; shape)`: the same elements in the same order under another shape.
 */
import type { Value } from "../graph/graph.ts";
import { ShapeProblem, type BuildCore, type Static } from "../graph/op.ts";
import {
  elementCount,
  formatType,
  isBatched,
  sameShape,
  type Dimension,
  type Shape,
} from "../graph/type.ts";
import { movement } from "./kit/movement.ts";
import { indexOf } from "./kit/places.ts";
import { stackedType } from "../graph/scan.ts";

export const reshape = movement({
  name: "reshape",
  doc: "`reshape(x; shape)`: the elements of each sample in row-major order under a new shape; `-1` is what remains.",
  build: {
    signature: "(x: Value, shape: Shape): Value",
    make: (build: BuildCore, x: Value, shape: Shape): Value =>
      sameShape(x.type.shape, shape) ? x : build.node(reshape, [x], { shape })[0]!,
  },
  results: ([x], attributes) => {
    const shape = attributes["shape"] as Shape;
    const batchKept = (x!.shape[0] === "batch") === (shape[0] === "batch");
    if (!batchKept || elementCount(x!.shape) !== elementCount(shape)) {
      throw new ShapeProblem(
        `${formatType(x!)} has ${elementCount(x!.shape)} elements, [${shape.join(", ")}] would have ${elementCount(shape)}`,
      );
    }
    return [{ element: x!.element, shape }];
  },
  moves: {
    kind: "evenly",
    from: (at, { attributes, inputs }) => {
      const source = inputs[0]!;
      const shape = attributes["shape"] as Shape;
      const resolved = shape.map((each) => (each === "batch" ? source.shape[0]! : each));
      let rest = indexOf(resolved, at);
      const place: number[] = [];
      for (const dimension of [...source.shape].reverse()) {
        place.unshift(rest % dimension);
        rest = Math.floor(rest / dimension);
      }
      return place;
    },
  },
  element: "alias",
  keepsAll: true,
  vectorize: ({ original, inputs: [x], length, build }) =>
    build.reshape(x!, stackedType(original.type, length).shape),
  gradient: ({ inputs: [x], gradients: [g], build }) => [build.reshape(g!, x!.type.shape)],
  simplify: (value, build) => {
    const input = value.node.inputs[0]!;
    if (input.node.op === reshape) return build.reshape(input.node.inputs[0]!, value.type.shape);
    if (sameShape(input.type.shape, value.type.shape)) return input;
    return undefined;
  },
  samples: [
    {
      name: "a matrix as a vector",
      inputs: [{ type: { element: "float", shape: [2, 3] }, range: [-2, 2] }],
      attributes: { shape: [6] },
    },
    {
      name: "for each sample",
      inputs: [{ type: { element: "float", shape: ["batch", 4] }, range: [-2, 2] }],
      attributes: { shape: ["batch", 2, 1, 2] },
    },
  ],
  surface: {
    example: "output y = reshape([1, 2, 3, 4, 5, 6]; [2, -1])",
    wires: ["x"],
    settings: [{ name: "shape" }],
    apply: ({ wires: [x], settings, build }) =>
      build.reshape(x!, fillRemaining(x!, settings["shape"])),
  },
});

/** Puts the batch in front and the number that remains in the place of -1. */
function fillRemaining(x: Value, wanted: Static): Shape {
  const list = (Array.isArray(wanted) ? wanted : [wanted]) as readonly number[];
  const known = list.filter((each) => each !== -1).reduce((product, each) => product * each, 1);
  const total = elementCount(x.type.shape);
  if (list.filter((each) => each === -1).length > 1) {
    throw new ShapeProblem("only one dimension can be -1");
  }
  const shape: readonly Dimension[] = list.map((each) => (each === -1 ? total / known : each));
  if (shape.some((each) => each !== "batch" && (!Number.isInteger(each) || each < 1))) {
    throw new ShapeProblem(`${total} elements do not fill [${list.join(", ")}]`);
  }
  return isBatched(x.type) ? ["batch", ...shape] : shape;
}
