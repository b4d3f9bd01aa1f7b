/**
 * What the interpreter makes of a network, with how far rounding may take a target away from it.
 *
 * Invariant: errors are followed from the first number on, through all steps of training: nothing starts
 * anew from a target's own numbers.
 */
import { drawKey } from "../../src/draws.ts";
import type { Output } from "../../src/graph/graph.ts";
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

/** @param unit unit roundoff of the target; without one, errors are 0 and loops stay loops */
export type Interpreter = (unit?: number) => Interpreted;

/** Numbers with their errors, by binding. */
type State = ReadonlyMap<string, Measured>;

/** @param count of training forwards, for draws */
type Run = (stage: string, outputs: readonly Output[], state: State, count: number) => State;

export function createInterpreter(network: Network): Interpreter {
  const graphs = graphsOf(network);
  return (unit) => {
    const undecided: string[] = [];
    const run: Run = (stage, outputs, state, count) => {
      const values = outputs.map((output) => output.value);
      const options = { samples: network.samples, key: drawKey(1, count) };
      const bindings = mapValues(state, ({ tensor }) => tensor);
      if (unit === undefined) {
        const tensors = interpret(values, bindings, options);
        return exact(new Map(outputs.map(({ name }, index) => [name, tensors[index]!])));
      }
      const errors = mapValues(state, ({ error }) => error);
      const measured = interpretWithErrors(values, bindings, options, unit, errors);
      if (measured.undecided.length > 0) undecided.push(stage);
      return new Map(outputs.map(({ name }, index) => [name, measured.results[index]!]));
    };
    return { results: runStages(network, graphs, run), undecided };
  };
}

// ── stages ────────────────────────────────────────────────────────────────────────────────────────

interface Graphs {
  readonly forward: readonly Output[];
  readonly loss: readonly Output[];
  readonly training: readonly Output[];
  readonly step: readonly Output[];
  readonly settings: readonly Output[];
}

function graphsOf({ model }: Network): Graphs {
  const { graphs } = buildPrograms(model, false, { form: "whole" });
  const of = model.training.loss === undefined ? "outputs" : "loss";
  const moved = model.training.next.filter(({ role }) => role === "buffer");
  const isResult = ({ name }: Output): boolean => /^(output|metric):/.test(name);
  return {
    forward: graphs.get("forward")!.outputs.filter(isResult),
    loss: graphs.get("loss")?.outputs ?? [],
    training: [
      ...buildTrainingGraph(model).outputs,
      ...buildGradientGraph(model, of).outputs,
      ...moved.map(({ name, value }) => ({ name: `buffer:${name}`, value })),
    ],
    step: graphs.get("step")?.outputs ?? [],
    settings: (model.optimizer?.settings ?? []).map(({ name, value }) => {
      return { name: `setting:${name}`, value };
    }),
  };
}

function runStages(network: Network, graphs: Graphs, run: Run): ReadonlyMap<string, Measured> {
  const results = new Map<string, Measured>();
  const keep = (stage: string, named: State): void => {
    for (const [name, measured] of named) results.set(`${stage}/${name}`, measured);
  };
  const start = withPorts(network, exact(startState(network)), 0);
  keep("inference", run("inference", [...graphs.forward, ...graphs.loss], start, 0));
  const seeds = [...outputGradients(network)].map(([name, tensor]): [string, Tensor] => [
    `outputGradient:${name}`,
    tensor,
  ]);
  const seeded = new Map([...start, ...exact(new Map(seeds))]);
  keep("training", run("training", graphs.training, seeded, 1));
  if (network.steps === 0) return results;
  const { state, losses } = takeSteps(network, graphs, run);
  results.set("steps/metric:loss", joinScalars(losses));
  for (const [id, measured] of state) {
    if (/^(param|buffer):/.test(id)) results.set(`steps/${id}`, measured);
  }
  keep("after", run("after", graphs.forward, withPorts(network, state, 0), network.steps));
  return results;
}

function takeSteps(
  network: Network,
  { step, settings }: Graphs,
  run: Run,
): { readonly state: State; readonly losses: readonly Measured[] } {
  const losses: Measured[] = [];
  let state = exact(startState(network));
  for (let count = 1; count <= network.steps; count++) {
    const counter = exact(new Map([["counter:step", { shape: [], data: Float64Array.of(count) }]]));
    const given = new Map([...withPorts(network, state, count), ...counter]);
    const before = new Map([...given, ...run("settings", settings, given, count)]);
    const after = run(`step ${count}`, step, before, count);
    losses.push(after.get("metric:loss")!);
    state = new Map([...state].map(([id, measured]) => [id, after.get(id) ?? measured]));
  }
  return { state, losses };
}

// ── numbers with errors ───────────────────────────────────────────────────────────────────────────

function withPorts(network: Network, state: State, step: number): State {
  return new Map([...state, ...exact(makePorts(network, step))]);
}

function exact(tensors: ReadonlyMap<string, Tensor>): State {
  return mapValues(tensors, (tensor) => {
    const error = { shape: tensor.shape, data: new Float64Array(tensor.data.length) };
    return { tensor, error };
  });
}

function joinScalars(all: readonly Measured[]): Measured {
  const join = (part: keyof Measured): Tensor => {
    return { shape: [all.length], data: Float64Array.from(all, (each) => each[part].data[0]!) };
  };
  return { tensor: join("tensor"), error: join("error") };
}

function mapValues<A, B>(map: ReadonlyMap<string, A>, change: (value: A) => B): Map<string, B> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}
