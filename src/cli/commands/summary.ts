/**
 * `nnc summary`: a table of the layers with their shapes, params and costs.
 *
 * Invariant: bytes are those of the memory that the generated module reserves.
 */
import { Problem } from "../../diagnostics/problem.ts";
import { compileModel } from "../../compile-model.ts";
import { createKernelPool } from "../../kernel/share.ts";
import type { Model } from "../../model/model.ts";
import { elementCount } from "../../graph/type.ts";
import type { Run } from "../commands.ts";
import { readCompileOptions } from "../compile-options.ts";
import { exitCodes } from "../exit.ts";
import { findInputs } from "../inputs.ts";
import { openProjectFile, shownFrom } from "../project.ts";
import { printJson, reportDiagnostics } from "../report.ts";
import { summarise, type MemorySummary } from "../summary/summarise.ts";
import { summaryTable } from "../summary/table.ts";

export const run: Run = async (given, io) => {
  const { elaborateSource } = await import("../../compile.ts");
  const [input] = findInputs(given.positionals, io);
  const file = await openProjectFile(input!, given, io);
  const options = readCompileOptions(given, file);
  const { models, diagnostics } = elaborateSource(file.source, options);
  const shown = shownFrom(diagnostics, file.root, io);
  if (shown.some((each) => each.severity === "error")) throw new Problem(shown);
  reportDiagnostics(shown, given, io);
  const summaries = models.map((model) => summarise(model, measure(model, options)));
  if (given.has("json")) printJson({ models: summaries }, io);
  else for (const summary of summaries) io.stdout.write(summaryTable(summary));
  return exitCodes.done;
};

interface MeasureOptions {
  readonly dtype?: "f32" | "f64";
  readonly batch?: number;
}

/** Bytes of the params alone, and of all the memory of a module with and without training. */
function measure(model: Model, { dtype, batch }: MeasureOptions): MemorySummary {
  const precision = dtype ?? "f32";
  const bytesOf = (inferenceOnly: boolean): number => {
    const capacity = batch ?? (inferenceOnly ? 1 : model.batch);
    return compileModel(model, createKernelPool(), { precision, capacity, inferenceOnly }).memory
      .bytes;
  };
  const elements = model.params.reduce((sum, { type }) => sum + elementCount(type.shape), 0);
  return {
    params: elements * (precision === "f64" ? 8 : 4),
    forward: bytesOf(true),
    training: bytesOf(false),
  };
}
