/**
 * What lies behind a limit is read only where the limit allows it, also where several sides of choices read the
 * same place: before all memory, or behind it, there is nothing to be read.
 */
import { expect, it } from "vitest";
import { createBuild } from "../../src/graph/build.ts";
import type { Value } from "../../src/graph/graph.ts";
import type { Statement } from "../../src/kernel/kernel.ts";
import { describeWorst } from "../ops/compare-sample.ts";
import { drawSources } from "./numbers.ts";
import { startGraph } from "./run-graph.ts";
import { withBallast } from "./sides.ts";

const build = createBuild();
const length = 9;

/** The first element comes last. */
function roll(x: Value): Value {
  const rest = build.slice(x, [1], [length - 1], [1]);
  return build.concat([rest, build.slice(x, [0], [1], [1])], 0);
}

const pad = (x: Value): Value =>
  build.unslice(build.slice(x, [0], [5], [1]), [length], [4], [1], 0.5);

const isRead = (statement: Statement): boolean =>
  statement.kind === "loop" ? statement.body.some(isRead) : statement.kind === "let";

it.each<readonly [string, (x: Value) => Value]>([
  ["moved twice", (x) => pad(roll(roll(x)))],
  ["computed, and moved twice", (x) => pad(roll(roll(build.multiply(x, 0.5))))],
  ["moved five times", (x) => pad(roll(roll(roll(roll(roll(x))))))],
])("%s", (_, make) => {
  const x = build.source("param", "a", { element: "float", shape: [length] });
  const graph = withBallast([{ name: "output:y", value: make(x) }]);
  for (const precision of ["f32", "f64"] as const) {
    const { kernels, compare } = startGraph(graph, { precision });
    expect(kernels.flatMap(({ body }) => body.filter(isRead))).toEqual([]);
    expect(describeWorst(compare(drawSources(graph, 1, 1), 1))).toBe("agrees");
  }
});
