/**
 * The passes of a model that are timed, as calls of its class and as programs behind them.
 *
 * Invariant: each pass is repeated with the same inputs; what it needs to have run before has run.
 */
import type { GeneratedModel } from "../check/load.ts";
import type { ProgramName } from "../kernel/kernel.ts";
import type { CompiledModel } from "../kernel/module.ts";
import type { Given } from "./given.ts";

export type PassName = "forward" | "backward" | "step";

export interface Pass {
  readonly name: PassName;
  /** What its program computes with must have been computed by these. */
  readonly after: readonly ProgramName[];
  /** Runs what it needs once; answers with what is timed. */
  readonly prepare: (net: GeneratedModel, given: Given) => () => void;
}

const forward: Pass = {
  name: "forward",
  after: [],
  prepare:
    (net, { inputs }) =>
    () =>
      void net.forward(inputs),
};

const backward: Pass = {
  name: "backward",
  after: ["forwardTraining", "objectives"],
  prepare: (net, { withTargets }) => {
    net.forward(withTargets, { training: true });
    return () => void net.backward();
  },
};

/**
 * The params stay where they are: a network that knows its one batch by heart has gradients so near to 0
 * that the core computes with them many times more slowly.
 */
const still = { rate: 0 };

const step: Pass = {
  name: "step",
  after: [],
  prepare:
    (net, { withTargets }) =>
    () =>
      void net.step(withTargets, still),
};

/** Those that the class has; backward is that of the loss. */
export function passesOf({ model, inferenceOnly }: CompiledModel): readonly Pass[] {
  if (inferenceOnly) return [forward];
  return [
    forward,
    ...(model.training.loss === undefined ? [] : [backward]),
    ...(model.learns ? [step] : []),
  ];
}
