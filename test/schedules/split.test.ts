/**
 * Parts put one behind the other, and numbers in the middle of others: each part has a loop of its own that asks
 * for nothing, in lanes.
 */
import { expect, it } from "vitest";
import { createBuild } from "../../src/graph/build.ts";
import type { Value } from "../../src/graph/graph.ts";
import type { Instruction } from "../../src/kernel/scalar.ts";
import { describeWorst } from "../ops/compare-sample.ts";
import { drawSources } from "./numbers.ts";
import { startGraph } from "./run-graph.ts";
import { withBallast } from "./sides.ts";

const build = createBuild();
const asking: readonly Instruction[] = ["select", "less", "lessEqual"];

const source = (name: string, length: number): Value =>
  build.source("param", name, { element: "float", shape: [3, length] });

it.each<readonly [string, () => Value]>([
  ["parts", () => build.concat([source("a", 16), source("b", 17), source("c", 21)], 1)],
  ["a part in the middle", () => build.unslice(source("a", 18), [3, 53], [0, 17], [1, 1], 0.5)],
  [
    "sums of parts and others",
    () => build.add(build.concat([source("a", 32), source("b", 31)], 1), source("c", 63)),
  ],
])("%s", (_, make) => {
  const graph = withBallast([{ name: "output:y", value: make() }]);
  for (const precision of ["f32", "f64"] as const) {
    const { kernels, compare } = startGraph(graph, { precision });
    const asked = kernels.flatMap((each) => asking.filter((one) => each.instructions.has(one)));
    expect(asked).toEqual([]);
    if (precision === "f32") expect(kernels.map(({ lanes }) => lanes)).toEqual([4, 4]);
    expect(describeWorst(compare(drawSources(graph, 1, 1), 1))).toBe("agrees");
  }
});
