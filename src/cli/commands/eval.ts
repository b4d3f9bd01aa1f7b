/**
 * `nnc eval`: loss and metrics of trained weights on a data set; with `--split` on the part that
 * `nnc train` with the same split and seed held out.
 *
 * Invariant: every sample weighs the same, also in a last batch that is not full.
 */
import type { Run } from "../commands.ts";
import { prepareData } from "../data-options.ts";
import { exitCodes, usageFailure } from "../exit.ts";
import { loadClass, openModel } from "../loaded-model.ts";
import { printJson } from "../report.ts";
import { loadWeights, readWeights } from "../weights-option.ts";
import { counted } from "../../diagnostics/listing.ts";
import { formatMeasure } from "../../train/progress.ts";
import { evaluate } from "../../train/samples.ts";

export const run: Run = async (given, io) => {
  const opened = await openModel(given, io);
  const { model } = opened;
  const wanted = given.text("weights");
  if (wanted === undefined)
    throw usageFailure(
      "NN7004",
      "--weights is missing",
      "for instance --weights digits.safetensors",
    );
  const hasLoss = model.inference.loss !== undefined;
  if (!hasLoss && model.inference.metrics.length === 0)
    throw usageFailure("NN7011", `\`${model.name}\` has neither a loss nor metrics to measure`);
  const weights = readWeights(wanted, model, io);
  const data = await prepareData(model, opened.limits, given, io, weights.scalings);
  const batch = given.number("batch") ?? model.batch;
  const net = await (await loadClass(opened, given, { batch }, io)).createAsync();
  loadWeights(net, weights);
  const order = given.has("split") ? data.split.heldOut : data.split.training;
  const metrics = evaluate(net, data.samples, order, batch, hasLoss);
  if (given.has("json"))
    printJson(
      { model: model.name, samples: order.length, loss: metrics["loss"] ?? null, metrics },
      io,
    );
  else {
    const width = Math.max(...Object.keys(metrics).map((name) => name.length));
    for (const [name, value] of Object.entries(metrics))
      io.stdout.write(`${name.padEnd(width)}  ${formatMeasure(value)}\n`);
    io.stdout.write(`over ${counted(order.length, "sample")}\n`);
  }
  return exitCodes.done;
};
