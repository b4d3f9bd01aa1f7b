/**
 * One network of the campaign, as large as it is, in a process of its own: `part.ts specs/bert Bert script`.
 *
 * Compiles it for one sample, runs a forward and a training step, and holds both against the interpreter,
 * which starts from the module's own weights. Prints one line of JSON (`result.ts`).
 */
import { compileModel } from "../../src/compile-model.ts";
import { outputWeights } from "../../src/check/combine.ts";
import { makeInputs } from "../../src/check/inputs.ts";
import { loadModule, type GeneratedClass, type GeneratedModel } from "../../src/check/load.ts";
import { drawKey } from "../../src/draws.ts";
import { lanesOf, type Engine } from "../../src/emit/layout.ts";
import { printJavaScript } from "../../src/emit/module.ts";
import type { Graph } from "../../src/graph/graph.ts";
import type { Tensor } from "../../src/graph/op.ts";
import { interpret } from "../../src/interpret.ts";
import { createKernelPool } from "../../src/kernel/share.ts";
import type { Model } from "../../src/model/model.ts";
import { buildGradientGraph, buildPrograms } from "../../src/programs.ts";
import { readSafetensors } from "../../src/train/safetensors.ts";
import { elaborateNetwork } from "../networks/read.ts";
import { compareAll, type Sides } from "./compare.ts";
import { interpretTwice } from "./interpreter.ts";
import { secondsSince } from "./progress.ts";
import type { Compared, Measured } from "./result.ts";

type Bindings = Map<string, Tensor>;

const [file, name, engine] = process.argv.slice(2) as [string, string, Engine];
const [model] = elaborateNetwork(file, { model: name });
process.stdout.write(`${JSON.stringify(await measure(model!))}\n`);

async function measure(model: Model): Promise<Measured> {
  const lanes = lanesOf(engine, "f32");
  const options = { precision: "f32", capacity: 1, inferenceOnly: false, lanes } as const;
  const compiled = compileModel(model, createKernelPool(), options);
  const text = printJavaScript({ source: "campaign", version: "", models: [compiled] }, engine);
  const [loaded, loadSeconds] = await timed(() => loadModule(text));
  const [net, createSeconds] = await timed(() =>
    (loaded[model.name] as GeneratedClass).create({ seed: 1 }),
  );
  const inputs = oneSample(model);
  giveInputs(net, inputs);
  const before = stateOf(net, model, inputs);
  const ran = await run(net, model);
  const gigabytes = process.resourceUsage().maxRSS / 1e6;
  return {
    kernels: compiled.kernels.length,
    kilobytes: Math.round(text.length / 1000),
    loadSeconds,
    createSeconds,
    ...ran.times,
    gigabytes,
    forward: compare("forward", forwardGraph(model), before, 0, ran.outputs),
    train: compare("training", trainingGraph(model), before, 1, ran.trained),
  };
}

async function timed<T>(work: () => T | Promise<T>): Promise<readonly [T, number]> {
  const start = performance.now();
  return [await work(), secondsSince(start)];
}

// ── what the generated module does ────────────────────────────────────────────────────────────────

interface Ran {
  readonly times: Pick<Measured, "forwardSeconds" | "trainSeconds">;
  readonly outputs: ReadonlyMap<string, ArrayLike<number>>;
  readonly trained: ReadonlyMap<string, ArrayLike<number>>;
}

/** Twice each: what the first call left is kept, the second only timed. */
async function run(net: GeneratedModel, model: Model): Promise<Ran> {
  const [outputs, firstForward] = await timed(() => copyOutputs(net.forward(1)));
  const [, secondForward] = await timed(() => net.forward(1));
  const [trained, firstTrain] = await timed(() => train(net, model));
  const taken = trained();
  const [, secondTrain] = await timed(() => train(net, model));
  return {
    times: {
      forwardSeconds: [firstForward, secondForward],
      trainSeconds: [firstTrain, secondTrain],
    },
    outputs,
    trained: taken,
  };
}

function copyOutputs(outputs: Record<string, ArrayLike<number>>): Map<string, ArrayLike<number>> {
  return new Map(
    Object.entries(outputs).map(([name, data]) => [`output:${name}`, Float64Array.from(data)]),
  );
}

/** A step; for a model that has none, a training forward and the gradients of a combination of its outputs. */
function train(net: GeneratedModel, model: Model): () => ReadonlyMap<string, ArrayLike<number>> {
  if (hasStep(model)) {
    net.step(1);
    return () => stepResults(net, model);
  }
  net.forward(1, { training: true });
  net.backward(Object.fromEntries([...seedsOf(model)].map(([name, { data }]) => [name, data])), {
    inputs: true,
  });
  return () => gradientResults(net, model);
}

