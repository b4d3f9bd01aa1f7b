/**
 * One generated class of a model for each engine, in this process.
 *
 * Invariant: in the order of `engines`, in which results name them.
 */
import { compileModel, type ModelOptions } from "../compile-model.ts";
import { lanesOf, type Engine } from "../emit/layout.ts";
import { printJavaScript } from "../emit/module.ts";
import type { Precision } from "../kernel/module.ts";
import { createKernelPool } from "../kernel/share.ts";
import type { Model } from "../model/model.ts";
import type { ProgramForm } from "../programs/form.ts";
import { version } from "../version.ts";
import { checkedSamples } from "./inputs.ts";
import { loadModule, type GeneratedClass } from "./load.ts";

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
  form?: ProgramForm,
): Promise<readonly GeneratedClass[]> {
  const options = { precision, capacity: checkedSamples, inferenceOnly: false, form };
  return loadClasses(model, options);
}

/** Compiled as is said; lanes are by default those of each engine. */
export async function loadClasses(
  model: Model,
  options: ModelOptions,
): Promise<readonly GeneratedClass[]> {
  return Promise.all(
    engines.map(async (engine) => {
      const lanes = options.lanes ?? lanesOf(engine, options.precision);
      const compiled = compileModel(model, createKernelPool(), { ...options, lanes });
      const module = { source: "check", version, models: [compiled] };
      return (await loadModule(printJavaScript(module, engine)))[model.name] as GeneratedClass;
    }),
  );
}
