/**
 * Products of which nothing is added up, with columns that lie apart, for few samples and for many.
 */
import { expect, it } from "vitest";
import { createBuild } from "../../src/graph/build.ts";
import { describeWorst } from "../ops/compare-sample.ts";
import { drawSources } from "./numbers.ts";
import { startGraph } from "./run-graph.ts";
import { withBallast } from "./sides.ts";

const build = createBuild();
const x = build.source("input", "a", { element: "float", shape: ["batch", 5] });
const columns = build.source("param", "c", { element: "float", shape: [9, 5] });
const y = build.contract(x, columns, ["n", "k"], ["c", "k"], ["n", "k", "c"]);
const graph = withBallast([{ name: "output:y", value: y }]);

it.each([1, 7, 8, 9])("%i samples", (count) => {
  const { compare } = startGraph(graph);
  expect(describeWorst(compare(drawSources(graph, 1, count), count))).toBe("agrees");
});
