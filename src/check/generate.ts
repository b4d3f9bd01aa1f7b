/** A model's generated class, in this process, with room for the samples that are compared. */
import { compileModel } from "../compile-model.ts";
import { lanesOf, type Engine } from "../emit/layout.ts";
import { printJavaScript } from "../emit/module.ts";
import type { Precision } from "../kernel/module.ts";
import { createKernelPool } from "../kernel/share.ts";
import type { Model } from "../model/model.ts";
import type { ProgramForm } from "../programs/form.ts";
import { version } from "../version.ts";
import { checkedSamples } from "./inputs.ts";
import { loadModule, type GeneratedClass } from "./load.ts";

/**
 * @param form of its programs; by default that for models of its size
 * @param engine by default functions of JavaScript
 */
export async function generateClass(
  model: Model,
  precision: Precision,
  { form, engine }: { readonly form?: ProgramForm; readonly engine?: Engine } = {},
): Promise<GeneratedClass> {
  const lanes = lanesOf(engine ?? "script", precision);
  const options = { precision, capacity: checkedSamples, inferenceOnly: false, form, lanes };
  const compiled = compileModel(model, createKernelPool(), options);
  const text = printJavaScript({ source: "check", version, models: [compiled] }, engine);
  return (await loadModule(text))[model.name] as GeneratedClass;
}
