/**
 * Layers that normalise, drop or look up, against formulas written apart; in both graphs where they differ.
 */
import { describe, expect, it } from "vitest";
import type { Named } from "../../src/model/model.ts";
import {
  bindPorts,
  evaluate,
  find,
  modelOf,
  outputOf,
  startBindings,
} from "../model/evaluate-text.ts";

function expectClose(actual: readonly number[], wanted: readonly number[]): void {
  expect(actual.length).toBe(wanted.length);
  wanted.forEach((each, index) => expect(actual[index], `element ${index}`).toBeCloseTo(each, 12));
}

const mean = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0) / all.length;
const variance = (all: readonly number[]): number => mean(all.map((x) => (x - mean(all)) ** 2));
const normal = (all: readonly number[], eps: number): readonly number[] =>
  all.map((x) => (x - mean(all)) / Math.sqrt(variance(all) + eps));

const m = [
  [1, 2, 4, 8],
  [0, -1, 3, 3],
];

describe("of one sample", () => {
  it.each<readonly [string, readonly number[]]>([
    ["layerNorm", m.flatMap((row) => normal(row, 1e-5))],
    ["layerNorm(eps: 0.1)", m.flatMap((row) => normal(row, 0.1))],
    [
      "rmsNorm",
      m.flatMap((row) => row.map((x) => x / Math.sqrt(mean(row.map((y) => y * y)) + 1e-5))),
    ],
    ["groupNorm(1)", normal(m.flat(), 1e-5)],
    [
      "groupNorm(2)",
      (() => {
        const halves = [0, 2].map((at) =>
          normal(
            m.flatMap((row) => row.slice(at, at + 2)),
            1e-5,
          ),
        );
        return m.flatMap((_, row) => halves.flatMap((half) => half.slice(2 * row, 2 * row + 2)));
      })(),
    ],
    ["reshape([2, 2, 2]) -> globalAvgPool", [mean([1, 4, 0, 3]), mean([2, 8, -1, 3])]],
  ])("%s", (stage, wanted) => {
    expectClose(outputOf(`model M { input x: [2, 4] output y = x -> ${stage} }`, { x: m }), wanted);
  });

  it("embedding takes rows", () => {
    const model = modelOf("model M { input ids: int[3] output y = ids -> embedding(4, 2) }");
    const bindings = new Map([...startBindings(model), ...bindPorts(model, { ids: [[2, 0, 2]] })]);
    const table = bindings.get("param:embedding1.W")!.data;
    const { value } = find(model.inference.outputs, "y");
    const rows = [2, 0, 2].flatMap((id) => [table[2 * id]!, table[2 * id + 1]!]);
    expectClose(evaluate([value], bindings)[0]!, rows);
  });
});

describe("batchNorm", () => {
  const model = modelOf(
    "model M { input x: [2, 3] output y = x -> batchNorm(momentum: 0.8) loss sum(y) }",
  );
  const samples = [
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    [
      [0, 1, -1],
      [2, 2, 7],
    ],
    [
      [3, 3, 3],
      [1, 0, 1],
    ],
  ];
  const column = (c: number): readonly number[] => samples.flatMap((x) => x.map((row) => row[c]!));
  const bindings = new Map([...startBindings(model), ...bindPorts(model, { x: samples })]);
  const valuesOf = (all: readonly Named[], name: string): readonly number[] =>
    evaluate([find(all, name).value], bindings, 3)[0]!;

  it("normalises by the batch in training", () => {
    const columns = [0, 1, 2].map((c) => normal(column(c), 1e-5));
    const rows = Array.from({ length: 6 }, (_, row) => columns.map((each) => each[row]!));
    expectClose(valuesOf(model.training.outputs, "y"), rows.flat());
  });

  it("normalises by its buffers in inference", () => {
    const flat = samples.flat(2).map((x) => x / Math.sqrt(1 + 1e-5));
    expectClose(valuesOf(model.inference.outputs, "y"), flat);
  });

  it("moves its buffers in training only, the variance without bias", () => {
    expect(model.inference.next).toEqual([]);
    const moved = (name: string): readonly number[] => valuesOf(model.training.next, name);
    expectClose(
      moved("batchNorm1.mean"),
      [0, 1, 2].map((c) => 0.2 * mean(column(c))),
    );
    expectClose(
      moved("batchNorm1.variance"),
      [0, 1, 2].map((c) => 0.8 + (0.2 * variance(column(c)) * 6) / 5),
    );
  });
});

describe("dropout", () => {
  const model = modelOf("model M { input x: [1000] output y = x -> dropout(0.2) loss sum(y) }");
  const ones = Array.from({ length: 1000 }, () => 1);
  const bindings = bindPorts(model, { x: [ones, ones] });
  const run = (outputs: readonly Named[]): readonly number[] =>
    evaluate([find(outputs, "y").value], bindings, 2)[0]!;

  it("changes nothing in inference", () => {
    expect(run(model.inference.outputs)).toEqual([...ones, ...ones]);
  });

  it("drops a fifth in training, and each sample's own", () => {
    const values = run(model.training.outputs);
    expect(new Set(values)).toEqual(new Set([0, 1.25]));
    expect(Math.abs(values.filter((each) => each === 0).length / 2000 - 0.2)).toBeLessThan(0.03);
    expect(values.slice(0, 1000)).not.toEqual(values.slice(1000));
  });
});
