/**
 * What generated modules look like: tidy, strict, deterministic, free of imports.
 */
import { readFileSync } from "node:fs";
import { check } from "prettier";
import { describe, expect, it } from "vitest";
import { generateFiles, readSpec, specs, type TestOptions } from "./generate.ts";
import { typeCheckStrictly } from "./type-check.ts";

const variants: readonly (readonly [string, TestOptions])[] = [
  ["float32", {}],
  ["float64", { dtype: "f64" }],
  ["inference", { inference: true }],
];

const hostile = `/// Ends a comment: */ and \`\${x}\`
model Hostile {
  input constructor: [2], await: [2]
  target __proto__: int
  param arguments: [2] = 1
  output class = constructor * arguments + await
  loss sum(class) * __proto__
}
`;

const cases = [
  ...specs.flatMap((spec) =>
    variants.map(([name, options]) => [`${spec}, ${name}`, readSpec(spec), options] as const),
  ),
  // What stands around WebAssembly is the same of every model, but for programs and what they are given.
  ["digits, WebAssembly", readSpec("digits"), { engine: "wasm" }] as const,
  ["circuit, WebAssembly", readSpec("circuit"), { engine: "wasm", inference: true }] as const,
  ["hostile names", hostile, {}] as const,
  ["hostile names, WebAssembly", hostile, { engine: "wasm" }] as const,
];

describe.each(cases)("%s", (_, text, options) => {
  const files = generateFiles("model", text, options);

  it("prettier would change nothing", async () => {
    expect(await check(files.ts, { parser: "typescript" })).toBe(true);
    expect(await check(files.js, { parser: "babel" })).toBe(true);
    expect(await check(files.dts, { parser: "typescript" })).toBe(true);
  });

  it("imports nothing and evaluates no text", () => {
    expect(files.js).not.toMatch(/\bimport\b|\brequire\b|\beval\b|new Function/);
  });

  it("is the same every time", () => {
    expect(generateFiles("model", text, options)).toEqual(files);
  });
});

it("passes tsc at its strictest, with no library beyond ES2022", () => {
  const files = cases.flatMap(([, text, options], index) => {
    const { ts, dts } = generateFiles("model", text, options);
    return [[`model${index}.ts`, ts] as const, [`declared${index}.d.ts`, dts] as const];
  });
  expect(typeCheckStrictly(files)).toBe("");
});

it("is the module that docs/example shows", () => {
  const shown = readFileSync(new URL("../../docs/example/neuron.nn.ts", import.meta.url), "utf8");
  expect(generateFiles("neuron", readSpec("neuron")).ts).toBe(shown);
});
