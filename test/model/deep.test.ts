/** Deep networks need no deep stack, and endless ones end. */
import { describe, expect, it } from "vitest";
import { elaborateText } from "./elaborate-text.ts";
import { modelOf } from "./evaluate-text.ts";

const chain = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `h${at} = relu(${at === 0 ? "x" : `h${at - 1}`})`);

describe("deep", () => {
  it.each([
    ["a pipeline", `output y = x${" -> relu".repeat(900)}`, 900],
    ["repeat", "output y = x -> repeat(1000) { relu }", 1000],
    [
      "names, from the last to the first",
      `output y = h999 ${[...chain(1000)].reverse().join(" ")}`,
      1000,
    ],
    ["layers in layers", "output y = x -> tower(120)", 240],
    ["blocks in blocks", `output y = x -> ${"residual { ".repeat(90)}relu${" }".repeat(90)}`, 91],
  ])("%s", (_, body, count) => {
    const tower = `layer tower(x; n) {
      h = relu(x)
      return if n == 1 then h else h -> tower(n - 1)
    }`;
    const { layers } = modelOf(`${tower} model M { input x ${body} }`);
    expect(layers.length).toBe(count);
  });

  it("a long sum", () => {
    const model = modelOf(`model M { input x output y = ${"x + ".repeat(900)}x }`);
    expect(model.inference.outputs.length).toBe(1);
  });
});

describe("endless or too large", () => {
  it.each([
    ["layer f(x) = x -> f", "f(x)", "NN2113"],
    ["layer f(x) = x -> g layer g(x) = x -> f", "f(x)", "NN2113"],
    ["layer f(x; k = 1) { const n = g(k) return x + n } layer g(n) = f(1; n)", "f(x)", "NN2113"],
    ["layer fib(n) = if n < 2 then n else fib(n - 1) + fib(n - 2)", "x * fib(40)", "NN2114"],
    ["layer f(x) = x", "x -> repeat(1e9) { f }", "NN2114"],
    ["layer f(x) = x", "x -> repeat(40000) { f }", "NN2114"],
    ["layer f(x) = x", "x -> repeat(1000) { repeat(1000) { f } }", "NN2114"],
    ["layer f(x) = x", "x * sum(range(1e9))", "NN3004"],
    [
      "layer f(x: [n, m]) = x",
      "sum(f(reshape(x * range(100000); [-1, 1]) * range(100000)))",
      "NN4005",
    ],
    ["const a = b const b = a", "x + a", "NN2003"],
  ])("%s: %s", (declarations, expression, code) => {
    const text = `${declarations} model M { input x output y = ${expression} }`;
    expect(elaborateText(text).diagnostics.map((each) => each.code)).toEqual([code]);
  });
});
