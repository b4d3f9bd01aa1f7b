/**
 * Every layer, loss, optimiser and initialiser of the prelude in a small model: generated code =
 * interpreter in both precisions, gradients = finite differences.
 */
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import { createSource } from "../../src/diagnostics/source.ts";

/** A model for each: the names of the prelude that it uses stand in its text. */
const models: Readonly<Record<string, string>> = {
  layers: `
    input x: [6]
    output a = x -> dense(5) -> relu -> dense(4, bias: false) -> tanh
    output b = x -> maxout(3) -> leakyRelu
    output c = x -> residual { dense(6) -> sigmoid } -> identity
    output d = flatten(outer(x, x -> dense(2)))`,
  activations: `
    input x: [5]
    output a = elu(x) + selu(x) + softplus(x) + gelu(x) + silu(x)
    output b = hardTanh(x) + clip(x; lo: -0.5, hi: 0.5) + leakyRelu(x; slope: 0.3)
    output c = softmax(x) * logSoftmax(2 * x)`,
  reductions: `
    input x: [3, 4]
    output a = mean(x; axis: 0) + variance(x; axis: 0, keep: true) + norm(x; axis: -1, keep: true)
    output b = dot(x[0], x[1]) * variance(x; correction: 1)`,
  classifier: `
    input x: [4]
    target label: int
    output y = x -> dense(3) -> softmax
    loss crossEntropy(y, label)
    metric accuracy = argmax(y) == label
    train { optimizer adam(rate: 1e-2 * min(1, step / 2), clip: 1) }`,
  distribution: `
    input x: [4]
    target t: [3]
    output y = x -> dense(3) -> softmax
    loss first = crossEntropy(y, softmax(t))
    loss second = klDivergence(softmax(t), y)
    train { optimizer adamW(decay: 0.1) }`,
  binary: `
    input x: [4]
    target t: [2]
    output y = x -> dense(2, init: lecunNormal) -> sigmoid
    loss sum(binaryCrossEntropy(y, sigmoid(t)))
    train { optimizer rmsProp(rate: 0.01, momentum: 0.9) }`,
  regression: `
    input x: [4]
    target t: [2]
    param shared: [4, 4] ~ orthogonal
    output y = x @ shared -> dense(2, init: heUniform)
    loss mse(y, t) + mae(y, t) + huber(y, t; delta: 0.5)
    train { optimizer sgd(rate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.01) }`,
  margin: `
    input x: [4]
    target t: [2]
    output y = x -> dense(2, init: glorotNormal)
    loss hinge(y, sign(t))
    train { optimizer adagrad(rate: 0.1) }`,
  initialisers: `
    param a: [3, 2] ~ zeros
    param b: [3, 2] ~ ones
    param c: [3, 2] ~ constant(2)
    param d: [3, 3] ~ identityMatrix
    param e: [3, 2] ~ normal(1, 0.1)
    param f: [3, 2] ~ truncatedNormal
    param g: [3, 2] ~ uniform(-1, 1)
    param h: [3, 2] ~ heNormal
    param i: [3, 2] ~ glorotUniform
    input x: [3]
    output y = x @ d @ (a + b + c + e + f + g + h + i)`,
  recurrent: `
    input xs: [4, 3]
    target label: int[4]
    output y = xs -> rnn(3) -> gru(4) -> lstm(3) -> softmax
    loss mean(crossEntropy(y, label))
    train { optimizer adam }`,
  norms: `
    input x: [3, 4]
    output a = x -> layerNorm
    output b = x -> groupNorm(2) -> rmsNorm
    output c = x -> batchNorm
    output d = reshape(x; [3, 2, 2]) -> globalAvgPool`,
  convolutions: `
    input x: [4, 3, 2]
    output a = x -> conv(2, 3, stride: 2, pad: 1)
    output b = x -> conv(1, [1, 2], dilation: [1, 2], bias: false)`,
  groups: `
    input x: [3, 4, 2]
    output a = x -> conv(4, [3, 2], stride: [2, 1], pad: [1, 0], groups: 2)
    output b = x -> conv(2, 2, stride: 2, pad: "same", groups: 2) -> upsample([2, 1])`,
  pools: `
    input x: [4, 5, 1]
    output a = x -> maxPool(3, stride: 2, pad: 1, ceil: true)
    output b = x -> maxPool(2)
    output c = x -> avgPool([3, 2], stride: 2, pad: 1, ceil: true)
    output d = x -> avgPool(3, stride: 2, pad: 1, ceil: true, countPad: true)
    output e = x -> avgPool(2)
    output f = reshape(x; [2, 10]) -> lrn(size: 2, alpha: 0.1)`,
  sequences: `
    input s: [5, 2]
    output a = s -> conv1d(2, 3, pad: "causal", dilation: 2)
    output b = s -> conv1d(4, 4, pad: "same", stride: 2, groups: 2)
    output c = s -> conv1d(2, 3, pad: 1, bias: false)`,
  transposed: `
    input x: [2, 2, 2]
    output a = x -> convTranspose(2, 3, stride: 2, pad: 1, outputPad: 1)
    output b = x -> convTranspose(2, [2, 1], stride: [3, 1], groups: 2, bias: false)`,
  attention: `
    input x: [3, 4], memory: [2, 3]
    output a = x -> selfAttention(2) -> sinusoidal
    output b = x -> selfAttention(1, causal: true)
    output c = (x, memory) -> crossAttention(2)`,
  transformer: `
    input x: [2, 4]
    target t: [2, 4]
    memory = x -> sinusoidal -> transformerEncoder(2, 5)
    output y = (x, memory) -> transformerDecoder(2, 5, drop: 0.3)
    loss mse(y, t)`,
  dropped: `
    input x: [6]
    target t: [6]
    output y = x -> dense(6) -> dropout(0.3)
    loss mse(y, t)`,
  tokens: `
    input ids: int[5]
    output y = ids -> embedding(7, 3)
    loss mean(y^2)`,
  draws: `
    input x: [8]
    output y = x * bernoulli(0 * x + 0.5) + oneHot(3; 8)
    loss sum(y^2)`,
};

describe.each(Object.entries(models))("%s", (name, body) => {
  it.each(["f32", "f64"] as const)("agrees in %s", async (dtype) => {
    const text = `model Checked {${body}\n}\n`;
    const result = await check(createSource(`${name}.nn`, text), { dtype });
    expect(result.diagnostics.filter((each) => each.severity === "error")).toEqual([]);
    const { targets, gradients } = result.models[0]!;
    expect([...targets, gradients].filter((each) => !each.ok)).toEqual([]);
  });
});

it("no file of the prelude is left out", () => {
  const files = readdirSync(new URL("../../src/prelude/", import.meta.url))
    .filter((file) => file.endsWith(".nn"))
    .map((file) => file.slice(0, -".nn".length));
  const text = Object.values(models).join("\n");
  expect(files.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
});