function stepResults(net: GeneratedModel, model: Model): ReadonlyMap<string, ArrayLike<number>> {
  const metrics = Object.entries(net.metrics).map(
    ([name, number]) => [`metric:${name}`, [number]] as const,
  );
  return new Map<string, ArrayLike<number>>([
    ...metrics,
    ...[...stateOf(net, model, new Map())].map(([id, { data }]) => [id, data] as const),
  ]);
}

/** Copies: the next call moves what the views show. */
function gradientResults(
  net: GeneratedModel,
  model: Model,
): ReadonlyMap<string, ArrayLike<number>> {
  const results = new Map<string, ArrayLike<number>>();
  let offset = 0;
  for (const { name, type } of model.params) {
    const size = (type.shape as readonly number[]).reduce((product, each) => product * each, 1);
    results.set(`grad:${name}`, net.flat.grads.slice(offset, offset + size));
    offset += size;
  }
  for (const [name, data] of Object.entries(net.inputGrads))
    results.set(`inputGrad:${name}`, Float64Array.from(data));
  return results;
}

/** Params, buffers, states of the optimiser as the module holds them; settings and the count of steps. */
function stateOf(net: GeneratedModel, model: Model, inputs: Bindings): Bindings {
  const { tensors } = readSafetensors(net.save({ training: true }), "weights");
  const state = new Map(inputs);
  const take = (id: string, key: string): void => {
    const { shape, data } = tensors.get(key)!;
    state.set(id, { shape, data: Float64Array.from(data as ArrayLike<number>) });
  };
  for (const { name } of model.params) take(`param:${name}`, name);
  for (const { name } of model.buffers) take(`buffer:${name}`, name);
  for (const { name } of model.optimizer?.states ?? []) take(`state:${name}`, `@${name}`);
  state.set("counter:step", { shape: [], data: Float64Array.of((net.steps ?? 0) + 1) });
  for (const { name, value } of model.optimizer?.settings ?? [])
    state.set(`setting:${name}`, interpret([value], state, { samples: 1 })[0]!);
  return state;
}

// ── what it is given ──────────────────────────────────────────────────────────────────────────────

function oneSample(model: Model): Bindings {
  const inputs = makeInputs(model, { limits: model.portLimits.likely }, 0);
  return new Map([...inputs].map(([id, tensor]) => [id, firstSample(tensor)]));
}

function firstSample({ shape: [samples, ...shape], data }: Tensor): Tensor {
  return { shape: [1, ...shape], data: data.slice(0, data.length / samples!) };
}

function giveInputs(net: GeneratedModel, inputs: Bindings): void {
  for (const [id, { data }] of inputs) {
    const [role, name] = id.split(":") as ["input" | "target", string];
    net[role][name]!.set(data);
  }
}

function seedsOf(model: Model): Bindings {
  return new Map(
    model.training.outputs
      .filter(({ value }) => value.type.element === "float")
      .map((output) => [output.name, firstSample(outputWeights(output))]),
  );
}

// ── the interpreter ───────────────────────────────────────────────────────────────────────────────

function hasStep(model: Model): boolean {
  return buildPrograms(model, false, { form: "whole" }).graphs.has("step");
}

function forwardGraph(model: Model): Graph {
  const graph = buildPrograms(model, false, { form: "whole" }).graphs.get("forward")!;
  return { ...graph, outputs: graph.outputs.filter(({ name }) => name.startsWith("output:")) };
}

function trainingGraph(model: Model): Graph {
  return (
    buildPrograms(model, false, { form: "whole" }).graphs.get("step") ??
    buildGradientGraph(model, "outputs")
  );
}

function compare(
  what: string,
  graph: Graph,
  state: Bindings,
  count: number,
  actual: ReadonlyMap<string, ArrayLike<number>>,
): Compared {
  const seeds = [...seedsOf(model!)].map(
    ([name, tensor]) => [`outputGradient:${name}`, tensor] as const,
  );
  const bindings = new Map([...state, ...seeds]);
  const { exact, noisy, seconds, noisySeconds } = interpretTwice(
    what,
    graph,
    bindings,
    drawKey(1, count),
  );
  const sides = [...exact].map(([name, tensor]): readonly [string, Sides] => [
    name,
    { exact: tensor, noisy: noisy.get(name)!, actual: actual.get(name)! },
  ]);
  return { seconds, noisySeconds, ...compareAll(new Map(sides)) };
}
