/**
 * The training section with all that is derived from it, as one simple graph.
 *
 * Invariant: gradients know which values a forward computes anyway; what one of them has for itself alone it
 * may compute in another way.
 */
import type { Output } from "../graph/graph.ts";
import type { Model } from "../model/model.ts";
import { simplifyTogether } from "../passes/pipeline.ts";
import { nothingSimple } from "../passes/simplify.ts";
import type { ProgramForm } from "./form.ts";
import { gradientOutputs, updatesFromLoss } from "./gradients.ts";
import { parallelGradients } from "./parallel-gradients.ts";
import { prepareTraining, type Training } from "./training.ts";

export interface Learning {
  readonly training: Training;
  /** Gradients of the loss, and of the outputs; where there is more in common, as far as they differ. */
  readonly ofLoss: readonly Output[];
  readonly ofOutputs: readonly Output[];
  /** From there on. */
  readonly common: readonly Output[];
  /** What the optimiser makes of params and of its states where a step is one program. */
  readonly updates: readonly Output[];
}

/** @param form in pieces, what two gradients have in common is made once, and updates read gradients */
export function prepareLearning(model: Model, form: ProgramForm): Learning {
  const known = nothingSimple();
  const training = prepareTraining(model, known);
  const gradients = (form === "pieces" ? parallelGradients(model, training) : undefined) ?? {
    ofLoss: gradientOutputs(model, training, "loss"),
    ofOutputs: gradientOutputs(model, training, "outputs"),
    common: [],
  };
  const moves = model.learns && form === "whole" ? updatesFromLoss(model, gradients.ofLoss) : [];
  const [outputs, objectives, exposed, measured, moved, rules, ofLoss, ofOutputs, common, updates] =
    simplifyTogether(
      model.name,
      [
        training.outputs,
        training.objectives,
        training.exposed,
        training.measured,
        training.moved,
        training.rules,
        gradients.ofLoss,
        gradients.ofOutputs,
        gradients.common,
        moves,
      ] as const,
      known,
    );
  const loss = training.loss === undefined ? undefined : objectives[0]!.value;
  const simple = { outputs, objectives, exposed, measured, moved, rules, loss };
  return { training: simple, ofLoss, ofOutputs, common, updates };
}
