/**
 * Generated modules beside the interpreter: outputs, loss, every gradient, three optimiser steps.
 *
 * Invariant: inputs whose choices are too close to call are drawn anew, and counted; all targets are given
 * the same ones, and the interpreter runs once for all.
 */
import { IndexOutside, type Tensor } from "../graph/op.ts";
import type { Precision } from "../kernel/module.ts";
import type { Model } from "../model/model.ts";
import { buildPrograms } from "../programs.ts";
import { units } from "./classes.ts";
import { checkedSamples, makeInputs, type PortRanges } from "./inputs.ts";
import { createJudge } from "./judge.ts";
import type { GeneratedClass, Inputs } from "./load.ts";
import { createComparison, type Agreement } from "./result.ts";
import { stages, type Stage } from "./stages.ts";

/** Inputs with choices too close to call are drawn anew so often at most. */
const mostAttempts = 8;

/** Compares everything that a class can do. The class must be compiled for at least three samples. */
export function compareTarget(
  model: Model,
  generated: Pick<GeneratedClass, "create" | "arithmetic">,
  precision: Precision,
  ranges: PortRanges,
): Agreement {
  return compareTargets(model, [generated], precision, ranges)[0]!;
}

/** The same for classes of different targets, each by itself. */
export function compareTargets(
  model: Model,
  classes: readonly Pick<GeneratedClass, "create" | "arithmetic">[],
  precision: Precision,
  ranges: PortRanges,
): readonly Agreement[] {
  // The mathematics in one piece each, in whatever form the classes have their programs.
  const programs = buildPrograms(model, false, { form: "whole" });
  for (let attempt = 0; ; attempt++) {
    const bindings = makeInputs(model, ranges, attempt);
    const contenders = classes.map((each) => ({
      net: each.create({ seed: 1 }),
      comparison: createComparison(),
      arithmetic: each.arithmetic ?? units[precision],
    }));
    const stage: Stage = {
      model,
      programs,
      contenders,
      bindings,
      inputs: bindings.size > 0 ? toInputs(bindings) : checkedSamples,
      judge: createJudge(units[precision]),
    };
    const isLast = attempt + 1 === mostAttempts;
    const undecided = compareStages(stage, isLast);
    const results = contenders.map(({ comparison }) => comparison.result());
    const isOk = results.every(({ ok }) => ok);
    if (undecided !== "outside" && (isOk || !undecided || isLast)) {
      const redrawn = attempt === 0 ? "" : `, inputs drawn anew ${attempt} times`;
      return results.map((each) => ({ ...each, compared: `${checkedSamples} samples${redrawn}` }));
    }
  }
}

/** Were there choices too close to call? `outside`: with these inputs an index came out of range. */
function compareStages(stage: Stage, isLast: boolean): boolean | "outside" {
  try {
    return stages.map((compare) => compare(stage)).some((isUndecided) => isUndecided);
  } catch (error) {
    if (isLast || !(error instanceof IndexOutside)) throw error;
    return "outside";
  }
}

function toInputs(bindings: ReadonlyMap<string, Tensor>): Inputs {
  return Object.fromEntries(
    [...bindings].map(([id, tensor]) => [id.slice(id.indexOf(":") + 1), tensor.data]),
  );
}
