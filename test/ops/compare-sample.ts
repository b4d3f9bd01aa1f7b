/** Generated code of a model of one op, of every engine, beside the interpreter. */
import { loadClasses } from "../../src/check/classes.ts";
import type { Agreement } from "../../src/check/result.ts";
import { compareTargets } from "../../src/check/targets.ts";
import type { Precision } from "../../src/kernel/module.ts";
import type { OneOpModel } from "./one-op-model.ts";

export async function compareSample(
  { model, ranges }: OneOpModel,
  precision: Precision,
): Promise<readonly Agreement[]> {
  const options = { precision, capacity: 3, inferenceOnly: false };
  const classes = await loadClasses(model, options);
  return compareTargets(model, classes, precision, ranges);
}

/** For tests, which compare it with `agrees`. */
export function describeWorst({ ok, worst }: Agreement): string {
  if (ok || worst === undefined) return "agrees";
  return `${worst.value}${worst.where} is off by ${worst.error}, allowed ${worst.bound}`;
}

/** The same of script and WebAssembly. */
export const allAgree: readonly string[] = ["agrees", "agrees"];
