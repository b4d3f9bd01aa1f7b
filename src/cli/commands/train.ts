/**
 * `nnc train`: trains the generated module in the terminal.
 *
 * Invariant: a checkpoint is written before the first step (so a folder that cannot be written to is
 * found out at once), after every epoch, and when interrupted; weights and curve at the end.
 */
import type { GeneratedModel } from "../../check/load.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import type { Model } from "../../model/model.ts";
import {
  checkpointFile,
  digestSamples,
  readCheckpoint,
  weightsFile,
  type RunIdentity,
} from "../../train/checkpoint.ts";
import { drawLossCurve } from "../../train/curve.ts";
import { listNames } from "../../diagnostics/listing.ts";
import { dataProblem, wholeFile } from "../../train/data/problem.ts";
import {
  Diverged,
  trainModel,
  untrained,
  type EpochResult,
  type Observer,
  type TrainingPlan,
  type TrainingState,
} from "../../train/loop.ts";
import { createProgress, type Progress } from "../../train/progress.ts";
import type { Arguments } from "../arguments.ts";
import type { Run } from "../commands.ts";
import { prepareData, type PreparedData } from "../data-options.ts";
import { shownPath } from "../disk.ts";
import { exitCodes, usageFailure } from "../exit.ts";
import type { Io } from "../io.ts";
import { loadClass, openModel, type OpenedModel } from "../loaded-model.ts";
import { printJson } from "../report.ts";
import { trainingFiles, type TrainingFiles } from "../training-files.ts";
import { loadWeights, readWeights } from "../weights-option.ts";

interface Session {
  readonly given: Arguments;
  readonly io: Io;
  readonly opened: OpenedModel;
  readonly data: PreparedData;
  readonly plan: TrainingPlan;
  readonly identity: RunIdentity;
  readonly files: TrainingFiles;
}

export const run: Run = async (given, io) => {
  const session = await prepareSession(given, io);
  const { files, plan } = session;
  const start = given.has("resume") ? resume(session) : untrained;
  const began = io.now();
  const saveCheckpoint = (state: TrainingState): void =>
    io.disk.write(
      files.checkpoint,
      checkpointFile(
        plan.net.save({ training: true }),
        session.identity,
        state,
        session.data.scalings,
      ),
    );
  saveCheckpoint(start);
  let last: EpochResult | undefined;
  const onEpoch = (state: TrainingState, result: EpochResult): void => {
    last = result;
    saveCheckpoint(state);
  };
  const { state, isInterrupted } = await train(session, start, onEpoch);
  if (isInterrupted && state.epoch < plan.epochs)
    return interrupted(session, state, saveCheckpoint);
  writeResults(session, state);
  tellResults(session, state, last, io.now() - began);
  return exitCodes.done;
};

// ── before ────────────────────────────────────────────────────────────────────────────────────────

async function prepareSession(given: Arguments, io: Io): Promise<Session> {
  const opened = await openModel(given, io);
  const { model } = opened;
  const hasLoss = model.training.loss !== undefined;
  if (!hasLoss && model.training.next.every((each) => each.role !== "param"))
    throw usageFailure("NN7011", `\`${model.name}\` has neither a loss nor rules to train it by`);
  const settings = readOptimizerSettings(model, given);
  const weights = given.has("weights") ? readWeights(given.text("weights")!, model, io) : undefined;
  const data = await prepareData(model, opened.limits, given, io);
  const batch = given.number("batch") ?? model.batch;
  const seed = given.number("seed") ?? 1;
  const net = await (await loadClass(opened, given, { batch }, io)).createAsync({ seed });
  if (weights !== undefined) loadWeights(net, weights);
  const epochs = given.number("epochs") ?? model.epochs;
  const { samples, split } = data;
  const plan = { net, samples, split, batch, epochs, seed, settings, hasLoss };
  const identity: RunIdentity = {
    model: model.name,
    data: digestSamples(samples),
    split: given.number("split") ?? null,
    seed,
    batch,
  };
  return { given, io, opened, data, plan, identity, files: trainingFiles(opened, given, io) };
}

/** `--rate` and what else the optimiser can be told at run time. */
function readOptimizerSettings(model: Model, given: Arguments): Readonly<Record<string, number>> {
  const rate = given.number("rate");
  const wanted = { ...given.settings, ...(rate !== undefined && { rate }) };
  const names = model.optimizer?.settings.map((each) => each.name) ?? [];
  for (const name of Object.keys(wanted)) {
    if (names.includes(name)) continue;
    const listed = names.length === 0 ? "it has none" : `it has ${listNames(names)}`;
    throw usageFailure(
      "NN7002",
      `the optimiser of \`${model.name}\` has no setting \`${name}\``,
      didYouMean(name, names) ?? listed,
    );
  }
  return wanted;
}

