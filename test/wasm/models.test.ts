/**
 * The WebAssembly of whole models: valid, the bytes that the reference assembler makes of its text, and
 * only what the models use.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compileModels, elaborateSource, type CompileOptions } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { buildBinary } from "../../src/emit/wasm/binary.ts";
import { createFunction } from "../../src/wasm/build.ts";
import { encodeModule } from "../../src/wasm/encode.ts";
import { emptyModule } from "../../src/wasm/module.ts";
import { compareBytes } from "./assembler.ts";
import { engine } from "./engine.ts";

const readText = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

function binaryOf(path: string, options: CompileOptions = {}) {
  const source = createSource(path, readText(path));
  const { models, diagnostics } = elaborateSource(source, { read: readText, ...options });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return buildBinary(compileModels(source, models, options, "wasm").models);
}

const files: readonly (readonly [string, CompileOptions])[] = [
  ["examples/digits/digits.nn", {}],
  ["examples/digits/digits.nn", { inference: true, dtype: "f64" }],
  ["examples/digits/digits.nn", { threads: 2 }],
  ["test/specs/bert.nn", {}],
  ["test/specs/circuit.nn", {}],
  ["test/specs/inception.nn", {}],
  ["test/specs/neuron.nn", {}],
  ["test/specs/ntm.nn", {}],
  ["test/specs/perceptron.nn", {}],
  ["test/specs/rbm.nn", {}],
  ["test/specs/resnet.nn", {}],
];

describe.each(files)("%s %j", (path, options) => {
  const { module, bytes } = binaryOf(path, options);

  it("is what the reference assembler makes of its text, and valid", () => {
    const { ours, reference, isValid } = compareBytes(module);
    expect(ours).toBe(reference);
    expect(isValid).toBe(true);
  });

  // Of the small ones: what differs from time to time would do so there, too.
  if (bytes.length < 100_000)
    it("is the same every time", () => {
      expect(binaryOf(path, options).bytes).toEqual(bytes);
    });
});

// So whatever a test makes is validated as a whole, although bodies are compiled when they are first called.
it("an engine takes no module with a body that is not valid", () => {
  const wrong = createFunction("wrong", [], "i32", [], []);
  const bytes = encodeModule({ ...emptyModule, functions: [wrong] });
  expect(engine.validate(bytes)).toBe(false);
  expect(() => new engine.Module(bytes)).toThrow("Compiling function #0");
});
