/**
 * `opaque`: its input as it is, which no rewriting looks through. What is differentiated by a named value
 * has it there, so that gradients by it are complete; it is taken away before anything is lowered.
 */
import type { Value } from "../graph/graph.ts";
import type { BuildCore, Op } from "../graph/op.ts";
import { elementwise, unarySamples } from "./kit/elementwise.ts";

// Not even constants pass through it, as they do through other ops.
const { simplify: _, ...transparent } = elementwise({
  name: "opaque",
  doc: "Its input as it is. Rewriting does not look through it, and two of different `name` stay two.",
  wires: ["x"],
  element: ([x]) => x!,
  compute: (x) => x!,
  lower: ([x]) => x!,
  gradient: ({ gradients: [g] }) => [g],
  isIdentity: true,
  roundings: 0,
  samples: unarySamples(-2, 2, [0, 1]),
});

export const opaque: Op = {
  ...transparent,
  isBarrier: true,
  build: {
    signature: "(x: Value, name: string): Value",
    make: (build: BuildCore, x: Value, name: string): Value =>
      build.node(opaque, [x], { name })[0]!,
  },
};
