/**
 * `nnc bench`: times of forward, backward and step; with `--why` of every kernel.
 *
 * Invariant: one model a run, each target by itself.
 */
import { bench } from "../../bench/bench.ts";
import type { Target } from "../../compile.ts";
import { benchTable } from "../bench/table.ts";
import type { Run } from "../commands.ts";
import { readCompileOptions } from "../compile-options.ts";
import { exitCodes, usageFailure } from "../exit.ts";
import { openModel } from "../loaded-model.ts";
import { printJson } from "../report.ts";
import { readThreads } from "../target-options.ts";

const usualTargets: readonly Target[] = ["ts", "wasm"];

export const run: Run = async (given, io) => {
  const { file, model } = await openModel(given, io);
  const asked = [...new Set(given.texts("target") as readonly Target[])];
  const targets = asked.length > 0 ? asked : usualTargets;
  const relaxedSimd = given.has("relaxed-simd");
  if (relaxedSimd && !targets.includes("wasm"))
    throw usageFailure("NN7006", "`--relaxed-simd` goes with --target wasm only");
  const result = await bench(file.source, model, {
    ...readCompileOptions(given, file),
    ...readThreads(given, targets),
    targets,
    relaxedSimd,
    why: given.has("why"),
    now: io.now,
  }).catch((error: unknown) => {
    const isUnknown = error instanceof Error && error.name === "CompileError";
    throw relaxedSimd && isUnknown ? notInThisNode() : error;
  });
  if (given.has("json")) printJson(result, io);
  else io.stdout.write(benchTable(result));
  return exitCodes.done;
};

function notInThisNode(): Error {
  const message = `Node ${process.versions.node} does not run relaxed SIMD`;
  return usageFailure("NN7006", message, "leave out `--relaxed-simd`, or take a later Node");
}
