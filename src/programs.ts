/**
 * The graphs that a module runs, made from a model: forward, loss, backward, update, step, initialize.
 *
 * Invariant: outputs are named by where they go: `output:y`, `metric:loss`, `grad:dense1.W`,
 * `inputGrad:x`, `param:dense1.W`, `buffer:…`, `state:…`, `residual:r1`; every output is computed from
 * what the sources hold when the program starts. Forward graphs are simplified before they are
 * differentiated, so that no gradient passes through a logarithm of something that underflowed.
 */
import { vectorJacobian } from "./autodiff.ts";
import { createBuild } from "./graph/build.ts";
import { topologicalOrder, type Graph, type Node, type Output, type Value } from "./graph/graph.ts";
import type { Seed } from "./graph/op.ts";
import type { ProgramName } from "./kernel/kernel.ts";
import type { Model, Section } from "./model/model.ts";
import { isZero } from "./ops/kit/constants.ts";
import { keepForGradients } from "./passes/keep-for-gradients.ts";
import { runPasses } from "./passes/pipeline.ts";
import { substitute } from "./graph/substitute.ts";

export interface ModelPrograms {
  readonly graphs: ReadonlyMap<ProgramName, Graph>;
  /** Inference and training compute the same outputs, without draws and moving buffers. */
  readonly graphsEqual: boolean;
}

export function buildPrograms(model: Model, inferenceOnly: boolean): ModelPrograms {
  const graphs = new Map<ProgramName, Graph>();
  const put = (name: ProgramName, outputs: readonly Output[]): void => {
    if (outputs.length > 0) graphs.set(name, runPasses({ name: model.name, outputs }));
  };
  put("initialize", initialOutputs(model));
  put("loss", objectiveOutputs(model.inference));
  if (inferenceOnly) {
    put("forward", sectionOutputs(model.inference));
    return { graphs, graphsEqual: false };
  }
  const graphsEqual = areGraphsEqual(model);
  const training = prepareTraining(model);
  const residuals = createResiduals(training);
  const backward = residuals.cut(gradientOutputs(model, training, "loss"));
  const backwardOutputs = residuals.cut(gradientOutputs(model, training, "outputs"));
  const objectives = residuals.cut(training.objectives);
  const kept = [...training.outputs, ...training.bufferOutputs, ...residuals.outputs()];
  if (graphsEqual) put("forward", kept);
  else {
    put("forward", sectionOutputs(model.inference));
    put("forwardTraining", kept);
  }
  put("objectives", objectives);
  put("backward", backward);
  put("backwardOutputs", backwardOutputs);
  put("update", (model.optimizer?.next ?? []).map(nextOutput));
  put("step", stepOutputs(model, training));
  return { graphs, graphsEqual };
}

/**
 * Gradients of the loss, or of the outputs, in one graph with the forward that they need: what `check`
 * judges `backward` by. Outputs are named as in `backward`.
 */
export function buildGradientGraph(model: Model, of: "loss" | "outputs"): Graph {
  const outputs = gradientOutputs(model, prepareTraining(model), of);
  return runPasses({ name: model.name, outputs });
}

/** The loss and outputs of training as gradients see them: simplified, before they are differentiated. */
export function buildTrainingGraph(model: Model): Graph {
  const { outputs, objectives } = prepareTraining(model);
  return { name: model.name, outputs: [...outputs, ...objectives] };
}

// ── the two graphs of a model ─────────────────────────────────────────────────────────────────────

function sectionOutputs(section: Section): readonly Output[] {
  return section.outputs.map(({ name, value }) => ({ name: `output:${name}`, value }));
}

