/** Generated code of a model of one op, beside the interpreter. */
import { loadModule, type GeneratedClass } from "../../src/check/load.ts";
import type { Agreement } from "../../src/check/result.ts";
import { compareTarget } from "../../src/check/targets.ts";
import { compileModel } from "../../src/compile-model.ts";
import { printJavaScript } from "../../src/emit/module.ts";
import type { Precision } from "../../src/kernel/module.ts";
import { createKernelPool } from "../../src/kernel/share.ts";
import type { OneOpModel } from "./one-op-model.ts";

export async function compareSample(
  { model, ranges }: OneOpModel,
  precision: Precision,
): Promise<Agreement> {
  const options = { precision, capacity: 3, inferenceOnly: false };
  const compiled = compileModel(model, createKernelPool(), options);
  const text = printJavaScript({ source: "sample.nn", version: "test", models: [compiled] });
  const generated = (await loadModule(text))["Sample"] as GeneratedClass;
  return compareTarget(model, generated, precision, ranges);
}

/** For tests, which compare it with `agrees`. */
export function describeWorst({ ok, worst }: Agreement): string {
  if (ok || worst === undefined) return "agrees";
  return `${worst.value}${worst.where} is off by ${worst.error}, allowed ${worst.bound}`;
}
