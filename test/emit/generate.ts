/**
 * Compiles `.nn` text for tests and loads what comes out.
 */
import { readFileSync } from "node:fs";
import { loadModule, type GeneratedModel, type NumberArray } from "../../src/check/load.ts";
import { compile, type CompileOptions } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";

export const specs = ["circuit", "neuron", "perceptron", "digits"] as const;

export function readSpec(name: string): string {
  return readFileSync(new URL(`../specs/${name}.nn`, import.meta.url), "utf8");
}

/** The generated files by the end of their names: `.ts`, `.js`, `.d.ts`. */
export function generateFiles(
  name: string,
  text: string,
  options: CompileOptions = {},
): { readonly ts: string; readonly js: string; readonly dts: string } {
  const source = createSource(`${name}.nn`, text);
  const result = compile(source, { ...options, targets: ["ts", "js"] });
  const errors = result.diagnostics.filter((each) => each.severity === "error");
  if (errors.length > 0) throw new Error(errors.map((each) => each.message).join("; "));
  const find = (end: string): string =>
    result.files.find(({ path }) => path === `${name}.nn${end}`)!.text;
  return { ts: find(".ts"), js: find(".js"), dts: find(".d.ts") };
}

/** Arrays nested by name; what a name holds is the test's to know. */
export interface NamedArrays {
  readonly [name: string]: NumberArray & NamedArrays;
}

/** All of the surface that tests look at. */
export interface TestedModel extends GeneratedModel {
  readonly params: NamedArrays;
  readonly grads: NamedArrays;
  readonly buffers: NamedArrays;
  readonly spec: TestedClass["spec"];
  readonly values: Readonly<Record<string, NumberArray>>;
  readonly valueGrads: Readonly<Record<string, NumberArray>>;
  readonly states: NamedArrays;
  reset(): void;
}

export interface TestedClass {
  readonly spec: {
    readonly params: readonly { readonly name: string; readonly offset: number }[];
  };
  create(options?: { seed?: number; weights?: Uint8Array }): TestedModel;
}

const loaded = new Map<string, Promise<Readonly<Record<string, unknown>>>>();

/** A class; the same one for the same text and options. */
export async function loadModel(
  text: string,
  model: string,
  options: CompileOptions = {},
): Promise<TestedClass> {
  const key = JSON.stringify([text, options]);
  const module = loaded.get(key) ?? loadModule(generateFiles("test", text, options).js);
  loaded.set(key, module);
  return (await module)[model] as TestedClass;
}

export async function createNet(
  text: string,
  model: string,
  options: CompileOptions = {},
): Promise<TestedModel> {
  return (await loadModel(text, model, options)).create({ seed: 5 });
}
