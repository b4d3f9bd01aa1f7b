/**
 * One generated class of a model for each engine, in this process.
 *
 * Invariant: in the order of `engines`, in which results name them.
 */
import { compileModel, type ModelOptions } from "../compile-model.ts";
import { Problem } from "../diagnostics/problem.ts";
import { lanesOf, type Engine } from "../emit/layout.ts";
import { printJavaScript } from "../emit/module.ts";
import { findOversizeMemory } from "../emit/wasm/oversize.ts";
import type { Precision } from "../kernel/module.ts";
import { createKernelPool } from "../kernel/share.ts";
import type { Model } from "../model/model.ts";
import type { ProgramForm } from "../programs/form.ts";
import { version } from "../version.ts";
import { checkedSamples } from "./inputs.ts";
import { loadModule, type GeneratedClass } from "./load.ts";

/** Unit roundoff. */
export const units: Readonly<Record<Precision, number>> = { f32: 2 ** -24, f64: 2 ** -53 };

/** That of what is computed between stores: where nothing is in lanes, in doubles. */
export function arithmeticOf(lanes: number, precision: Precision): number {
  return lanes > 1 ? units[precision] : units.f64;
}

/** What runs the kernels of generated code. */
export const engines: readonly Engine[] = ["script", "wasm"];

/**
 * With room for the samples that are compared.
 *
 * @param form of the programs; by default that for models of its size
 */
export async function generateClasses(
  model: Model,
  precision: Precision,
  { form, wanted }: { readonly form?: ProgramForm; readonly wanted?: readonly Engine[] } = {},
): Promise<readonly GeneratedClass[]> {
  const options = { precision, capacity: checkedSamples, inferenceOnly: false, form };
  return loadClasses(model, options, wanted);
}

/**
 * Compiled as is said; lanes are by default those of each engine.
 *
 * @throws Problem (NN6035) where WebAssembly has no room for the model
 */
export async function loadClasses(
  model: Model,
  options: ModelOptions,
  wanted = engines,
): Promise<readonly GeneratedClass[]> {
  return Promise.all(
    wanted.map(async (engine) => {
      const lanes = options.lanes ?? lanesOf(engine, options.precision);
      const compiled = compileModel(model, createKernelPool(), { ...options, lanes });
      const oversize = engine === "wasm" ? findOversizeMemory([compiled]) : [];
      if (oversize.length > 0) throw new Problem(oversize);
      const module = { source: "check", version, models: [compiled] };
      const loaded = await loadModule(printJavaScript(module, engine));
      const generated = loaded[model.name] as GeneratedClass;
      return {
        arithmetic: arithmeticOf(lanes, options.precision),
        create: (settings) => generated.create(settings),
        createAsync: (settings) => generated.createAsync(settings),
      };
    }),
  );
}
