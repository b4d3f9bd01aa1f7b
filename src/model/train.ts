/**
 * The `train` block: optimiser, batch, epochs; what is missing is `sgd(rate: 0.01)`, 32, 10.
 *
 * Invariant: each entry is read at most once; a model without anything to optimise has no optimiser.
 */
import type * as ast from "../syntax/ast.ts";
import { givenSettings } from "./calls.ts";
import type { Elaboration } from "./elaboration.ts";
import { known } from "./meaning.ts";
import type { Optimizer, Param } from "./model.ts";
import { elaborateOptimizer, type OptimizerCall } from "./optimizer.ts";
import type { Place } from "./place.ts";
import { createScope, findLayer } from "./scope.ts";
import { evaluateStatic, wholeNumber } from "./statics.ts";
import type { RawSection } from "./section.ts";
import type { Span } from "../diagnostics/source.ts";
import { stepBinding } from "./step-binding.ts";
import { reportUnknownLayer } from "./unknown.ts";
import { quote } from "./wording.ts";

export interface Training {
  readonly optimizer: OptimizerCall | undefined;
  readonly batch: number;
  readonly epochs: number;
}

const defaults = { batch: 32, epochs: 10, optimizer: "sgd", rate: 0.01 };

/** Reads the block where it stands; `span` is the model's name, for what the defaults may want to say. */
export function readTraining(raw: RawSection, span: Span): Training {
  const { e, train } = raw;
  const entries = train?.entries ?? [];
  for (const [index, entry] of entries.entries()) {
    const first = entries.findIndex(({ kind }) => kind === entry.kind);
    if (first === index) continue;
    const related = [{ span: entries[first]!.span, message: "first here" }];
    const message = `\`${entry.kind}\` stands twice in \`train\``;
    e.problems.report("NN5016", message, { span: entry.span }, { related });
  }
  const place = stepPlace(raw, span);
  const number = (kind: "batch" | "epochs"): number => {
    const entry = entries.find((each) => each.kind === kind);
    if (entry === undefined || entry.kind === "optimizer") return defaults[kind];
    const value = evaluateStatic(e, entry.value, place, `\`${kind}\``);
    if (value.kind === "poison") return defaults[kind];
    const at = { span: entry.value.span, place };
    const whole = wholeNumber(e, value.value, 1, `\`${kind}\``, at);
    return typeof whole === "number" ? whole : defaults[kind];
  };
  const stage = entries.find((each) => each.kind === "optimizer");
  const optimizer =
    stage?.kind === "optimizer"
      ? readOptimizer(e, stage.stage, place)
      : defaultOptimizer(e, place, span);
  return { optimizer, batch: number("batch"), epochs: number("epochs") };
}

function stepPlace({ e, place }: RawSection, span: Span): Place {
  return { ...place, scope: createScope(place.scope, [stepBinding(e, place, span)]) };
}

function defaultOptimizer(e: Elaboration, place: Place, span: Span): OptimizerCall | undefined {
  const optimizer = findLayer(e.preludeScope(), defaults.optimizer);
  if (optimizer === undefined || optimizer === "poison" || optimizer.kind !== "optimizer") {
    throw new Error(`the prelude has no \`${defaults.optimizer}\``);
  }
  const name: ast.Name = { text: "rate", primed: false, span };
  const rate = { name, meaning: known(defaults.rate), span, trailing: false };
  return { optimizer, settings: [rate], place, span };
}

/** The stage after `optimizer`: its parentheses hold settings, as in a pipeline. */
function readOptimizer(e: Elaboration, stage: ast.Stage, place: Place): OptimizerCall | undefined {
  const { layer } = stage;
  const found = layer.kind === "reference" ? findLayer(place.scope, layer.name.text) : undefined;
  if (found === "poison") return undefined;
  if (found?.kind !== "optimizer") {
    if (found === undefined && layer.kind === "reference") {
      reportUnknownLayer(e, layer.name, place);
      return undefined;
    }
    const message = `${quote(layer.span)} is not an optimizer`;
    const fix = {
      message: "one is declared like this: `optimizer mine(p, g; rate) { p' = p - rate * g }`",
    };
    e.problems.report("NN5007", message, { span: layer.span }, { fix });
    return undefined;
  }
  const settings = givenSettings(e, stage.settings, stage.block, place);
  return { optimizer: found, settings, place, span: stage.span };
}

/**
 * The optimiser of the params that no rule moves. Those that are frozen it leaves alone; its settings are
 * the same with all of them frozen, so that calls are.
 */
export function optimizerOf(
  start: () => Elaboration,
  training: Training,
  params: readonly Param[],
): Optimizer | undefined {
  if (training.optimizer === undefined) return undefined;
  const moved = params.filter(({ frozen }) => !frozen);
  const isIdle = moved.length === 0;
  const optimizer = elaborateOptimizer(start, training.optimizer, isIdle ? params : moved);
  if (optimizer === undefined || params.length === 0) return undefined;
  return isIdle ? { ...optimizer, states: [], next: [] } : optimizer;
}
