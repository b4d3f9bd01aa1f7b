/**
 * `nnc bench`: times of forward, backward and step; with `--why` of every kernel.
 *
 * Invariant: one model a run, each target by itself.
 */
import { bench } from "../../bench/bench.ts";
import type { CompileOptions, Target } from "../../compile.ts";
import { benchTable } from "../bench/table.ts";
import type { Run } from "../commands.ts";
import { readCompileOptions } from "../compile-options.ts";
import { exitCodes } from "../exit.ts";
import { openModel } from "../loaded-model.ts";
import { printJson } from "../report.ts";

const usualTargets: readonly Target[] = ["ts", "wasm"];

export const run: Run = async (given, io) => {
  const { file, model } = await openModel(given, io);
  const asked = [...new Set(given.texts("target") as readonly Target[])];
  const options: CompileOptions = readCompileOptions(given, file);
  const result = await bench(file.source, model, {
    ...options,
    targets: asked.length > 0 ? asked : usualTargets,
    why: given.has("why"),
    now: io.now,
  });
  if (given.has("json")) printJson(result, io);
  else io.stdout.write(benchTable(result));
  return exitCodes.done;
};
