/**
 * The graphs that a module runs, made from a model: forward, loss, backward, update, step, initialize.
 *
 * Invariant: outputs are named by where they go: `output:y`, `metric:loss`, `exposed:h`, `grad:dense1.W`,
 * `inputGrad:x`, `valueGrad:h`, `param:dense1.W`, `buffer:…`, `state:…`, `carried:…`, `residual:r1`; every
 * output is computed from what the sources hold when the program starts. Forward graphs are simplified
 * before they are differentiated, so that no gradient passes through a logarithm of something that
 * underflowed.
 */
import type { Graph, Output } from "./graph/graph.ts";
import type { ProgramName } from "./kernel/kernel.ts";
import type { Model } from "./model/model.ts";
import { isZero } from "./ops/kit/constants.ts";
import { fewerProducts } from "./passes/fewer-products.ts";
import { pruneAll, runPasses, simplifyTogether, together } from "./passes/pipeline.ts";
import { chooseForm, type ProgramForm } from "./programs/form.ts";
import { gradientOutputs, type Differentiated } from "./programs/gradients.ts";
import { prepareLearning, type Learning } from "./programs/learning.ts";
import { splitPrepared } from "./programs/prepared.ts";
import { createResiduals } from "./programs/residuals.ts";
import {
  areGraphsEqual,
  carriedOutputs,
  exposedOutputs,
  nextOutput,
  objectiveOutputs,
  prepareTraining,
  sectionOutputs,
  splitByTargets,
} from "./programs/training.ts";

export interface ModelPrograms {
  readonly graphs: ReadonlyMap<ProgramName, Graph>;
  /** What is run, in this order, to have all that a program gives; its name alone where it is not here. */
  readonly routines: Routines;
  /** Inference and training compute the same outputs, without draws and moving buffers. */
  readonly graphsEqual: boolean;
}

export type Routines = ReadonlyMap<ProgramName, readonly ProgramName[]>;

/** Programs while they are made. */
interface Making {
  readonly model: Model;
  readonly form: ProgramForm;
  readonly graphs: Map<ProgramName, Graph>;
  readonly routines: Map<ProgramName, readonly ProgramName[]>;
  /** The forward that keeps what gradients read. */
  readonly own: "forward" | "forwardTraining";
  readonly inferenceOnly: boolean;
  readonly isFast: boolean;
}

export interface ProgramOptions {
  /** By default the form for models of this size. */
  readonly form?: ProgramForm | undefined;
  /** May programs that only infer compute products with fewer multiplications? */
  readonly fewerProducts?: boolean;
}

export function buildPrograms(
  model: Model,
  inferenceOnly: boolean,
  { form = chooseForm(model), fewerProducts: isFast = false }: ProgramOptions = {},
): ModelPrograms {
  const graphsEqual = !inferenceOnly && areGraphsEqual(model);
  const own = graphsEqual ? "forward" : "forwardTraining";
  const graphs = new Map<ProgramName, Graph>();
  const routines = new Map<ProgramName, readonly ProgramName[]>();
  const making: Making = { model, form, graphs, routines, own, inferenceOnly, isFast };
  putInference(making);
  if (!inferenceOnly) putTraining(making);
  return { graphs, routines, graphsEqual };
}

/** What is simple already; of its scans only what this program uses. */
function put({ graphs, model }: Making, name: ProgramName, outputs: readonly Output[]): void {
  if (outputs.length > 0) graphs.set(name, pruneAll({ name: model.name, outputs }));
}

function putInference(making: Making): void {
  const { model, form, own, routines } = making;
  const [initial, reset, ...calls] = simplifyTogether(model.name, [
    initialOutputs(model),
    resetOutputs(model),
    objectiveOutputs(model.inference),
    exposedOutputs(model.inference),
    sectionOutputs(model.inference),
    carriedOutputs(model.inference),
  ] as const);
  put(making, "initialize", initial);
  put(making, "reset", reset);
  const [objectives, exposed, outputs, carried] = prepareCalls(making, calls);
  const [free] = splitByTargets(exposed);
  const forward = [...outputs, ...free, ...carried];
  if (form === "whole")
    put(making, "loss", objectives.length > 0 ? [...objectives, ...exposed] : []);
  if (form === "pieces" && objectives.length > 0) {
    const follows = own === "forward" ? "objectives" : "loss";
    routines.set("loss", ["forward", follows]);
  }
  if (own === "forward") return;
  if (form === "whole") return put(making, "forward", forward);
  const residuals = createResiduals({ outputs, exposed, moved: carried }, "given");
  const loss = residuals.cut(objectives);
  put(making, "forward", [...forward, ...residuals.outputs()]);
  put(making, "loss", loss);
}

