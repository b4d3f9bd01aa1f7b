/**
 * Sizes that no network has: correct code in little time, or an error with a code; what is refused at once
 * has its golden file (test/diagnostics/cases).
 */
import { describe, expect, it } from "vitest";
import { compile } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";

function compiled(text: string): { readonly codes: readonly string[]; readonly code: string } {
  const { files, diagnostics } = compile(createSource("a.nn", text));
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return { codes: [...new Set(errors.map(({ code }) => code))], code: files[0]?.text ?? "" };
}

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join("\n");

describe("a result of a thousand million elements is a loop", () => {
  it.each([
    ["padding", "input x: [2] output y = pad(x; 1e9, 0)"],
    ["a broadcast", "input x: [1] output y = broadcast(x; [2000000000])"],
    ["a transposition", "input x: [30000, 30000] output y = transpose(x)"],
    ["a slice", "input x: [1000000000] output y = x[::-1]"],
    ["a list that is walked over", "input x: [2] output y = sum(x) + sum(ones(; shape: [1e9]))"],
    ["an initialiser", "input x: [2] param w: [40000, 40000] ~ orthogonal output y = x + sum(w)"],
    ["a table of the compiler's", "input i: int const t = range(1e6) output y = t[i]"],
    ["a table that is computed", "input i: int input x output y = (range(1e6) * x)[i]"],
    ["a loop", "input x: [2] scan i over range(1e6) { state h: [2] = x h' = h / 2 } output y = h"],
  ])("%s", (_, body) => {
    const { codes, code } = compiled(`model A { ${body} }`);
    expect(codes).toEqual([]);
    expect(code.length).toBeLessThan(40_000);
  });
});

describe("more than a model may have", () => {
  const many = 31_000;
  it.each([
    ["statements", lines(many, (at) => `v${at + 1} = v${at} * 0.5 + 1`)],
    ["inputs", lines(many, (at) => `input i${at}`)],
    ["params", lines(many, (at) => `param p${at} = 0`)],
    ["outputs", lines(many, (at) => `output o${at} = v0`)],
  ])("%s", (_, body) => {
    expect(compiled(`model A { input v0: [2]\n${body}\noutput y = v0 }`).codes).toEqual(["NN2114"]);
  });

  it("steps of computation", () => {
    const layer = `layer f(x) { ${lines(100, (at) => `v${at} = x * 0.5 + ${at}`)} return v99 }`;
    const sums = lines(100, (at) => `v${at} = x * ${at}`);
    const all = `return ${Array.from({ length: 100 }, (_, at) => `v${at}`).join(" + ")}`;
    const text = `${layer} layer g(x) { ${sums} ${all} }
      model A { input x: [2] output y = x -> repeat(2000) { g } }`;
    expect(compiled(text).codes).toEqual(["NN2114"]);
  });

  it("models that are other names", () => {
    const aliases = lines(3000, (at) => `model M${at + 1} = M${at}`);
    const text = `${aliases} model M0 { input x output y = x }`;
    expect(compiled(text).codes).toEqual(["NN2114"]);
  });

  it("names given again and again", () => {
    const text = `model A { input x ${lines(10_000, () => "v = x")} output y = v }`;
    expect(compiled(text).codes).toEqual(["NN2002"]);
  });
});

it("100,000 layers that are declared, one used", () => {
  const text = lines(100_000, (at) => `layer l${at}(x) = x * ${at}`);
  expect(compiled(`${text} model A { input x output y = x -> l77 }`).codes).toEqual([]);
});

it("a chain of 2,000 steps is several kernels: engines optimise no functions of any size", () => {
  const { code } = compiled("model A { input x: [2] output y = x -> repeat(2000) { relu } }");
  const kernels = [...code.matchAll(/\nfunction relu\w*\(([^)]*)\)/g)];
  const counts = kernels.map(([, parameters]) => parameters!.split(": Float32Array").length);
  expect(Math.max(...counts)).toBeLessThan(300);
  expect(kernels.length).toBeLessThan(10);
});
