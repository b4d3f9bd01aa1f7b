/**
 * Constants of many numbers: in straight lines they are literals, elsewhere tables that kernels read.
 */
import { check as isFormatted } from "prettier";
import { describe, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import { compile } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { typeCheckStrictly } from "./type-check.ts";

/** Numbers without a pattern, the same every time. */
const irregular = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => ((index * index * 7919 + 31) % 1009) / 8 - 50);

const row = (numbers: readonly (number | boolean)[]): string => `(${numbers.join(", ")})`;
const matrix = (size: number): string => {
  const numbers = irregular(size * size);
  const rows = Array.from({ length: size }, (_, at) => numbers.slice(at * size, (at + 1) * size));
  return `(${rows.map(row).join(", ")})`;
};

const models: Readonly<Record<string, string>> = {
  "a matrix": `model A { input x: [27] output y = x @ ${matrix(27)} }`,
  "one matrix, used twice": `const m = ${matrix(27)}
    model A { input x: [27] output y = x @ m -> tanh  output z = m @ x }`,
  "a matrix of a learning model": `model A {
    input x: [27]
    target t: [2]
    output y = x @ ${matrix(27)} / 1000 -> dense(2)
    loss mse(y, t)
    train { optimizer adam(rate: 0.01) }
  }`,
  "a mask": `const open = ${row(irregular(160).map((each) => each > 0))}
    model A { input x: [160] output y = where(open, x, -x) -> dense(8) }`,
  "a mask in straight lines": `const open = ${row(irregular(160).map((each) => each > 0))}
    model A { input x: [160] output y = where(open, x, -x) }`,
  "a list of whole numbers, looked up": `const order = ${row(irregular(660).map((each) => Math.abs(Math.round(each)) % 9))}
    model A { input x: [9], i: int[3] output y = x[order]  output z = order[i] }`,
  "in a loop": `model A {
    input sequence: [2, 27]
    scan x over sequence {
      state h: [27] = 0
      h' = tanh(x + h @ ${matrix(27)} / 100)
    }
    output y = h
  }`,
  "in straight lines": `model A { input x: [4], i: int output y = x @ ${matrix(4)}  output z = ${row(irregular(16))}[i] }`,
};

describe.each(Object.entries(models))("%s", (_, text) => {
  const source = createSource("a.nn", text);
  it.each(["f32", "f64"] as const)("agrees with the interpreter in %s", async (dtype) => {
    const { ok, diagnostics } = await check(source, { dtype });
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(ok).toBe(true);
  });

  it("is printed as prettier would", async () => {
    const { files } = compile(source, { targets: ["ts", "js"] });
    const [typescript, javascript] = files.map((file) => file.text);
    expect(await isFormatted(typescript!, { parser: "typescript" })).toBe(true);
    expect(await isFormatted(javascript!, { parser: "babel" })).toBe(true);
  });
});

const tablesOf = (text: string): number =>
  compile(createSource("a.nn", text)).files[0]!.text.match(/^ {2}table_\d+:/gm)?.length ?? 0;

it("equal constants are one table, and literals none", () => {
  expect(tablesOf(models["a matrix"]!)).toBe(1);
  expect(tablesOf(models["one matrix, used twice"]!)).toBe(1);
  expect(tablesOf("model A { input x: [660] output y = x * range(660) }")).toBe(0);
  const straight = `model A { input x: [4] output y = x @ ${matrix(4)} }`;
  expect(tablesOf(straight)).toBe(0);
});

it("pass the strictest tsc", () => {
  const files = Object.values(models).map((text, index): readonly [string, string] => {
    const [file] = compile(createSource("a.nn", text)).files;
    return [`tables${index}.ts`, file!.text];
  });
  expect(typeCheckStrictly(files)).toBe("");
});
