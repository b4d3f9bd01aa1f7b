/**
 * Logarithms of probabilities, as `.nn` writes them, beside formulas of the logits: values and gradients,
 * where the probabilities themselves have long become 0 or 1.
 */
import { describe, expect, it } from "vitest";
import { differentiate } from "../../src/autodiff.ts";
import { topologicalOrder, type Value } from "../../src/graph/graph.ts";
import { interpret } from "../../src/interpret.ts";
import { runPasses } from "../../src/passes/pipeline.ts";
import { modelOf } from "../model/evaluate-text.ts";
import { build } from "./values.ts";

const logits = [-1000, -745, -40, -1, 0, 1, 40, 745, 1000];

interface Found {
  readonly value: readonly number[];
  readonly gradient: readonly number[];
}

/** The output of a model of `z`, and the gradient of its sum. */
function evaluate(expression: string): Found {
  const model = modelOf(`model M { input z: [${logits.length}] output y = ${expression} }`);
  const { value } = model.training.outputs[0]!;
  const simple = runPasses({ name: "g", outputs: [{ name: "y", value }] }).outputs[0]!.value;
  const z = topologicalOrder([simple]).find(({ op }) => op.isGiven === true)!.values[0]!;
  const shape = [1, logits.length];
  const bindings = new Map([["input:z", { shape, data: Float64Array.from(logits) }]]);
  const run = (each: Value): readonly number[] => [
    ...interpret([each], bindings, { samples: 1 })[0]!.data,
  ];
  const [gradient] = differentiate(simple, [z], build);
  return { value: run(simple), gradient: gradient ? run(gradient) : logits.map(() => 0) };
}

/** Some roundings of a float64, and the smallest number that has all its digits. */
const roundings = 16 * 2 ** -53;
const smallest = 2 ** -1022;

/**
 * Equal but for rounding, which is relative to the number or to what it was computed from: a logarithm is
 * taken of `1 + e`, where rounding acts on the 1.
 */
function expectClose(found: readonly number[], wanted: readonly number[], least: 0 | 1): void {
  expect(found.length).toBe(wanted.length);
  found.forEach((each, index) => {
    const bound = roundings * Math.max(least, Math.abs(wanted[index]!)) + smallest;
    const off = Math.abs(each - wanted[index]!);
    expect(off, `at ${logits[index]}: ${each}, not ${wanted[index]}`).toBeLessThanOrEqual(bound);
  });
}

/** log(1 / (1 + e^-z)) and its derivative 1 / (1 + e^z). */
const logSigmoid = (z: number): number =>
  z < 0 ? z - Math.log1p(Math.exp(z)) : -Math.log1p(Math.exp(-z));
const slope = (z: number): number =>
  z > 0 ? Math.exp(-z) / (1 + Math.exp(-z)) : 1 / (1 + Math.exp(z));

type Formula = (z: number) => number;
/** What is computed, its value, its derivative; `1` where that is a sum, and so rounded like its terms. */
const sigmoids: readonly (readonly [string, Formula, Formula, 1?])[] = [
  ["log(sigmoid(z))", logSigmoid, slope],
  ["log(1 - sigmoid(z))", (z) => logSigmoid(-z), (z) => -slope(-z)],
  ["log(sigmoid(-z))", (z) => logSigmoid(-z), (z) => -slope(-z)],
  ["log(1 - sigmoid(2 * z))", (z) => logSigmoid(-2 * z), (z) => -2 * slope(-2 * z)],
  ["log(reshape(sigmoid(z); [3, 3]))", logSigmoid, slope],
  ["log(1 - reshape(sigmoid(z); [3, 3]))", (z) => logSigmoid(-z), (z) => -slope(-z)],
  ["log(stopGradient(sigmoid(z)))", logSigmoid, () => 0],
  ["binaryCrossEntropy(sigmoid(z), 1)", (z) => -logSigmoid(z), (z) => -slope(z)],
  ["binaryCrossEntropy(sigmoid(z), 0)", (z) => -logSigmoid(-z), (z) => slope(-z)],
  ["binaryCrossEntropy(sigmoid(z), 0.25)",
    (z) => -0.25 * logSigmoid(z) - 0.75 * logSigmoid(-z),
    (z) => -0.25 * slope(z) + 0.75 * slope(-z), 1],
  ["log(1 - sigmoid(z)[:])", (z) => logSigmoid(-z), (z) => -slope(-z)],
  ["log(1 - stopGradient(sigmoid(z)))", (z) => logSigmoid(-z), () => 0],
]; // prettier-ignore

describe("logarithms of sigmoids", () => {
  for (const [expression, value, gradient, least] of sigmoids) {
    it(expression, () => {
      const found = evaluate(expression);
      expectClose(found.value, logits.map(value), 1);
      expectClose(found.gradient, logits.map(gradient), least ?? 0);
    });
  }
});

describe("logarithms of softmax", () => {
  const largest = Math.max(...logits);
  const powers = logits.map((z) => Math.exp(z - largest));
  const total = powers.reduce((sum, each) => sum + each, 0);
  const wanted = logits.map((z) => z - largest - Math.log(total));
  // d/dz_j Σ_i log softmax(z)_i = 1 - n softmax(z)_j
  const gradient = powers.map((each) => 1 - (logits.length * each) / total);
  it.each([
    "log(softmax(z))",
    "log(softmax(z - 500))",
    "log(softmax(reshape(z; [1, 9])))",
    "reshape(log(transpose(softmax(reshape(z; [9, 1]); axis: 0))); [9])",
    "logSoftmax(z)",
  ])("%s", (expression) => {
    const found = evaluate(expression);
    expectClose(found.value, wanted, 1);
    expectClose(found.gradient, gradient, 1);
  });

  it("of the one class that a label names", () => {
    const found = evaluate("crossEntropy(softmax(z), 0)");
    expectClose(found.value, [-wanted[0]!], 1);
    expectClose(
      found.gradient,
      powers.map((each, at) => each / total - (at === 0 ? 1 : 0)),
      1,
    );
  });
});
