/**
 * A value that is given: an input, a param, a counter. See model.ts for the roles.
 */
import type { Value } from "../graph/graph.ts";
import type { BuildCore, Op } from "../graph/op.ts";
import type { ElementType, Shape, TensorType } from "../graph/type.ts";

export const source: Op = {
  name: "source",
  family: "source",
  isGiven: true,
  doc: "A value from outside the graph: attributes `role` and `name`, `element` and `shape`.",
  build: {
    signature: "(role: string, name: string, type: TensorType): Value",
    make: (build: BuildCore, role: string, name: string, type: TensorType): Value =>
      build.node(source, [], { role, name, element: type.element, shape: type.shape })[0]!,
  },
  results: (_, attributes) => [
    { element: attributes["element"] as ElementType, shape: attributes["shape"] as Shape },
  ],
  evaluate: () => {
    throw new Error("a source is bound, not computed");
  },
  gradient: undefined,
  lower: () => ({ kind: "source" }),
  error: () => {
    throw new Error("the error of a source is given");
  },
  samples: [],
  sign: (value) => (value.node.attributes["name"] === "samples" ? "positive" : "any"),
};
