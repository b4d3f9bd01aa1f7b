/**
 * What is compared of a module one after another: initial values, outputs and loss, gradients, steps.
 *
 * Invariant: each stage starts from numbers that a module has, so that errors of one stage do not excuse
 * the next. Of several modules it is the first; the others take over its state.
 */
import { drawKey } from "../draws.ts";
import type { Graph } from "../graph/graph.ts";
import type { Tensor } from "../graph/op.ts";
import { elementCount } from "../graph/type.ts";
import { interpret } from "../interpret.ts";
import type { Model } from "../model/model.ts";
import { buildGradientGraph, type ModelPrograms } from "../programs.ts";
import { readSafetensors } from "../train/safetensors.ts";
import { outputWeights } from "./combine.ts";
import type { Actual } from "./compare.ts";
import { checkedSamples } from "./inputs.ts";
import type { Judge } from "./judge.ts";
import type { GeneratedModel, Inputs } from "./load.ts";
import type { Comparison } from "./result.ts";

/** What a stage compares. */
export interface Stage {
  readonly model: Model;
  readonly programs: ModelPrograms;
  readonly contenders: readonly Contender[];
  readonly bindings: ReadonlyMap<string, Tensor>;
  readonly inputs: Inputs | number;
  readonly judge: Judge;
}

/** A target under comparison. */
interface Contender {
  readonly net: GeneratedModel;
  readonly comparison: Comparison;
  readonly arithmetic: number;
}

/** Each says whether there were choices too close to call. */
export const stages: readonly ((stage: Stage) => boolean)[] = [
  compareInitial,
  compareForward,
  compareGradients,
  compareSteps,
];

/** The state of the first target, which all others take over. */
function sharedState(stage: Stage): Map<string, Tensor> {
  const [first, ...others] = stage.contenders;
  const saved = first!.net.save({ training: true });
  for (const { net } of others) net.load(saved);
  return stateOf(stage, first!.net);
}

/** What the module holds now, as bindings: params, buffers, states, counters. */
function stateOf({ model, bindings }: Stage, net: GeneratedModel): Map<string, Tensor> {
  const { tensors } = readSafetensors(net.save({ training: true }), "weights");
  const state = new Map<string, Tensor>(bindings);
  const take = (role: string, name: string, key: string): void => {
    const { shape, data } = tensors.get(key)!;
    state.set(`${role}:${name}`, { shape, data: Float64Array.from(data as ArrayLike<number>) });
  };
  for (const { name } of model.params) take("param", name, name);
  for (const { name } of model.buffers) take("buffer", name, name);
  for (const { name } of model.optimizer?.states ?? []) take("state", name, `@${name}`);
  const step = { shape: [], data: Float64Array.of((net.steps ?? 0) + 1) };
  state.set("counter:step", step);
  for (const { name, value } of model.optimizer?.settings ?? []) {
    state.set(`setting:${name}`, interpret([value], state, { samples: checkedSamples })[0]!);
  }
  return state;
}

/** What a target has of a role and a name. */
type Reading = (role: string, name: string) => Actual | undefined;

/** What the interpreter makes of a graph, beside what the modules made of it. */
function compare(
  { judge, contenders }: Stage,
  graph: Graph,
  bindings: ReadonlyMap<string, Tensor>,
  count: number,
  readings: readonly Reading[],
): boolean {
  return judge({
    graph,
    bindings,
    samples: checkedSamples,
    key: drawKey(1, count),
    claims: contenders.map(({ comparison, arithmetic }, at) => ({
      comparison,
      arithmetic,
      actual: (id) => readings[at]!(...splitId(id)),
    })),
  });
}

function splitId(id: string): [role: string, name: string] {
  const colon = id.indexOf(":");
  return [id.slice(0, colon), id.slice(colon + 1)];
}

function compareInitial(stage: Stage): boolean {
  const graph = stage.programs.graphs.get("initialize");
  if (graph === undefined) return false;
  const readings = stage.contenders.map(({ net }): Reading => {
    const state = stateOf(stage, net);
    return (role, name) => ({ value: `initial ${name}`, data: state.get(`${role}:${name}`)!.data });
  });
  compare(stage, graph, new Map(), 0, readings);
  return false;
}