function objectiveOutputs(section: Section): readonly Output[] {
  const total = section.loss === undefined ? [] : [{ name: "metric:loss", value: section.loss }];
  const others = section.metrics.filter(({ name }) => name !== "loss");
  return [...total, ...others.map(({ name, value }) => ({ name: `metric:${name}`, value }))];
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

interface NextLike {
  readonly role: string;
  readonly name: string;
  readonly value: Value;
}

function nextOutput({ role, name, value }: NextLike): Output {
  return { name: `${role}:${name}`, value };
}

/** The training section, simplified as one graph, so that its parts share what they have in common. */
interface Training {
  readonly outputs: readonly Output[];
  readonly objectives: readonly Output[];
  /** Rules of buffers, moved by every training forward, and of params, moved by `step`. */
  readonly bufferOutputs: readonly Output[];
  readonly ruleOutputs: readonly Output[];
  readonly loss: Value | undefined;
}

function prepareTraining(model: Model): Training {
  const section = model.training;
  const next = section.next.map(nextOutput);
  const parts = [sectionOutputs(section), objectiveOutputs(section), next] as const;
  const simple = runPasses({ name: model.name, outputs: parts.flat() });
  const whole = keepForGradients(simple, vectorJacobian).outputs;
  const outputs = whole.slice(0, parts[0].length);
  const objectives = whole.slice(parts[0].length, parts[0].length + parts[1].length);
  const rules = whole.slice(parts[0].length + parts[1].length);
  const isBuffer = (output: Output): boolean => output.name.startsWith("buffer:");
  return {
    outputs,
    objectives,
    bufferOutputs: rules.filter(isBuffer),
    ruleOutputs: rules.filter((output) => !isBuffer(output)),
    loss: section.loss === undefined ? undefined : objectives[0]!.value,
  };
}

function areGraphsEqual(model: Model): boolean {
  if (model.training.next.some((next) => next.role === "buffer")) return false;
  const inference = sectionOutputs(model.inference);
  const both = [...inference, ...sectionOutputs(model.training)];
  const merged = runPasses({ name: model.name, outputs: both }).outputs;
  const draws = topologicalOrder(merged.map((output) => output.value)).some(
    (node) => node.op.family === "draw",
  );
  const pairs = merged.slice(0, inference.length);
  return (
    !draws &&
    pairs.every((output, index) => output.value === merged[inference.length + index]!.value)
  );
}

// ── gradients ─────────────────────────────────────────────────────────────────────────────────────

function sourcesOf(roots: readonly Value[]): ReadonlyMap<string, Value> {
  const sources = new Map<string, Value>();
  for (const node of topologicalOrder(roots)) {
    const { role, name } = node.attributes as { role?: string; name?: string };
    if (role !== undefined && node.inputs.length === 0)
      sources.set(`${role}:${name}`, node.values[0]!);
  }
  return sources;
}

/** Gradients of all params that are trained, and of the float inputs. */
function gradientOutputs(
  model: Model,
  training: Training,
  of: "loss" | "outputs",
): readonly Output[] {
  const build = createBuild();
  const seeds: Seed[] = [];
  if (of === "loss" && training.loss !== undefined) {
    seeds.push({ value: training.loss, gradient: build.constant(1) });
  }
  if (of === "outputs") {
    for (const { name, value } of training.outputs) {
      if (value.type.element !== "float") continue;
      const port = name.slice("output:".length);
      seeds.push({ value, gradient: build.source("outputGradient", port, value.type) });
    }
  }
  if (seeds.length === 0) return [];
  const sources = sourcesOf(seeds.map((seed) => seed.value));
  const wanted = [
    ...model.params
      .filter((param) => !param.frozen)
      .map((param) => ({ id: `param:${param.name}`, to: `grad:${param.name}`, type: param.type })),
    ...model.inputs
      .filter((port) => port.type.element === "float")
      .map((port) => ({ id: `input:${port.name}`, to: `inputGrad:${port.name}`, type: port.type })),
  ];
  const reached = wanted.flatMap(({ id }) => sources.get(id) ?? []);
  const gradients = vectorJacobian(seeds, reached, build);
  const byValue = new Map(reached.map((value, index) => [value, gradients[index]]));
  return wanted.map(({ id, to, type }) => {
    const source = sources.get(id);
    const gradient = source === undefined ? undefined : byValue.get(source);
    return { name: to, value: gradient ?? build.constant(0, type.shape) };
  });
}

// ── residuals ─────────────────────────────────────────────────────────────────────────────────────

interface Residuals {
  /** Replaces what a forward has computed by `residual` sources. */
  readonly cut: (outputs: readonly Output[]) => readonly Output[];
  /** What the forward must keep. */
  readonly outputs: () => readonly Output[];
}

/**
 * Values of the outputs' graph that gradients read. Sources and what is only moved or constant are read
 * as they are, but for buffers that the forward itself moves: those are kept as they were. What only the
 * loss needs is computed by backward itself.
 */
function createResiduals({ outputs: forward, bufferOutputs }: Training): Residuals {
  const moved = new Set(bufferOutputs.map((output) => output.name));
  const isMoved = ({ attributes: { role, name } }: Node): boolean =>
    role === "buffer" && moved.has(`buffer:${String(name)}`);
  const nodes = topologicalOrder(forward.map((output) => output.value));
  const computed = new Set<Node>();
  for (const node of nodes) if (isComputed(node, computed)) computed.add(node);
  const kept = new Map<Value, Value>();
  const build = createBuild();
  return {
    cut: (outputs) => {
      const roots = outputs.map((output) => output.value);
      for (const value of frontier(roots, (node) => computed.has(node) || isMoved(node))) {
        if (kept.has(value)) continue;
        kept.set(value, build.source("residual", `r${kept.size + 1}`, value.type));
      }
      const values = substitute(roots, kept);
      return outputs.map((output, index) => ({ ...output, value: values[index]! }));
    },
    outputs: () =>
      [...kept].map(([value, source]) => ({
        name: `residual:${source.node.attributes["name"] as string}`,
        value,
      })),
  };
}

/** Not a source, a constant, or the movement of one. Inputs come first. */
function isComputed(node: Node, computed: ReadonlySet<Node>): boolean {
  if (node.op.family === "source") return false;
  return node.op.family !== "movement" || node.inputs.some((input) => computed.has(input.node));
}

/** Where walking back from the roots first meets values that a forward keeps. */
function frontier(roots: readonly Value[], isKept: (node: Node) => boolean): ReadonlySet<Value> {
  const found = new Set<Value>();
  const seen = new Set<Node>();
  const visit = (value: Value): void => {
    if (isKept(value.node) && value.node.op.family !== "movement") {
      found.add(value);
      return;
    }
    if (seen.has(value.node)) return;
    seen.add(value.node);
    waiting.push(...value.node.inputs);
  };
  const waiting = [...roots];
  while (waiting.length > 0) visit(waiting.pop()!);
  return found;
}

// ── the training step ─────────────────────────────────────────────────────────────────────────────

/** Forward, backward and update as one graph, everything from old values. */
function stepOutputs(model: Model, training: Training): readonly Output[] {
  if (!model.learns) return [];
  const rules = [...training.ruleOutputs, ...training.bufferOutputs];
  return [...training.objectives, ...updatesFromLoss(model, training), ...rules];
}

function updatesFromLoss(model: Model, training: Training): readonly Output[] {
  if (model.optimizer === undefined || training.loss === undefined) return [];
  const build = createBuild();
  const next = model.optimizer.next.map(nextOutput);
  const asked = [...sourcesOf(next.map((output) => output.value))].filter(([id]) =>
    id.startsWith("gradient:"),
  );
  const sources = sourcesOf([training.loss]);
  const params = asked.map(([id]) => sources.get(`param:${id.slice("gradient:".length)}`));
  const reached = params.filter((param) => param !== undefined);
  const seed = { value: training.loss, gradient: build.constant(1) };
  const gradients = vectorJacobian([seed], reached, build);
  const replacements = new Map<Value, Value>();
  asked.forEach(([, source], index) => {
    const param = params[index];
    const gradient = param === undefined ? undefined : gradients[reached.indexOf(param)];
    replacements.set(source, gradient ?? build.constant(0, source.type.shape));
  });
  const values = substitute(
    next.map((output) => output.value),
    replacements,
  );
  return next.map((output, index) => ({ ...output, value: values[index]! }));
}
