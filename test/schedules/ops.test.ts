/**
 * Every elementwise op along an axis of several vectors and a rest = the interpreter: the samples of ops are shorter.
 */
import { describe, expect, it } from "vitest";
import { createBuild } from "../../src/graph/build.ts";
import type { Op, Sample, SampleInput, Tensor } from "../../src/graph/op.ts";
import { ops } from "../../src/ops/registry.generated.ts";
import { describeWorst } from "../ops/compare-sample.ts";
import { drawNumbers } from "./numbers.ts";
import { startGraph } from "./run-graph.ts";
import { withBallast } from "./sides.ts";

const count = 203;

function numbersFor({ values, range = [-2, 2], type }: SampleInput, place: number): Tensor {
  const drawn = drawNumbers(5, place, count, range);
  const whole = type.element === "float" ? drawn : drawn.map(Math.floor);
  const data = values === undefined ? whole : whole.map((_, at) => values[at % values.length]!);
  return { shape: [count], data };
}

function startSample(op: Op, { inputs, attributes }: Sample) {
  const build = createBuild();
  const values = inputs.map(({ type: { element } }, at) =>
    build.source("param", `x${at}`, { element, shape: [count] }),
  );
  const [value] = build.node(op, values, attributes ?? {});
  const bindings = new Map(
    inputs.map((input, at): [string, Tensor] => [`param:x${at}`, numbersFor(input, at)]),
  );
  const all = drawNumbers(5, inputs.length, 1000, [-1, 1]);
  bindings.set("param:ballast", { shape: [1000], data: all });
  const graph = withBallast([{ name: "output:y", value: value! }]);
  return { ...startGraph(graph), bindings };
}

describe.each(ops.filter(({ family }) => family === "elementwise"))("$name", (op) => {
  it.each(op.samples)("$name", (sample) => {
    const { compare, bindings, kernels } = startSample(op, sample);
    expect(describeWorst(compare(bindings, 1))).toBe("agrees");
    const isOfFloats = sample.inputs.every(({ type }) => type.element === "float");
    if (isOfFloats) expect(kernels.map(({ lanes }) => lanes)).toEqual([4, 4]);
  });
});
