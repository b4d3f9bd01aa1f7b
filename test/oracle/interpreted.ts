/**
 * What the interpreter makes of a network, with how far rounding may take a target away from it.
 *
 * Invariant: errors are followed from the first number on, through all steps of training: nothing starts
 * anew from a target's own numbers.
 */
import { drawKey } from "../../src/draws.ts";
import type { Graph, Output } from "../../src/graph/graph.ts";
import type { Tensor } from "../../src/graph/op.ts";
import { interpret, interpretWithErrors, type Measured } from "../../src/interpret.ts";
import { buildGradientGraph, buildPrograms, buildTrainingGraph } from "../../src/programs.ts";
import { makePorts, outputGradients, startState, type Network } from "./networks.ts";

export interface Interpreted {
  /** By `stage/role:name`, as PyTorch's results. */
  readonly results: ReadonlyMap<string, Measured>;
  /** Stages with choices that a target may make otherwise. */
  readonly undecided: readonly string[];
}

/** Numbers with their errors, by binding. */
type State = Map<string, Measured>;

/** @param unit unit roundoff of the target; without one, errors are 0 and loops stay loops */
export function interpretNetwork(network: Network, unit?: number): Interpreted {
  const { model } = network;
  const results = new Map<string, Measured>();
  const undecided: string[] = [];
  const { graphs } = buildPrograms(model, false);

  const run = (stage: string, outputs: readonly Output[], state: State, count: number): State => {
    const values = outputs.map((output) => output.value);
    const options = { samples: network.samples, key: drawKey(1, count) };
    const bindings = tensorsOf(state);
    const names = outputs.map(({ name }) => name);
    if (unit === undefined) {
      const tensors = interpret(values, bindings, options);
      return exact(new Map(names.map((name, index) => [name, tensors[index]!])));
    }
    const errors = new Map([...state].map(([id, { error }]) => [id, error]));
    const measured = interpretWithErrors(values, bindings, options, unit, errors);
    if (measured.undecided.length > 0) undecided.push(stage);
    return new Map(names.map((name, index) => [name, measured.results[index]!]));
  };
  const keep = (stage: string, named: State): void => {
    for (const [name, measured] of named) results.set(`${stage}/${name}`, measured);
  };
  const outputsOf = (...names: readonly ("forward" | "loss")[]): readonly Output[] =>
    names.flatMap((name) => graphs.get(name)?.outputs ?? []).filter(isResult);

  const start = withPorts(network, exact(startState(network)), 0);
  keep("inference", run("inference", outputsOf("forward", "loss"), start, 0));

  const of = model.training.loss === undefined ? "outputs" : "loss";
  const seeds = of === "loss" ? [] : [...outputGradients(network)];
  const seeded = seeds.map(([name, tensor]) => [`outputGradient:${name}`, tensor] as const);
  const training = new Map([...start, ...exact(new Map(seeded))]);
  const moved = model.training.next.filter(({ role }) => role === "buffer");
  const trained = [
    ...buildTrainingGraph(model).outputs,
    ...buildGradientGraph(model, of).outputs,
    ...moved.map(({ name, value }) => ({ name: `buffer:${name}`, value })),
  ];
  keep("training", run("training", trained, training, 1));

  if (network.steps === 0) return { results, undecided };
  const { state, losses } = takeSteps(network, graphs.get("step")!, run);
  results.set("steps/metric:loss", losses);
  for (const [id, measured] of state) {
    if (/^(param|buffer):/.test(id)) results.set(`steps/${id}`, measured);
  }
  keep("after", run("after", outputsOf("forward"), withPorts(network, state, 0), network.steps));
  return { results, undecided };
}

type Run = (stage: string, outputs: readonly Output[], state: State, count: number) => State;

function takeSteps(
  network: Network,
  step: Graph,
  run: Run,
): { readonly state: State; readonly losses: Measured } {
  const losses: Measured[] = [];
  let state = exact(startState(network));
  for (let count = 1; count <= network.steps; count++) {
    const before = withSettings(network, withPorts(network, state, count), count, run);
    const after = run(`step ${count}`, step.outputs, before, count);
    losses.push(after.get("metric:loss")!);
    state = new Map([...state].map(([id, measured]) => [id, after.get(id) ?? measured]));
  }
  return {
    state,
    losses: { tensor: joinScalars(losses, "tensor"), error: joinScalars(losses, "error") },
  };
}

function joinScalars(all: readonly Measured[], part: keyof Measured): Tensor {
  return { shape: [all.length], data: Float64Array.from(all, (each) => each[part].data[0]!) };
}

/** The counter of steps and the optimiser's settings join the state. */
function withSettings({ model }: Network, state: State, count: number, run: Run): State {
  const step = { shape: [], data: Float64Array.of(count) };
  const counted = new Map([...state, ...exact(new Map([["counter:step", step]]))]);
  const settings = (model.optimizer?.settings ?? []).map(({ name, value }) => {
    return { name: `setting:${name}`, value };
  });
  return new Map([...counted, ...run("settings", settings, counted, count)]);
}

function withPorts(network: Network, state: State, step: number): State {
  return new Map([...state, ...exact(makePorts(network, step))]);
}

function exact(tensors: ReadonlyMap<string, Tensor>): State {
  const measured = [...tensors].map(([id, tensor]): [string, Measured] => {
    const error = { shape: tensor.shape, data: new Float64Array(tensor.data.length) };
    return [id, { tensor, error }];
  });
  return new Map(measured);
}

function tensorsOf(state: State): ReadonlyMap<string, Tensor> {
  return new Map([...state].map(([id, { tensor }]) => [id, tensor]));
}

/** Not what a forward keeps for its backward. */
function isResult({ name }: Output): boolean {
  return name.startsWith("output:") || name.startsWith("metric:");
}
