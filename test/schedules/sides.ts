/**
 * What stands around a sum in its kernel: sides that lie in memory in other ways than they are read, and what is made
 * of the result in the same loop.
 *
 * Invariant: sources are exact in float32, and every number is defined everywhere, so that targets may differ
 * from the interpreter by rounding alone.
 */
import fc from "fast-check";
import type { Build } from "../../src/graph/build.generated.ts";
import { createBuild } from "../../src/graph/build.ts";
import type { Graph, Value } from "../../src/graph/graph.ts";
import { printGraph } from "../../src/graph/text.ts";
import { isBatched, type Shape } from "../../src/graph/type.ts";

// ── sides ─────────────────────────────────────────────────────────────────────────────────────────

const sideForms = [
  "plain",
  "transposed",
  "reversed",
  "strided",
  "shifted",
  "padded",
  "repeated",
  "scaled",
  "computed",
  "truths",
] as const;

export type SideForm = (typeof sideForms)[number];
export const sideForm = fc.constantFrom<SideForm>("plain", ...sideForms);

/** A tensor of that shape, made of a source that lies in memory in some other way. */
export function makeSide(build: Build, name: string, shape: Shape, form: SideForm): Value {
  const source = (own: Shape): Value =>
    build.source(own[0] === "batch" ? "input" : "param", name, { element: "float", shape: own });
  const last = shape.length - 1;
  const [start, step] = [shape.map(() => 0), shape.map(() => 1)];
  const dimension = shape[last];
  if (dimension === "batch" || dimension === undefined) return source(shape);
  switch (form) {
    case "plain":
      return source(shape);
    case "transposed": {
      const fixed = shape.flatMap((each, at) => (each === "batch" ? [] : [at])).reverse();
      const order = isBatched({ element: "float", shape }) ? [0, ...fixed] : fixed;
      return build.transpose(source(order.map((at) => shape[at]!)), order);
    }
    case "reversed":
      return build.slice(
        source(shape),
        start.with(last, dimension - 1),
        shape,
        step.with(last, -1),
      );
    case "strided":
      return build.slice(source(shape.with(last, 2 * dimension)), start, shape, step.with(last, 2));
    case "shifted":
      return build.slice(source(shape.with(last, dimension + 3)), start.with(last, 1), shape, step);
    case "padded": {
      const inner = shape.with(last, Math.max(1, dimension - 2));
      return build.unslice(source(inner), shape, start.with(last, dimension > 1 ? 1 : 0), step);
    }
    case "repeated":
      return build.broadcast(
        source(shape.slice(0, last)),
        shape,
        shape.slice(0, last).map((_, at) => at),
      );
    case "scaled":
      return build.multiply(source(shape), 0.5);
    case "computed":
      return build.tanh(source(shape));
    case "truths":
      return build.greater(source(shape), 0.25);
  }
}

// ── what follows ──────────────────────────────────────────────────────────────────────────────────

export const ending = fc.constantFrom(
  "nothing",
  "bias",
  "relu",
  "tanh",
  "residual",
  "mask",
  "update",
  "moment",
);
export type Ending =
  "nothing" | "bias" | "relu" | "tanh" | "residual" | "mask" | "update" | "moment";

type Outputs = Graph["outputs"];

export function finish(build: Build, y: Value, ending: Ending): Outputs {
  const { shape } = y.type;
  const output = (value: Value): Outputs => [{ name: "output:y", value }];
  const like = (role: string, name: string, own: Shape = shape): Value =>
    build.source(own[0] === "batch" ? "input" : role, name, { element: "float", shape: own });
  switch (ending) {
    case "nothing":
      return output(y);
    case "bias":
      return output(
        build.add(
          y,
          like(
            "param",
            "b",
            shape.slice(-1).filter((each) => each !== "batch"),
          ),
        ),
      );
    case "relu":
      return output(build.maximum(y, 0));
    case "tanh":
      return output(build.tanh(y));
    case "residual":
      return output(build.add(build.multiply(y, 0.5), like("param", "r")));
    case "mask": {
      const isOn = build.greater(like("param", "r"), 0.25);
      return [...output(build.where(isOn, y, 0)), { name: "output:m", value: isOn }];
    }
    case "update": {
      if (isBatched(y.type)) return output(y);
      const weight = like("param", "w");
      return [{ name: "param:w", value: build.subtract(weight, build.multiply(y, 0.125)) }];
    }
    case "moment": {
      if (isBatched(y.type)) return output(y);
      const moment = build.add(build.multiply(like("state", "m"), 0.5), y);
      const weight = build.subtract(like("param", "w"), build.multiply(moment, 0.125));
      return [
        { name: "param:w", value: weight },
        { name: "state:m", value: moment },
      ];
    }
  }
}

/** Elements of another output, which make the program too large for straight lines. */
const ballast = 1000;

export function withBallast(outputs: Outputs): Graph {
  const build = createBuild();
  const type = { element: "float", shape: [ballast] } as const;
  const other = build.negate(build.source("param", "ballast", type));
  const graph = { name: "sums", outputs: [...outputs, { name: "output:ballast", value: other }] };
  return { ...graph, [fc.toStringMethod]: () => `\n${printGraph(graph)}` } as Graph;
}
