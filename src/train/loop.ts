/**
 * The training loop: epochs of shuffled batches through the generated module's `step`.
 *
 * Invariant: the weights after a step are a function of plan and step count alone: order comes from the
 * seed and the epoch, draws from the module's own counters. So a run that is interrupted and resumed
 * ends with bit for bit the weights of one that was not.
 */
import { setImmediate } from "node:timers/promises";
import type { GeneratedModel } from "../check/load.ts";
import type { CurvePoint, LossCurve } from "./curve.ts";
import type { Samples } from "./fit.ts";
import { shuffledOrder, type Split } from "./order.ts";
import { createAverage, evaluate, fillBatch, type Average } from "./samples.ts";

export interface TrainingPlan {
  readonly net: GeneratedModel;
  readonly samples: Samples;
  readonly split: Split;
  readonly batch: number;
  readonly epochs: number;
  readonly seed: number;
  /** Numeric settings of the optimiser for this run. */
  readonly settings: Readonly<Record<string, number>>;
  readonly hasLoss: boolean;
}

/** How far a run has come: what a checkpoint keeps beside the module's own state. */
export interface TrainingState {
  /** Epochs that are finished. */
  readonly epoch: number;
  /** Samples of the epoch under way that were trained on. */
  readonly position: number;
  readonly curve: LossCurve;
}

export const untrained: TrainingState = {
  epoch: 0,
  position: 0,
  curve: { training: [], heldOut: [] },
};

export interface EpochResult {
  readonly training: Readonly<Record<string, number>>;
  readonly heldOut: Readonly<Record<string, number>> | undefined;
}

export interface Observer {
  /** After every step; `metrics` are means over the epoch so far. */
  readonly stepped: (state: TrainingState, metrics: Readonly<Record<string, number>>) => void;
  /** After every epoch: the time to keep a checkpoint. */
  readonly finishedEpoch: (state: TrainingState, result: EpochResult) => void;
  /** Asked after every step. */
  readonly shouldStop: () => boolean;
}

/** Training ran away: NaN or infinity in the loss or the params. */
export class Diverged extends Error {
  readonly epoch: number;
  readonly step: number;

  constructor(epoch: number, step: number) {
    super(`the loss is not a number any more in epoch ${epoch}, step ${step}`);
    this.epoch = epoch;
    this.step = step;
  }
}

/** Milliseconds of work between two looks at the event loop, where signals arrive. */
const patience = 50;
/** Points of the curve in each epoch, and in a whole run. */
const [mostInEpoch, mostInRun] = [20, 400];

/** What a run carries along beside its state. */
interface Run {
  readonly plan: TrainingPlan;
  readonly observer: Observer;
  /** Grows as the run goes on. */
  readonly curve: { readonly training: CurvePoint[]; readonly heldOut: CurvePoint[] };
  /** What the next point of the curve is the mean of. */
  slice: Average;
  lookedUp: number;
}

/** Trains to the end of the plan, or until told to stop. @throws Diverged */
export async function trainModel(
  plan: TrainingPlan,
  start: TrainingState,
  observer: Observer,
): Promise<TrainingState> {
  const curve = { training: [...start.curve.training], heldOut: [...start.curve.heldOut] };
  const run: Run = { plan, observer, curve, slice: createAverage(), lookedUp: performance.now() };
  let state: TrainingState = { ...start, curve };
  while (state.epoch < plan.epochs && !observer.shouldStop()) {
    const average = createAverage();
    state = await trainEpoch(run, state, average);
    if (state.position < plan.split.training.length) return state;
    state = finishEpoch(run, state, average);
  }
  return state;
}

/** At least one step, then more until the epoch ends or the run is told to stop. */
async function trainEpoch(
  run: Run,
  start: TrainingState,
  average: Average,
): Promise<TrainingState> {
  const { plan, observer } = run;
  const order = epochOrder(plan.split.training, plan.seed, start.epoch + 1);
  let state = start;
  do {
    const count = Math.min(plan.batch, order.length - state.position);
    fillBatch(plan.net, plan.samples, order, state.position, count);
    const loss = plan.net.step(count, plan.settings);
    if (plan.hasLoss && !Number.isFinite(loss)) throw divergedAt(plan, state);
    average.add(plan.net.metrics, count);
    run.slice.add(plan.net.metrics, count);
    state = { ...state, position: state.position + count };
    extendCurve(run, state);
    observer.stepped(state, average.values());
    if (performance.now() - run.lookedUp > patience) {
      await setImmediate();
      run.lookedUp = performance.now();
    }
  } while (state.position < order.length && !observer.shouldStop());
  return state;
}

function divergedAt({ batch }: TrainingPlan, { epoch, position }: TrainingState): Diverged {
  return new Diverged(epoch + 1, Math.floor(position / batch) + 1);
}

/** Adds a point when enough samples have gone by since the last one. */
function extendCurve(run: Run, { epoch, position }: TrainingState): void {
  const { split, epochs } = run.plan;
  const length = split.training.length;
  const count = run.slice.count();
  if (count < length * Math.max(1 / mostInEpoch, epochs / mostInRun)) return;
  const { loss } = run.slice.values();
  // A mean over samples belongs to the middle of them.
  const middle = epoch + (position - count / 2) / length;
  if (loss !== undefined) run.curve.training.push({ epoch: middle, loss });
  run.slice = createAverage();
}

function finishEpoch(run: Run, before: TrainingState, average: Average): TrainingState {
  const { net, samples, split, batch, epochs, hasLoss } = run.plan;
  if (!net.flat.params.every(Number.isFinite))
    throw new Diverged(before.epoch + 1, Math.ceil(split.training.length / batch));
  const heldOut =
    split.heldOut.length === 0 ? undefined : evaluate(net, samples, split.heldOut, batch, hasLoss);
  const state: TrainingState = { ...before, epoch: before.epoch + 1, position: 0 };
  const loss = heldOut?.["loss"];
  if (loss !== undefined && state.epoch % Math.ceil(epochs / mostInRun) === 0)
    run.curve.heldOut.push({ epoch: state.epoch, loss });
  run.observer.finishedEpoch(state, { training: average.values(), heldOut });
  return state;
}

/** The samples to train on, shuffled for an epoch (counted from 1). */
function epochOrder(training: Uint32Array, seed: number, epoch: number): Uint32Array {
  return shuffledOrder(training.length, seed, epoch, "order").map((index) => training[index]!);
}