function compareForward(stage: Stage): boolean {
  const { programs, contenders, inputs } = stage;
  const state = sharedState(stage);
  let undecided = false;
  const forward = programs.graphs.get("forward");
  if (forward !== undefined) {
    const readings = contenders.map(({ net }) => {
      const outputs = net.forward(inputs);
      return namedValues(net, "output", (name) => outputs[name]!);
    });
    if (compare(stage, forward, state, 0, readings)) undecided = true;
  }
  const loss = programs.graphs.get("loss");
  if (loss !== undefined) {
    const readings = contenders.map(({ net }) => {
      net.loss(inputs);
      return namedValues(net, "metric", (name) => [net.metrics[name]!]);
    });
    if (compare(stage, loss, state, 0, readings)) undecided = true;
  }
  return undecided;
}

/** What a program gives of one role, and of named values. */
function namedValues(
  net: GeneratedModel,
  wanted: string,
  given: (name: string) => ArrayLike<number>,
): Reading {
  return (role, name) => {
    if (role === wanted) return { value: `${role} ${name}`, data: given(name) };
    return role === "exposed" ? { value: name, data: net.values![name]! } : undefined;
  };
}

function compareGradients(stage: Stage): boolean {
  const { model, contenders, inputs, programs } = stage;
  const of = programs.graphs.has("backward") ? "loss" : "outputs";
  if (!programs.graphs.has("backward") && !programs.graphs.has("backwardOutputs")) return false;
  const graph = buildGradientGraph(model, of);
  const state = sharedState(stage);
  const seeds = of === "loss" ? undefined : outputGradients(model);
  for (const [name, tensor] of seeds ?? []) state.set(`outputGradient:${name}`, tensor);
  const given = seeds && Object.fromEntries([...seeds].map(([name, { data }]) => [name, data]));
  const readings = contenders.map(({ net }): Reading => {
    net.forward(inputs, { training: true });
    net.backward(given, { inputs: true });
    const grads = splitFlat(model, net.flat.grads);
    return (role, name) => {
      const others = role === "inputGrad" ? net.inputGrads : net.valueGrads!;
      const data = role === "grad" ? grads.get(name)! : others[name]!;
      return { value: `gradient of ${name}`, data };
    };
  });
  return compare(stage, graph, state, 1, readings);
}

/** A combination of the outputs to differentiate where there is no loss. */
function outputGradients(model: Model): ReadonlyMap<string, Tensor> {
  return new Map(
    model.training.outputs
      .filter(({ value }) => value.type.element === "float")
      .map((output) => [output.name, outputWeights(output)]),
  );
}

function splitFlat(model: Model, flat: ArrayLike<number>): ReadonlyMap<string, Float64Array> {
  let offset = 0;
  const all = Float64Array.from(flat);
  const trained = model.params.filter(({ frozen }) => !frozen);
  return new Map(
    trained.map(({ name, type }) => {
      const start = offset;
      offset += elementCount(type.shape);
      return [name, all.subarray(start, offset)];
    }),
  );
}

function compareSteps(stage: Stage): boolean {
  const graph = stage.programs.graphs.get("step");
  if (graph === undefined) return false;
  let undecided = false;
  for (let step = 1; step <= 3; step++) if (compareStep(stage, graph, step)) undecided = true;
  return undecided;
}

function compareStep(stage: Stage, graph: Graph, step: number): boolean {
  const { contenders, inputs } = stage;
  const before = sharedState(stage);
  const { tensors } = readSafetensors(contenders[0]!.net.save({ training: true }), "weights");
  const drawn = Number((tensors.get("@draws")!.data as ArrayLike<number>)[0]) + 1;
  const readings = contenders.map(({ net }): Reading => {
    net.step(inputs);
    const after = stateOf(stage, net);
    return (role, name) => ({
      value: `step ${step}: ${role} ${name}`,
      data: role === "metric" ? [net.metrics[name]!] : after.get(`${role}:${name}`)!.data,
    });
  });
  return compare(stage, graph, before, drawn, readings);
}
