/** Ints beyond what floats tell apart: kernels that would compute with them in lanes do so in doubles. */
import { expect, it } from "vitest";
import type { Build } from "../../src/graph/build.generated.ts";
import { createBuild } from "../../src/graph/build.ts";
import type { Value } from "../../src/graph/graph.ts";
import { describeWorst } from "../ops/compare-sample.ts";
import { drawSources } from "./numbers.ts";
import { startGraph } from "./run-graph.ts";
import { withBallast } from "./sides.ts";

type Make = (build: Build, x: Value, k: Value) => Value;

const int = (build: Build, value: number): Value => build.constant(value, [9], "int");

it.each<readonly [string, Make]>([
  [
    "chosen",
    (build, x) => build.where(build.greater(x, 0), int(build, 2 ** 24 + 1), int(build, 1)),
  ],
  ["beyond all ints, compared", (build, _, k) => build.less(k, int(build, 2 ** 31))],
  ["floats beyond all ints, compared", (build, _, k) => build.less(k, build.constant(3e9, [9]))],
  ["compared with each other", (build, _, k) => build.less(build.add(k, 2 ** 24), 2 ** 24 + 5)],
  ["added", (build, _, k) => build.add(k, 2 ** 24 + 1)],
  ["multiplied", (build, _, k) => build.multiply(k, 2 ** 20 + 1)],
  ["summed up", (build, _, k) => build.sum(build.multiply(k, 2 ** 20 + 1), [0])],
])("%s", (_, make) => {
  const build = createBuild();
  const x = build.source("param", "x", { element: "float", shape: [9] });
  const k = build.source("param", "k", { element: "int", shape: [9] });
  const graph = withBallast([{ name: "output:y", value: make(build, x, k) }]);
  const { compare } = startGraph(graph);
  expect(describeWorst(compare(drawSources(graph, 1, 1), 1))).toBe("agrees");
});
