/**
 * The sections of a model as outputs of programs, named by where they go; the training section simplified
 * as one graph, so that its parts share what they have in common.
 *
 * Invariant: what a forward gives depends on no target; named values that do are measured with the loss.
 */
import { vectorJacobian } from "../autodiff.ts";
import { topologicalOrder, type Output, type Value } from "../graph/graph.ts";
import type { Model, Section } from "../model/model.ts";
import { keepForGradients } from "../passes/keep-for-gradients.ts";
import { runPasses, simplifyTogether } from "../passes/pipeline.ts";
import { shareCommon } from "../passes/share-common.ts";
import type { Simple } from "../passes/simplify.ts";

export function sectionOutputs(section: Section): readonly Output[] {
  return section.outputs.map(({ name, value }) => ({ name: `output:${name}`, value }));
}

export function objectiveOutputs(section: Section): readonly Output[] {
  const total = section.loss === undefined ? [] : [{ name: "metric:loss", value: section.loss }];
  const others = section.metrics.filter(({ name }) => name !== "loss");
  return [...total, ...others.map(({ name, value }) => ({ name: `metric:${name}`, value }))];
}

export function exposedOutputs(section: Section): readonly Output[] {
  return section.exposed.map(({ name, value }) => ({ name: `exposed:${name}`, value }));
}

/** What a forward leaves to the next one. */
export function carriedOutputs(section: Section): readonly Output[] {
  return section.carried.map(({ name, next }) => ({ name: `carried:${name}`, value: next }));
}

/** Those that a forward can give, and those that need targets; all of them simple. */
export function splitByTargets(
  outputs: readonly Output[],
): readonly [free: readonly Output[], bound: readonly Output[]] {
  const isBound = ({ value }: Output): boolean =>
    topologicalOrder([value]).some(({ attributes }) => attributes["role"] === "target");
  return [outputs.filter((output) => !isBound(output)), outputs.filter(isBound)];
}

interface NextLike {
  readonly role: string;
  readonly name: string;
  readonly value: Value;
}

export function nextOutput({ role, name, value }: NextLike): Output {
  return { name: `${role}:${name}`, value };
}

/** The training section, simplified. */
export interface Training {
  readonly outputs: readonly Output[];
  readonly objectives: readonly Output[];
  /** Named values that are kept: by every forward, and with the objectives. */
  readonly exposed: readonly Output[];
  readonly measured: readonly Output[];
  /** Buffers and carried states, moved by every training forward. */
  readonly moved: readonly Output[];
  /** Rules of params, which act in `step`. */
  readonly rules: readonly Output[];
  readonly loss: Value | undefined;
}

/** @param known takes down what is simple, for whatever is made from it */
export function prepareTraining(model: Model, known?: Simple): Training {
  const section = model.training;
  const next = section.next.map(nextOutput);
  const parts = [
    sectionOutputs(section),
    objectiveOutputs(section),
    next.filter(isBuffer),
    carriedOutputs(section),
    next.filter((output) => !isBuffer(output)),
    exposedOutputs(section),
  ] as const;
  const [simple] = simplifyTogether(model.name, [parts.flat()] as const, known);
  const whole = keepForGradients({ name: model.name, outputs: simple }, vectorJacobian).outputs;
  const starts = parts.map((_, at) => parts.slice(0, at).flat().length);
  const [outputs, objectives, buffers, carried, rules, all] = parts.map((part, at) =>
    whole.slice(starts[at]!, starts[at]! + part.length),
  ) as Output[][];
  const [exposed, measured] = splitByTargets(all!);
  return {
    outputs: outputs!,
    objectives: objectives!,
    exposed,
    measured,
    moved: [...buffers!, ...carried!],
    rules: rules!,
    loss: section.loss === undefined ? undefined : objectives![0]!.value,
  };
}

function isBuffer({ name }: Output): boolean {
  return name.startsWith("buffer:");
}

/** Do inference and training compute the same, without draws and moving buffers? */
export function areGraphsEqual(model: Model): boolean {
  if (model.training.next.some((next) => next.role === "buffer")) return false;
  const [inference, training] = [leftBy(model.inference), leftBy(model.training)];
  const namesOf = (list: readonly Output[]): string => list.map(({ name }) => name).join();
  if (namesOf(inference) !== namesOf(training)) return false;
  const outputs = [...inference, ...training];
  const nodes = topologicalOrder(outputs.map((output) => output.value));
  if (nodes.some((node) => node.op.family === "draw")) return false;
  // As they are written, most often; else once they are simple.
  return [shareCommon, runPasses].some((pass) => {
    const values = pass({ name: model.name, outputs }).outputs.map((output) => output.value);
    return inference.every((_, at) => values[at] === values[inference.length + at]);
  });
}

/** All that a forward leaves to be seen, and what is made of it. */
function leftBy(section: Section): readonly Output[] {
  return [sectionOutputs, exposedOutputs, carriedOutputs, objectiveOutputs].flatMap((of) =>
    of(section),
  );
}
