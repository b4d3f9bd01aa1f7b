/**
 * Products at sizes where tiles, panels and lanes come in, with what is left over at their edges: generated
 * code of every engine = interpreter. The samples of ops and layers are smaller than that.
 */
import { describe, expect, it } from "vitest";
import { generateClasses } from "../../src/check/classes.ts";
import { fitRanges } from "../../src/check/fitting.ts";
import { compareTargets } from "../../src/check/targets.ts";
import { modelOf } from "../model/evaluate-text.ts";

const models: Readonly<Record<string, string>> = {
  "dense layers of odd widths": `
    input x: [67]
    target label: int
    output y = x -> dense(70) -> tanh -> dense(33) -> relu -> dense(7) -> softmax
    loss crossEntropy(y, label)
    train { optimizer adam(rate: 0.01) }`,
  "a layer applied to every step": `
    input x: [35, 18]
    target t: [35, 37]
    output y = x -> dense(37) -> sigmoid
    loss mse(y, t)`,
  "a convolution": `
    input image: [9, 9, 5]
    output y = image -> conv(38, 3, pad: 1) -> relu`,
  "a convolution in groups": `
    input image: [9, 9, 16]
    output y = image -> conv(64, 3, pad: 1, groups: 2)`,
  "a convolution with a stride": `
    input image: [13, 13, 6]
    output y = image -> conv(34, [5, 3], stride: 2, pad: 1, bias: false)`,
  "attention of several heads": `
    input x: [34, 24]
    output y = x -> selfAttention(3)`,
  "products of every order of axes": `
    input a: [33, 36], b: [33, 36]
    param W: [36, 35] ~ normal(0, 0.2)
    output p = a @ transpose(b)
    output q = transpose(a) @ b
    output r = (a @ W) @ transpose(b @ W)`,
  "a product of many batches": `
    input a: [5, 34, 9], b: [5, 9, 35]
    output y = einsum(a, b; "h i k, h k j -> h i j")
    output z = einsum(a, b; "h i k, h k j -> i h j")`,
  recurrence: `
    input xs: [6, 19]
    output y = xs -> lstm(34) -> gru(17)`,
};

describe.each(Object.entries(models))("%s", (_, body) => {
  it.each(["f32", "f64"] as const)("agrees in %s", async (precision) => {
    const model = modelOf(`model Sized {${body}\n}`);
    const classes = await generateClasses(model, precision);
    const agreements = compareTargets(model, classes, precision, fitRanges(model));
    expect(agreements.filter(({ ok }) => !ok)).toEqual([]);
  });
});
