/**
 * Sizes that no network has: correct code in little time, or an error with a code; what is refused at once
 * has its golden file (test/diagnostics/cases).
 */
import { describe, expect, it } from "vitest";
import { compile } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";

interface Compiled {
  /** Each once. */
  readonly codes: readonly string[];
  /** The first. */
  readonly message: string | undefined;
  readonly code: string;
}

function compiled(text: string): Compiled {
  const { files, diagnostics } = compile(createSource("a.nn", text));
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return {
    codes: [...new Set(errors.map(({ code }) => code))],
    message: errors[0]?.message,
    code: files[0]?.text ?? "",
  };
}

/** Refused for this and for nothing else. */
function expectTooLarge(text: string, reason: string): void {
  const { codes, message } = compiled(text);
  expect(codes).toEqual(["NN2114"]);
  expect(message).toContain(reason);
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
    const text = `model A { input v0: [2]\n${body}\noutput y = v0 }`;
    expectTooLarge(text, `this body has ${many + 2} statements: it may have 30000`);
  });

  it("steps of computation", () => {
    const sums = lines(100, (at) => `v${at} = x * ${at}`);
    const all = `return ${Array.from({ length: 100 }, (_, at) => `v${at}`).join(" + ")}`;
    const text = `layer g(x) { ${sums} ${all} }
      model A { input x: [2] output y = x -> repeat(2000) { g } }`;
    expectTooLarge(text, "steps, a model may have 250000");
  });

  it("models that are other names", () => {
    const aliases = lines(3000, (at) => `model M${at + 1} = M${at}`);
    expectTooLarge(`${aliases} model M0 { input x output y = x }`, "more than 256 names lead from");
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
