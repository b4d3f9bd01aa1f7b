/**
 * The prelude's functions and losses against formulas written apart, and their gradients where the
 * contract names them (kinks, bounds).
 */
import { describe, expect, it } from "vitest";
import { differentiate } from "../../src/autodiff.ts";
import { createBuild } from "../../src/graph/build.ts";
import { bindPorts, evaluate, find, modelOf, outputOf } from "../model/evaluate-text.ts";

const points = [-1000, -3, -1, -0.1, 0, 0.1, 0.7, 1, 3, 1000];

function expectClose(actual: readonly number[], wanted: readonly number[]): void {
  expect(actual.length).toBe(wanted.length);
  wanted.forEach((each, index) => {
    const bound = 1e-13 * Math.max(1, Math.abs(each));
    expect(Math.abs(actual[index]! - each), `element ${index}`).toBeLessThanOrEqual(bound);
  });
}

/** Abramowitz and Stegun 7.1.5: the series of the error function. */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let [term, sum] = [x, x];
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const elementwise: readonly (readonly [call: string, formula: (x: number) => number])[] = [
  ["sigmoid(x)", (x) => 1 / (1 + Math.exp(-x))],
  ["relu(x)", (x) => (x > 0 ? x : 0)],
  ["leakyRelu(x)", (x) => (x > 0 ? x : 0.1 * x)],
  ["leakyRelu(x; 0.3)", (x) => (x > 0 ? x : 0.3 * x)],
  ["elu(x)", (x) => (x > 0 ? x : Math.expm1(x))],
  ["elu(x; alpha: 2)", (x) => (x > 0 ? x : 2 * Math.expm1(x))],
  ["selu(x)", (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x))],
  ["softplus(x)", (x) => (x > 30 ? x : Math.log1p(Math.exp(x)))],
  ["silu(x)", (x) => x / (1 + Math.exp(-x))],
  ["hardTanh(x)", (x) => (x < -1 ? -1 : x > 1 ? 1 : x)],
  ["clip(x; -0.5, 2)", (x) => (x < -0.5 ? -0.5 : x > 2 ? 2 : x)],
  ["identity(x)", (x) => x],
  ["residual(x) { relu }", (x) => x + Math.max(0, x)],
];

describe("elementwise", () => {
  it.each(elementwise)("%s", (call, formula) => {
    const text = `model M { input x: [${points.length}] output y = ${call} }`;
    expectClose(outputOf(text, { x: points }), points.map(formula));
  });

  it("gelu(x)", () => {
    const near = [-3, -1, -0.1, 0, 0.1, 1, 3];
    const text = "model M { input x: [7] output y = gelu(x) }";
    expectClose(
      outputOf(text, { x: near }),
      near.map((x) => (x * (1 + erf(x / Math.SQRT2))) / 2),
    );
  });
});

/** `d sum(call) / dx` at a point. */
function slopeAt(call: string, x: number): number {
  const model = modelOf(`model M { input x output y = ${call} }`);
  const { value } = find(model.inference.outputs, "y");
  const source = findInput(value);
  const [gradient] = differentiate(value, [source], createBuild());
  return evaluate([gradient!], bindPorts(model, { x: [x] }))[0]![0]!;
}

function findInput(value: Parameters<typeof differentiate>[0]) {
  const stack = [value];
  while (stack.length > 0) {
    const each = stack.pop()!;
    if (each.node.attributes["role"] === "input") return each;
    stack.push(...each.node.inputs);
  }
  throw new Error("no input");
}

describe("gradients at kinks and bounds", () => {
  it.each([
    ["relu(x)", 0, 0],
    ["leakyRelu(x)", 0, 0.1],
    ["elu(x)", 0, 1],
    ["elu(x; alpha: 2)", 0, 2],
    ["softplus(x)", 0, 0.5],
    ["sigmoid(x)", 0, 0.25],
    ["sigmoid(x)", 1000, 0],
    ["sigmoid(x)", -1000, 0],
    ["hardTanh(x)", 1, 0],
    ["hardTanh(x)", -1, 0],
    ["hardTanh(x)", 0.5, 1],
    ["clip(x; -1, 1)", 1, 1],
    ["clip(x; -1, 1)", -1, 1],
    ["clip(x; -1, 1)", 2, 0],
    ["norm(x)", 0, 0],
    ["norm(x)", -2, -1],
    ["abs(x)", 0, 0],
    ["huber(x, 0)", 1, 1],
    ["huber(x, 0)", 3, 1],
    ["huber(x, 0)", 0.25, 0.25],
    ["hinge(x, 1)", 1, 0],
    ["hinge(x, 1)", 0.5, -1],
    ["mae(x, 0)", 0, 0],
  ])("%s at %d is %d", (call, x, wanted) => {
    expect(slopeAt(call, x)).toBeCloseTo(wanted, 12);
  });
});

const a = [0.5, -1, 2, 3];
const b = [1, 0.25, -2, 4];
const mean = (all: readonly number[]): number => all.reduce((x, y) => x + y, 0) / all.length;
const pairs = (formula: (x: number, y: number) => number): number[] =>
  a.map((x, index) => formula(x, b[index]!));

