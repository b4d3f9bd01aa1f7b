/**
 * What generated modules look like: tidy, strict, deterministic, free of imports.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check } from "prettier";
import { describe, expect, it } from "vitest";
import type { CompileOptions } from "../../src/compile.ts";
import { generateFiles, readSpec, specs } from "./generate.ts";

const variants: readonly (readonly [string, CompileOptions])[] = [
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
  ["hostile names", hostile, {}] as const,
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
  const folder = mkdtempSync(join(tmpdir(), "nnc-form-"));
  try {
    const names = cases.flatMap(([, text, options], index) => {
      const files = generateFiles("model", text, options);
      writeFileSync(join(folder, `model${index}.ts`), files.ts);
      writeFileSync(join(folder, `declared${index}.d.ts`), files.dts);
      return [`model${index}.ts`, `declared${index}.d.ts`];
    });
    const compilerOptions = {
      module: "nodenext",
      target: "es2022",
      lib: ["es2022"],
      types: [],
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      noImplicitOverride: true,
      noPropertyAccessFromIndexSignature: true,
      noImplicitReturns: true,
      noFallthroughCasesInSwitch: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      isolatedModules: true,
      verbatimModuleSyntax: true,
      erasableSyntaxOnly: true,
      noEmit: true,
    };
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: names }));
    const tsc = new URL("../../node_modules/typescript/bin/tsc", import.meta.url).pathname;
    let output = "";
    try {
      execFileSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8", stdio: "pipe" });
    } catch (error) {
      output = String((error as { stdout?: unknown }).stdout);
    }
    expect(output).toBe("");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it("is the module that docs/example shows", () => {
  const shown = readFileSync(new URL("../../docs/example/neuron.nn.ts", import.meta.url), "utf8");
  expect(generateFiles("neuron", readSpec("neuron")).ts).toBe(shown);
});
