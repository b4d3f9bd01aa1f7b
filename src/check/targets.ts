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
import { interpret, interpretWithErrors, type Measured } from "../interpret.ts";
import type { Precision } from "../kernel/module.ts";
import type { Model } from "../model/model.ts";
import { buildGradientGraph, buildPrograms, type ModelPrograms } from "../programs.ts";
import { readSafetensors } from "../train/safetensors.ts";
import { outputWeights } from "./combine.ts";
import { compareTensors } from "./compare.ts";
import { checkedSamples, makeInputs, type PortRanges } from "./inputs.ts";
import type { GeneratedClass, GeneratedModel, Inputs } from "./load.ts";
import { createComparison, type Agreement, type Comparison } from "./result.ts";

const units: Readonly<Record<Precision, number>> = { f32: 2 ** -24, f64: 2 ** -53 };

/** Inputs with choices too close to call are drawn anew so often at most. */
const mostAttempts = 8;

interface Stage {
  readonly model: Model;
  readonly programs: ModelPrograms;
  readonly net: GeneratedModel;
  readonly unit: number;
  readonly bindings: ReadonlyMap<string, Tensor>;
  readonly inputs: Inputs | number;
  readonly comparison: Comparison;
}

/** Compares everything that a class can do. The class must be compiled for at least three samples. */
export function compareTarget(
  model: Model,
  generated: GeneratedClass,
  precision: Precision,
  ranges: PortRanges,
): Agreement {
  const programs = buildPrograms(model, false);
  for (let attempt = 0; ; attempt++) {
    const comparison = createComparison();
    const bindings = makeInputs(model, ranges, attempt);
    const stage: Stage = {
      model,
      programs,
      net: generated.create({ seed: 1 }),
      unit: units[precision],
      bindings,
      inputs: bindings.size > 0 ? toInputs(bindings) : checkedSamples,
      comparison,
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

interface Expected {
  readonly named: ReadonlyMap<string, Measured>;
  readonly undecided: boolean;
}

function expect(
  graph: Graph,
  bindings: ReadonlyMap<string, Tensor>,
  stage: Stage,
  count: number,
): Expected {
  const values = graph.outputs.map((output) => output.value);
  const options = { samples: checkedSamples, key: drawKey(1, count) };
  const { results, undecided } = interpretWithErrors(values, bindings, options, stage.unit);
  const named = new Map(graph.outputs.map((output, index) => [output.name, results[index]!]));
  return { named, undecided: undecided.length > 0 };
}

function compareInitial(stage: Stage): boolean {
  const graph = stage.programs.graphs.get("initialize");
  if (graph === undefined) return false;
  const { named } = expect(graph, new Map(), stage, 0);
  const state = stateOf(stage);
  for (const [id, expected] of named) {
    compareTensors(
      `initial ${id.split(":").slice(1).join(":")}`,
      expected,
      state.get(id)!.data,
      stage.comparison,
    );
  }
  return false;
}

function compareForward(stage: Stage): boolean {
  const { programs, net, inputs, comparison } = stage;
  const state = stateOf(stage);
  let undecided = false;
  const forward = programs.graphs.get("forward");
  if (forward !== undefined) {
    const expected = expect(forward, state, stage, 0);
    const outputs = net.forward(inputs);
    compareNamed(expected, stage, (name) => outputs[name]!, "output");
    undecided ||= expected.undecided;
  }
  const loss = programs.graphs.get("loss");
  if (loss === undefined) return undecided;
  const expected = expect(loss, state, stage, 0);
  net.loss(inputs);
  compareNamed(expected, stage, (name) => [net.metrics[name]!], "metric");
  return undecided || expected.undecided;
}

/** What a program gives of one role, and of named values. */
function compareNamed(
  { named }: Expected,
  { net, comparison }: Stage,
  actual: (name: string) => ArrayLike<number>,
  wanted: string,
): void {
  for (const [id, measured] of named) {
    const [role, ...rest] = id.split(":");
    const name = rest.join(":");
    if (role === wanted) compareTensors(`${role} ${name}`, measured, actual(name), comparison);
    if (role === "exposed") compareTensors(name, measured, net.values![name]!, comparison);
  }
}

function compareGradients(stage: Stage): boolean {
  const { model, net, inputs, comparison, programs } = stage;
  const of = programs.graphs.has("backward") ? "loss" : "outputs";
  if (!programs.graphs.has("backward") && !programs.graphs.has("backwardOutputs")) return false;
  const graph = buildGradientGraph(model, of);
  const state = stateOf(stage);
  const seeds = of === "loss" ? undefined : outputGradients(model);
  for (const [name, tensor] of seeds ?? []) state.set(`outputGradient:${name}`, tensor);
  const expected = expect(graph, state, stage, 1);
  net.forward(inputs, { training: true });
  const given = seeds && Object.fromEntries([...seeds].map(([name, { data }]) => [name, data]));
  net.backward(given, { inputs: true });
  const grads = splitFlat(model, net.flat.grads);
  for (const [id, measured] of expected.named) {
    const [role, ...rest] = id.split(":");
    const name = rest.join(":");
    const given = role === "inputGrad" ? net.inputGrads : net.valueGrads!;
    const actual = role === "grad" ? grads.get(name)! : given[name]!;
    compareTensors(`gradient of ${name}`, measured, actual, comparison);
  }
  return expected.undecided;
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
  for (let count = 1; count <= 3; count++) {
    const before = stateOf(stage);
    const draws = readSafetensors(stage.net.save({ training: true }), "weights").tensors.get(
      "@draws",
    );
    const drawn = Number((draws!.data as ArrayLike<number>)[0]) + 1;
    const expected = expect(graph, before, stage, drawn);
    stage.net.step(stage.inputs);
    const after = stateOf(stage);
    for (const [id, measured] of expected.named) {
      const [role, ...rest] = id.split(":");
      const name = rest.join(":");
      const actual = role === "metric" ? [stage.net.metrics[name]!] : after.get(id)!.data;
      compareTensors(`step ${count}: ${role} ${name}`, measured, actual, stage.comparison);
    }
    undecided ||= expected.undecided;
  }
  return undecided;
}
