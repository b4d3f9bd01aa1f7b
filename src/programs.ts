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
import { pruneAll, runPasses, simplifyTogether } from "./passes/pipeline.ts";
import { gradientOutputs, type Differentiated } from "./programs/gradients.ts";
import { prepareLearning, type Learning } from "./programs/learning.ts";
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
  /** Inference and training compute the same outputs, without draws and moving buffers. */
  readonly graphsEqual: boolean;
}

export function buildPrograms(model: Model, inferenceOnly: boolean): ModelPrograms {
  const graphs = new Map<ProgramName, Graph>();
  /** What is simple already; of its scans only what this program uses. */
  const put = (name: ProgramName, outputs: readonly Output[]): void => {
    if (outputs.length > 0) graphs.set(name, pruneAll({ name: model.name, outputs }));
  };
  const [initial, reset, objectivesOfInference, exposed, outputs, carried] = simplifyTogether(
    model.name,
    [
      initialOutputs(model),
      resetOutputs(model),
      objectiveOutputs(model.inference),
      exposedOutputs(model.inference),
      sectionOutputs(model.inference),
      carriedOutputs(model.inference),
    ] as const,
  );
  put("initialize", initial);
  put("reset", reset);
  put("loss", withSome(objectivesOfInference, exposed));
  const [free] = splitByTargets(exposed);
  const forward = [...outputs, ...free, ...carried];
  if (inferenceOnly) {
    put("forward", forward);
    return { graphs, graphsEqual: false };
  }
  const learning = prepareLearning(model);
  const { training } = learning;
  const graphsEqual = areGraphsEqual(model);
  const residuals = createResiduals(training);
  const backward = residuals.cut(learning.ofLoss);
  const backwardOutputs = residuals.cut(learning.ofOutputs);
  const objectives = residuals.cut([...training.objectives, ...training.measured]);
  const kept = [
    ...training.outputs,
    ...training.exposed,
    ...training.moved,
    ...residuals.outputs(),
  ];
  if (graphsEqual) put("forward", kept);
  else {
    put("forward", forward);
    put("forwardTraining", kept);
  }
  put("objectives", objectives);
  put("backward", backward);
  put("backwardOutputs", backwardOutputs);
  const [update] = simplifyTogether(model.name, [
    (model.optimizer?.next ?? []).map(nextOutput),
  ] as const);
  put("update", update);
  if (model.learns) put("step", stepOutputs(model, learning));
  return { graphs, graphsEqual };
}

/** A step gives no values, and is the same whether any are exposed. */
function stepOutputs(model: Model, learning: Learning): readonly Output[] {
  const isExposing = model.training.exposed.length > 0;
  const { training, updates } = isExposing ? prepareLearning(withoutValues(model)) : learning;
  return [...training.objectives, ...updates, ...training.rules, ...training.moved];
}

export function withoutValues(model: Model): Model {
  return { ...model, training: { ...model.training, exposed: [] } };
}

/** More outputs of a program, if there is one. */
function withSome(outputs: readonly Output[], more: readonly Output[]): readonly Output[] {
  return outputs.length === 0 ? [] : [...outputs, ...more];
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