describe("losses of two vectors", () => {
  it.each<readonly [string, readonly number[]]>([
    ["mse(a, b)", [mean(pairs((x, y) => (x - y) ** 2))]],
    ["mae(a, b)", [mean(pairs((x, y) => Math.abs(x - y)))]],
    [
      "huber(a, b)",
      [
        mean(
          pairs((x, y) => {
            const d = Math.abs(x - y);
            return d <= 1 ? (d * d) / 2 : d - 0.5;
          }),
        ),
      ],
    ],
    [
      "huber(a, b; delta: 2)",
      [
        mean(
          pairs((x, y) => {
            const d = Math.abs(x - y);
            return d <= 2 ? (d * d) / 2 : 2 * (d - 1);
          }),
        ),
      ],
    ],
    ["hinge(a, sign(b))", [mean(pairs((x, y) => Math.max(0, 1 - Math.sign(y) * x)))]],
    ["dot(a, b)", [pairs((x, y) => x * y).reduce((x, y) => x + y, 0)]],
    ["outer(a, b)", a.flatMap((x) => b.map((y) => x * y))],
    ["norm(a)", [Math.hypot(...a)]],
    ["mean(a)", [mean(a)]],
    ["variance(a)", [mean(a.map((x) => (x - mean(a)) ** 2))]],
    ["variance(a; correction: 1)", [(mean(a.map((x) => (x - mean(a)) ** 2)) * 4) / 3]],
    ["variance(a[:1]; correction: 1)", [0]],
  ])("%s", (call, wanted) => {
    const text = `model M { input a: [4], b: [4] output y = ${call} }`;
    expectClose(outputOf(text, { a, b }), wanted);
  });
});

const z = [
  [3, 1, -3],
  [0, 2, 2],
];
const exps = z.map((row) => row.map(Math.exp));
const softmaxRows = exps.map((row) => row.map((each) => each / row.reduce((p, q) => p + q, 0)));
const softmaxColumns = exps.map((row) =>
  row.map((each, column) => each / (exps[0]![column]! + exps[1]![column]!)),
);
const t = [
  [0.2, 0.3, 0.5],
  [0, 1, 0],
];
const rows = (formula: (p: number, q: number) => number): number[] =>
  softmaxRows.map((row, i) => row.map((p, j) => formula(p, t[i]![j]!)).reduce((x, y) => x + y, 0));

describe("along an axis", () => {
  it.each<readonly [string, readonly number[]]>([
    ["softmax(z)", softmaxRows.flat()],
    ["softmax(z; axis: 0)", softmaxColumns.flat()],
    ["logSoftmax(z)", softmaxRows.flat().map(Math.log)],
    ["softmax(1000 * z)", [1, 0, 0, 0, 0.5, 0.5]],
    ["crossEntropy(softmax(z), t)", rows((p, q) => -q * Math.log(p))],
    [
      "crossEntropy(softmax(z), i)",
      [-Math.log(softmaxRows[0]![2]!), -Math.log(softmaxRows[1]![0]!)],
    ],
    [
      "crossEntropy(softmax(z), [[0, 0, 1], [1, 0, 0]])",
      [-Math.log(softmaxRows[0]![2]!), -Math.log(softmaxRows[1]![0]!)],
    ],
    ["klDivergence(t, softmax(z))", rows((p, q) => (q === 0 ? 0 : q * Math.log(q / p)))],
    ["mean(z; axis: 0)", [1.5, 1.5, -0.5]],
    ["mean(z; axis: -1, keep: true)", [1 / 3, 4 / 3]],
    ["mean(z; axis: [0, 1])", [5 / 6]],
    ["variance(z; axis: 0)", [2.25, 0.25, 6.25]],
    ["norm(z; axis: 1)", [Math.sqrt(19), Math.sqrt(8)]],
    ["flatten(z)", z.flat()],
    ["zeros(; shape: [2])", [0, 0]],
    ["ones(; [1, 2])", [1, 1]],
    ["constant(; [1, 2], [2, 2])", [1, 2, 1, 2]],
    ["oneHot(i; 3)", [0, 0, 1, 1, 0, 0]],
    [
      "binaryCrossEntropy(softmax(z), t)",
      softmaxRows.flatMap((row, i) =>
        row.map((p, j) => -(t[i]![j]! * Math.log(p) + (1 - t[i]![j]!) * Math.log(1 - p))),
      ),
    ],
  ])("%s", (call, wanted) => {
    const text = `model M { input z: [2, 3], t: [2, 3] input i: int[2] output y = ${call} }`;
    expectClose(outputOf(text, { z, t, i: [2, 0] }), wanted);
  });
});

describe("layers", () => {
  it("dense is x W + b along the last axis", () => {
    const text = `layer counted(; shape) = reshape(range(6); shape)
      model M { input x: [2, 2] output y = x -> dense(3, init: counted) }`;
    expectClose(
      outputOf(text, {
        x: [
          [1, 2],
          [0, -1],
        ],
      }),
      [6, 9, 12, -3, -4, -5],
    );
  });

  it("maxout is the largest of its linear maps", () => {
    const text = `model M { input x: [2] output y = x -> maxout(3, pieces: 2) }`;
    const model = modelOf(text);
    const bindings = new Map(bindPorts(model, { x: [[1, 2]] }));
    const W = { shape: [2, 2, 3], data: Float64Array.of(1, 0, -1, 2, 1, 0, 0, 1, 1, 1, 1, -1) };
    bindings.set("param:maxout1.W", W);
    bindings.set("param:maxout1.b", { shape: [2, 3], data: Float64Array.of(0, 0, 0, 1, 0, 0) });
    const { value } = find(model.inference.outputs, "y");
    expectClose(evaluate([value], bindings)[0]!, [5, 3, -1]);
  });
});
