/**
 * A generated module beside the interpreter: outputs, loss, every gradient, three optimiser steps.
 *
 * Invariant: one stage at a time from the module's own numbers, so that errors of one stage do not
 * excuse the next; inputs whose choices are too close to call are drawn anew, and counted.
 */
import { drawKey } from "../draws.ts";
import type { Graph } from "../graph/graph.ts";
import { IndexOutside, type Tensor } from "../graph/op.ts";
import { elementCount } from "../graph/type.ts";
import { interpret } from "../interpret.ts";
import type { Precision } from "../kernel/module.ts";
import type { Model } from "../model/model.ts";
import { buildGradientGraph, buildPrograms, type ModelPrograms } from "../programs.ts";
import { readSafetensors } from "../train/safetensors.ts";
import { outputWeights } from "./combine.ts";
import type { Actual } from "./compare.ts";
import { checkedSamples, makeInputs, type PortRanges } from "./inputs.ts";
import { createJudge, type Judge } from "./judge.ts";
import type { GeneratedClass, GeneratedModel, Inputs } from "./load.ts";
import { createComparison, type Agreement } from "./result.ts";

const units: Readonly<Record<Precision, number>> = { f32: 2 ** -24, f64: 2 ** -53 };

/** Inputs with choices too close to call are drawn anew so often at most. */
const mostAttempts = 8;

interface Stage {
  readonly model: Model;
  readonly programs: ModelPrograms;
  readonly net: GeneratedModel;
  readonly bindings: ReadonlyMap<string, Tensor>;
  readonly inputs: Inputs | number;
  readonly judge: Judge;
}

/** Compares everything that a class can do. The class must be compiled for at least three samples. */
export function compareTarget(
  model: Model,
  generated: GeneratedClass,
  precision: Precision,
  ranges: PortRanges,
): Agreement {
  // The mathematics in one piece each, in whatever form the class has its programs.
  const programs = buildPrograms(model, false, "whole");
  for (let attempt = 0; ; attempt++) {
    const comparison = createComparison();
    const bindings = makeInputs(model, ranges, attempt);
    const stage: Stage = {
      model,
      programs,
      net: generated.create({ seed: 1 }),
      bindings,
      inputs: bindings.size > 0 ? toInputs(bindings) : checkedSamples,
      judge: createJudge(units[precision], comparison),
    };
    const isLast = attempt + 1 === mostAttempts;
    const undecided = compareStages(stage, isLast);
    const result = comparison.result();
    if (undecided !== "outside" && (result.ok || !undecided || isLast)) {
      const redrawn = attempt === 0 ? "" : `, inputs drawn anew ${attempt} times`;
      return { ...result, compared: `${checkedSamples} samples${redrawn}` };
    }
  }
}

/** Were there choices too close to call? `outside`: with these inputs an index came out of range. */
function compareStages(stage: Stage, isLast: boolean): boolean | "outside" {
  try {
    return [compareInitial, compareForward, compareGradients, compareSteps]
      .map((compare) => compare(stage))
      .some((isUndecided) => isUndecided);
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

/** What the module holds now, as bindings: params, buffers, states, counters. */
function stateOf(stage: Stage): Map<string, Tensor> {
  const { net, model } = stage;
  const { tensors } = readSafetensors(net.save({ training: true }), "weights");
  const state = new Map<string, Tensor>(stage.bindings);
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

/** What the interpreter makes of a graph, beside what the module made of it. */
function compare(
  { judge }: Stage,
  graph: Graph,
  bindings: ReadonlyMap<string, Tensor>,
  count: number,
  actual: (role: string, name: string) => Actual | undefined,
): boolean {
  return judge({
    graph,
    bindings,
    samples: checkedSamples,
    key: drawKey(1, count),
    actual: (id) => actual(...splitId(id)),
  });
}

function splitId(id: string): [role: string, name: string] {
  const colon = id.indexOf(":");
  return [id.slice(0, colon), id.slice(colon + 1)];
}

function compareInitial(stage: Stage): boolean {
  const graph = stage.programs.graphs.get("initialize");
  if (graph === undefined) return false;
  const state = stateOf(stage);
  compare(stage, graph, new Map(), 0, (role, name) => ({
    value: `initial ${name}`,
    data: state.get(`${role}:${name}`)!.data,
  }));
  return false;
}

function compareForward(stage: Stage): boolean {
  const { programs, net, inputs } = stage;
  const state = stateOf(stage);
  let undecided = false;
  const forward = programs.graphs.get("forward");
  if (forward !== undefined) {
    const outputs = net.forward(inputs);
    const given = (name: string): ArrayLike<number> => outputs[name]!;
    if (compare(stage, forward, state, 0, namedValues(net, "output", given))) undecided = true;
  }
  const loss = programs.graphs.get("loss");
  if (loss !== undefined) {
    net.loss(inputs);
    const given = (name: string): ArrayLike<number> => [net.metrics[name]!];
    if (compare(stage, loss, state, 0, namedValues(net, "metric", given))) undecided = true;
  }
  return undecided;
}

/** What a program gives of one role, and of named values. */
function namedValues(
  net: GeneratedModel,
  wanted: string,
  given: (name: string) => ArrayLike<number>,
): (role: string, name: string) => Actual | undefined {
  return (role, name) => {
    if (role === wanted) return { value: `${role} ${name}`, data: given(name) };
    return role === "exposed" ? { value: name, data: net.values![name]! } : undefined;
  };
}

function compareGradients(stage: Stage): boolean {
  const { model, net, inputs, programs } = stage;
  const of = programs.graphs.has("backward") ? "loss" : "outputs";
  if (!programs.graphs.has("backward") && !programs.graphs.has("backwardOutputs")) return false;
  const graph = buildGradientGraph(model, of);
  const state = stateOf(stage);
  const seeds = of === "loss" ? undefined : outputGradients(model);
  for (const [name, tensor] of seeds ?? []) state.set(`outputGradient:${name}`, tensor);
  net.forward(inputs, { training: true });
  const given = seeds && Object.fromEntries([...seeds].map(([name, { data }]) => [name, data]));
  net.backward(given, { inputs: true });
  const grads = splitFlat(model, net.flat.grads);
  return compare(stage, graph, state, 1, (role, name) => {
    const others = role === "inputGrad" ? net.inputGrads : net.valueGrads!;
    const data = role === "grad" ? grads.get(name)! : others[name]!;
    return { value: `gradient of ${name}`, data };
  });
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
  const { programs, net, inputs } = stage;
  const graph = programs.graphs.get("step");
  if (graph === undefined) return false;
  let undecided = false;
  for (let step = 1; step <= 3; step++) {
    const before = stateOf(stage);
    const { tensors } = readSafetensors(net.save({ training: true }), "weights");
    const drawn = Number((tensors.get("@draws")!.data as ArrayLike<number>)[0]) + 1;
    net.step(inputs);
    const after = stateOf(stage);
    const isUndecided = compare(stage, graph, before, drawn, (role, name) => ({
      value: `step ${step}: ${role} ${name}`,
      data: role === "metric" ? [net.metrics[name]!] : after.get(`${role}:${name}`)!.data,
    }));
    if (isUndecided) undecided = true;
  }
  return undecided;
}
