/**
 * The training section with all that is derived from it, as one simple graph.
 *
 * Invariant: gradients know which values a forward computes anyway; what one of them has for itself alone it
 * may compute in another way.
 */
import type { Output } from "../graph/graph.ts";
import type { Model } from "../model/model.ts";
import { simplifyTogether } from "../passes/pipeline.ts";
import { gradientOutputs, updatesFromLoss } from "./gradients.ts";
import { prepareTraining, type Training } from "./training.ts";

export interface Learning {
  readonly training: Training;
  /** Gradients of the loss, and of the outputs. */
  readonly ofLoss: readonly Output[];
  readonly ofOutputs: readonly Output[];
  /** What the optimiser makes of params and of its states, in `step`. */
  readonly updates: readonly Output[];
}

export function prepareLearning(model: Model): Learning {
  const training = prepareTraining(model);
  const gradients = gradientOutputs(model, training, "loss");
  const [outputs, objectives, exposed, measured, moved, rules, ofLoss, ofOutputs, updates] =
    simplifyTogether(model.name, [
      training.outputs,
      training.objectives,
      training.exposed,
      training.measured,
      training.moved,
      training.rules,
      gradients,
      gradientOutputs(model, training, "outputs"),
      model.learns ? updatesFromLoss(model, gradients) : [],
    ] as const);
  const loss = training.loss === undefined ? undefined : objectives[0]!.value;
  const simple = { outputs, objectives, exposed, measured, moved, rules, loss };
  return { training: simple, ofLoss, ofOutputs, updates };
}