/** Of a module that only infers, what depends on its weights alone is computed once, for all calls. */
function prepareCalls<Calls extends readonly (readonly Output[])[]>(
  making: Making,
  calls: Calls,
): { readonly [call in keyof Calls]: readonly Output[] } {
  if (!making.inferenceOnly) return together(calls, (outputs) => outputs);
  return together(calls, (outputs) => {
    const { name } = making.model;
    const graph = making.isFast ? runPasses(fewerProducts({ name, outputs })) : { outputs };
    const { prepared, outputs: left } = splitPrepared(graph.outputs);
    put(making, "prepare", prepared);
    return left;
  });
}

/** The forward of training, and what follows it. */
function putTraining(making: Making): void {
  const { model, form, own } = making;
  const learning = prepareLearning(model, form);
  const { training } = learning;
  const residuals = createResiduals(training, "r");
  const backward = residuals.cut(learning.ofLoss);
  const backwardOutputs = residuals.cut(learning.ofOutputs);
  const descend = residuals.cut(learning.common);
  const objectives = residuals.cut([...training.objectives, ...training.measured]);
  const rules = form === "pieces" ? residuals.cut(training.rules) : [];
  const { outputs, exposed, moved } = training;
  put(making, own, [...outputs, ...exposed, ...moved, ...residuals.outputs()]);
  put(making, "objectives", objectives);
  put(making, "backward", backward);
  put(making, "backwardOutputs", backwardOutputs);
  put(making, "descend", descend);
  const [update] = simplifyTogether(model.name, [
    (model.optimizer?.next ?? []).map(nextOutput),
  ] as const);
  put(making, "update", update);
  if (model.learns) put(making, "step", form === "pieces" ? rules : stepOutputs(model, learning));
  putRoutines(making);
}

/** Gradients go on below the waist; in pieces, a step is what others do, and its rules. */
function putRoutines({ model, form, own, graphs, routines }: Making): void {
  const descent: readonly ProgramName[] = graphs.has("descend") ? ["descend"] : [];
  if (descent.length > 0) {
    routines.set("backward", ["backward", ...descent]);
    routines.set("backwardOutputs", ["backwardOutputs", ...descent]);
  }
  if (form === "pieces" && model.learns)
    routines.set("step", [own, "objectives", "backward", ...descent, "step", "update"]);
}

/** A step gives no values, and is the same whether any are exposed. */
function stepOutputs(model: Model, learning: Learning): readonly Output[] {
  const isExposing = model.training.exposed.length > 0;
  const { training, updates } = isExposing
    ? prepareLearning(withoutValues(model), "whole")
    : learning;
  return [...training.objectives, ...updates, ...training.rules, ...training.moved];
}

export function withoutValues(model: Model): Model {
  return { ...model, training: { ...model.training, exposed: [] } };
}

/**
 * Gradients of the loss, or of the outputs, in one graph with the forward that they need: what `check`
 * judges `backward` by. Outputs are named as in `backward`.
 */
export function buildGradientGraph(model: Model, of: Differentiated): Graph {
  const outputs = gradientOutputs(model, prepareTraining(model), of);
  return runPasses({ name: model.name, outputs });
}

/** The loss and outputs of training as gradients see them: simplified, before they are differentiated. */
export function buildTrainingGraph(model: Model): Graph {
  const { outputs, objectives } = prepareTraining(model);
  return { name: model.name, outputs: [...outputs, ...objectives] };
}

/** Memory is 0 before anything is written: what starts at 0 needs no writing. */
function initialOutputs(model: Model): readonly Output[] {
  const states = model.optimizer?.states ?? [];
  const outputs = [
    ...model.params.map((param) => ({ name: `param:${param.name}`, value: param.initial })),
    ...model.buffers.map((buffer) => ({ name: `buffer:${buffer.name}`, value: buffer.initial })),
    ...states.map((state) => ({ name: `state:${state.name}`, value: state.initial })),
  ];
  return outputs.filter((output) => !isZero(output.value));
}

/** What carried states start from, behind zeros everywhere. */
function resetOutputs({ carried }: Model): readonly Output[] {
  return carried.flatMap(({ name, initial }) =>
    initial === undefined || isZero(initial) ? [] : [{ name: `carried:${name}`, value: initial }],
  );
}
