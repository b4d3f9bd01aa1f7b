/**
 * Compiles `.nn` text for tests and loads what comes out.
 */
import { readFileSync } from "node:fs";
import { loadModule, type GeneratedModel, type NumberArray } from "../../src/check/load.ts";
import { compileModels, elaborateSource, type CompileOptions } from "../../src/compile.ts";
import type { Engine } from "../../src/emit/layout.ts";
import { printDeclarations, printJavaScript, printTypeScript } from "../../src/emit/module.ts";
import { createSource } from "../../src/diagnostics/source.ts";

export const specs = ["circuit", "neuron", "perceptron", "digits"] as const;

export function readSpec(name: string): string {
  return readFileSync(new URL(`../specs/${name}.nn`, import.meta.url), "utf8");
}

export interface TestOptions extends Omit<CompileOptions, "targets"> {
  /** By default functions of the module. */
  readonly engine?: Engine;
}

/** The generated module in each language. */
export function generateFiles(
  name: string,
  text: string,
  { engine, ...options }: TestOptions = {},
): { readonly ts: string; readonly js: string; readonly dts: string } {
  const source = createSource(`${name}.nn`, text);
  const { models, diagnostics } = elaborateSource(source, options);
  const errors = diagnostics.filter((each) => each.severity === "error");
  if (errors.length > 0) throw new Error(errors.map((each) => each.message).join("; "));
  const module = compileModels(source, models, options, engine);
  return {
    ts: printTypeScript(module, engine),
    js: printJavaScript(module, engine),
    dts: printDeclarations(module),
  };
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
  options: TestOptions = {},
): Promise<TestedClass> {
  const key = JSON.stringify([text, options]);
  const module = loaded.get(key) ?? loadModule(generateFiles("test", text, options).js);
  loaded.set(key, module);
  return (await module)[model] as TestedClass;
}

export async function createNet(
  text: string,
  model: string,
  options: TestOptions = {},
): Promise<TestedModel> {
  return (await loadModel(text, model, options)).create({ seed: 5 });
}

/** Both for one engine. */
export function generatorOf(engine: Engine): {
  readonly loadModel: typeof loadModel;
  readonly createNet: typeof createNet;
} {
  return {
    loadModel: (text, model, options) => loadModel(text, model, { ...options, engine }),
    createNet: (text, model, options) => createNet(text, model, { ...options, engine }),
  };
}
