/** A model's generated class, in this process, with room for the samples that are compared. */
import { compileModel } from "../compile-model.ts";
import { printJavaScript } from "../emit/module.ts";
import type { Precision } from "../kernel/module.ts";
import { createKernelPool } from "../kernel/share.ts";
import type { Model } from "../model/model.ts";
import { version } from "../version.ts";
import { checkedSamples } from "./inputs.ts";
import { loadModule, type GeneratedClass } from "./load.ts";

export async function generateClass(model: Model, precision: Precision): Promise<GeneratedClass> {
  const options = { precision, capacity: checkedSamples, inferenceOnly: false };
  const compiled = compileModel(model, createKernelPool(), options);
  const text = printJavaScript({ source: "check", version, models: [compiled] });
  return (await loadModule(text))[model.name] as GeneratedClass;
}
