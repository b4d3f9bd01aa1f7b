/**
 * `nnc run`: one forward pass and, with `--grad`, one backward pass for given inputs.
 *
 * Invariant: the inference graph is used, or with `--training` the training graph; the interpreter and
 * the generated code are given the same.
 */
import * as path from "node:path";
import type { Model } from "../../model/model.ts";
import { listNames } from "../../diagnostics/listing.ts";
import type { Arguments } from "../arguments.ts";
import type { Run } from "../commands.ts";
import { shownPath } from "../disk.ts";
import { exitCodes, usageFailure } from "../exit.ts";
import type { Io } from "../io.ts";
import { loadClass, openModel, type OpenedModel } from "../loaded-model.ts";
import { printJson } from "../report.ts";
import { readRunInputs, type RunInputs } from "../run/inputs.ts";
import {
  runResultToJson,
  runResultToSafetensors,
  runResultToText,
  type RunResult,
} from "../run/result.ts";
import { loadWeights, readWeights, type GivenWeights } from "../weights-option.ts";

export const run: Run = async (given, io) => {
  const opened = await openModel(given, io, graphOptions(given));
  const { model } = opened;
  const inputs = await readRunInputs(given.text("inputs"), opened, io);
  const withGradients = given.has("grad");
  if (withGradients && model.inference.loss !== undefined && !inputs.hasTargets)
    throw missingTargets(model);
  const weights = readWeights(given.text("weights") ?? "seed=1", model, io);
  const result = given.has("interpreter")
    ? await interpreted(opened, inputs, weights, given)
    : await generated(opened, inputs, weights, given, io);
  const out = given.text("out");
  if (out !== undefined) {
    const floats = given.has("interpreter") || given.text("dtype") === "f64" ? "f64" : "f32";
    const bytes = runResultToSafetensors(result, inputs, floats);
    io.disk.write(path.resolve(io.folder, out), bytes);
  }
  if (given.has("json")) printJson(runResultToJson(result, inputs, out === undefined), io);
  else if (out === undefined) io.stdout.write(runResultToText(result, inputs));
  else io.stdout.write(`results → ${shownPath(io.folder, path.resolve(io.folder, out))}\n`);
  return exitCodes.done;
};

/** Without `--training`, gradients are those of the inference graph. */
function graphOptions(given: Arguments): { training?: boolean } {
  return given.has("grad") && !given.has("training") ? { training: false } : {};
}

function missingTargets(model: Model): Error {
  const names = listNames(model.targets.map((port) => port.name));
  return usageFailure(
    "NN7012",
    `the gradient of the loss of \`${model.name}\` needs ${names} among the inputs`,
  );
}

async function interpreted(
  { model }: OpenedModel,
  inputs: RunInputs,
  weights: GivenWeights,
  given: Arguments,
): Promise<RunResult> {
  const { runInterpreter } = await import("../run/interpreter.ts");
  return runInterpreter({
    model,
    inputs,
    weights,
    isTraining: given.has("training"),
    withGradients: given.has("grad"),
  });
}

async function generated(
  opened: OpenedModel,
  inputs: RunInputs,
  weights: GivenWeights,
  given: Arguments,
  io: Io,
): Promise<RunResult> {
  const { runGenerated } = await import("../run/generated.ts");
  const more = { batch: inputs.samples, ...graphOptions(given) };
  const generatedClass = await loadClass(opened, given, more, io);
  const seed = weights.kind === "seed" ? weights.value : 1;
  const net = await generatedClass.createAsync({ seed });
  loadWeights(net, weights);
  return runGenerated({
    net,
    model: opened.model,
    inputs,
    isTraining: given.has("training"),
    withGradients: given.has("grad"),
    target: given.text("target") ?? "ts",
  });
}