function resume({ files, plan, identity, io }: Session): TrainingState {
  const shown = shownPath(io.folder, files.checkpoint);
  const bytes = io.disk.read(files.checkpoint);
  if (bytes === undefined)
    throw usageFailure("NN7005", `there is no checkpoint \`${shown}\` to resume`);
  const state = readCheckpoint(bytes, shown, identity);
  plan.net.load(bytes);
  return state;
}

// ── during ────────────────────────────────────────────────────────────────────────────────────────

async function train(
  session: Session,
  start: TrainingState,
  onEpoch: Observer["finishedEpoch"],
): Promise<{ state: TrainingState; isInterrupted: boolean }> {
  const { io, plan } = session;
  let isInterrupted = false;
  const stopListening = io.onInterrupt(() => {
    isInterrupted = true;
  });
  const progress = createProgress(io.stderr, io.now);
  try {
    const observer = observe(plan, start, progress, onEpoch, () => isInterrupted);
    return { state: await trainModel(plan, start, observer), isInterrupted };
  } catch (error) {
    progress.stop();
    throw error instanceof Diverged ? divergence(error, session) : error;
  } finally {
    progress.stop();
    stopListening();
  }
}

function observe(
  plan: TrainingPlan,
  start: TrainingState,
  progress: Progress,
  onEpoch: Observer["finishedEpoch"],
  shouldStop: () => boolean,
): Observer {
  const length = plan.split.training.length;
  let trained = start.epoch * length + start.position;
  return {
    shouldStop,
    stepped: ({ epoch, position, curve }, metrics) => {
      const now = epoch * length + position;
      progress.step(
        {
          epoch: epoch + 1,
          epochs: plan.epochs,
          fraction: position / length,
          metrics,
          losses: curve.training.slice(-40).map((each) => each.loss),
        },
        now - trained,
      );
      trained = now;
    },
    finishedEpoch: (state, result) => {
      progress.finishEpoch(state.epoch, plan.epochs, result);
      onEpoch(state, result);
    },
  };
}

function divergence({ message }: Diverged, { files, io, opened }: Session): Error {
  const shown = shownPath(io.folder, files.checkpoint);
  return dataProblem(
    "NN6040",
    `training \`${opened.model.name}\` has run away: ${message}`,
    wholeFile(shownPath(io.folder, opened.input.file)),
    `try a lower --rate, or scaled data (--normalise); the last good checkpoint is ${shown}`,
  );
}

// ── after ─────────────────────────────────────────────────────────────────────────────────────────

function interrupted(
  { io, files, plan }: Session,
  state: TrainingState,
  saveCheckpoint: (state: TrainingState) => void,
): number {
  saveCheckpoint(state);
  const { training } = plan.split;
  io.stderr.write(
    `interrupted in epoch ${state.epoch + 1} after ${state.position} of ${training.length} samples; ` +
      `kept in ${shownPath(io.folder, files.checkpoint)}, --resume goes on from there\n`,
  );
  return exitCodes.interrupted;
}

function writeResults({ io, files, plan, data, opened }: Session, state: TrainingState): void {
  io.disk.write(files.weights, weightsFile(plan.net.save(), data.scalings));
  if (plan.hasLoss) io.disk.write(files.curve, drawLossCurve(opened.model.name, state.curve));
}

function tellResults(
  { given, io, files, plan, opened }: Session,
  state: TrainingState,
  last: EpochResult | undefined,
  milliseconds: number,
): void {
  const [weights, checkpoint, curve] = [files.weights, files.checkpoint, files.curve].map((each) =>
    shownPath(io.folder, each),
  );
  if (!given.has("json")) {
    io.stdout.write(`weights → ${weights}\n`);
    if (plan.hasLoss) io.stdout.write(`loss curve → ${curve}\n`);
    return;
  }
  const result = {
    model: opened.model.name,
    epochs: state.epoch,
    steps: (plan.net as GeneratedModel).steps,
    samples: plan.split.training.length,
    training: last?.training ?? null,
    heldOut: last?.heldOut ?? null,
    weights,
    checkpoint,
    curve: plan.hasLoss ? curve : null,
    seconds: Math.round(milliseconds) / 1000,
  };
  printJson(result, io);
}
