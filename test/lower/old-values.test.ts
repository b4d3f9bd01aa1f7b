/**
 * Next values are computed from old ones, whatever order their kernels run in: params that swap, that
 * read each other, that read themselves elsewhere than at their own place.
 */
import { describe, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { createNet } from "../emit/generate.ts";

const rules: Readonly<Record<string, string>> = {
  "two params swap": `
    param a: [300] = 1
    param b: [300] = 2
    a' = b
    b' = a`,
  "three go round, with arithmetic": `
    param a: [300] ~ normal(0, 1)
    param b: [300] ~ normal(0, 1)
    param c: [300] ~ normal(0, 1)
    a' = b + 0.5 * c
    b' = c + 0.5 * a
    c' = a + 0.5 * b`,
  "a param reads itself backwards": `
    param w: [300] ~ normal(0, 1)
    w' = w + reverse(w; axis: 0)`,
  "a matrix becomes its transpose": `
    param w: [20, 20] ~ normal(0, 1)
    w' = transpose(w)`,
  "a next value reads another next value": `
    param a: [300] = 1
    param b: [300] = 2
    a' = a + b'
    b' = 2 * b`,
  "a product with itself": `
    param w: [20, 20] ~ normal(0, 0.1)
    w' = w @ w + w`,
};

describe.each(Object.entries(rules))("%s", (_, body) => {
  const text = `model Ruled {\n  input x: [300]${body}\n  output y = x\n}\n`;
  it.each(["f32", "f64"] as const)("in %s as in the interpreter", async (dtype) => {
    const result = await check(createSource("ruled.nn", text), { dtype });
    expect(result.diagnostics.filter((each) => each.severity === "error")).toEqual([]);
    expect(result.models[0]!.targets.filter((each) => !each.ok)).toEqual([]);
  });
});

it("swapping twice is where it began", async () => {
  const text = `model Swap {
  input x
  param a: [3] = (1, 2, 3)
  param b: [3] = (4, 5, 6)
  a' = b
  b' = a
  output y = x
}
`;
  const net = await createNet(text, "Swap");
  net.step({ x: 0 });
  expect([...net.flat.params]).toEqual([4, 5, 6, 1, 2, 3]);
  net.step({ x: 0 });
  expect([...net.flat.params]).toEqual([1, 2, 3, 4, 5, 6]);
});
