/** Quotients that are known to be parts of a whole: what they claim holds, and what looks alike claims nothing. */
import { describe, expect, it } from "vitest";
import { createBuild } from "../../src/graph/build.ts";
import type { Value } from "../../src/graph/graph.ts";
import { interpret } from "../../src/interpret.ts";
import { createSignOf } from "../../src/ops/kit/logarithm.ts";
import { elaborateText } from "../model/elaborate-text.ts";

const build = createBuild();
const numbers = [-30, -2, -0.5, 0, 0.5, 2, 3, 30, -1];

/** The value `y` of a formula of `x: [3, 3]`. */
function valueOf(formula: string): Value {
  const { models, diagnostics } = elaborateText(
    `model M {\n  input x: [3, 3]\n  output y = ${formula}\n}\n`,
  );
  expect(diagnostics).toEqual([]);
  return models[0]!.inference.outputs[0]!.value;
}

function proportionOf(value: Value): string | undefined {
  return value.node.op.proportion?.(value, { signOf: createSignOf(), build });
}

function numbersOf(value: Value): readonly number[] {
  const x = { shape: [1, 3, 3], data: Float64Array.from(numbers) };
  return [...interpret([value], new Map([["input:x", x]]), { samples: 1 })[0]!.data];
}

describe("of two", () => {
  it.each(["sigmoid(x)", "1 / (1 + exp(-x))", "exp(x) / (exp(x) + abs(x))"])("%s", (formula) => {
    const value = valueOf(formula);
    expect(proportionOf(value)).toBe("of two");
    for (const each of numbersOf(value)) expect(each >= 0 && each <= 1).toBe(true);
  });
});

describe("of all", () => {
  it.each([
    "softmax(x)",
    "softmax(x; axis: 0)",
    "softmax(x; axis: [0, 1])",
    "exp(x) / sum(exp(x))",
    "exp(x) / sum(exp(x); axis: 0)",
  ])("%s", (formula) => {
    const value = valueOf(formula);
    expect(proportionOf(value)).toBe("of all");
    for (const each of numbersOf(value)) expect(each >= 0 && each <= 1).toBe(true);
  });
});

describe("nothing is known of", () => {
  it.each([
    "tanh(x)",
    "x / sum(x)",
    "x / (1 + abs(x))",
    "exp(x) / (exp(x) + x)",
    "exp(x) / 2",
    "exp(x) / sum(exp(2 * x))",
  ])("%s", (formula) => {
    expect(proportionOf(valueOf(formula))).toBeUndefined();
  });

  it("a sum that stands across", () => {
    const { models } = elaborateText(
      "model M {\n  input x: [3, 3]\n  e = exp(x)\n  output y = e / sum(e; axis: -1)\n}\n",
    );
    const value = models[0]!.inference.outputs[0]!.value;
    expect(proportionOf(value)).toBeUndefined();
    expect(Math.max(...numbersOf(value))).toBeGreaterThan(1);
  });
});
