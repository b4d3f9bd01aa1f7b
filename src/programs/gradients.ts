/**
 * Gradients as outputs of programs: of the loss or of the outputs, by params, inputs and named values.
 *
 * Invariant: what is frozen has none, and what only its gradient would need is not there.
 */
import { vectorJacobian } from "../autodiff.ts";
import type { Build } from "../graph/build.generated.ts";
import { createBuild } from "../graph/build.ts";
import { topologicalOrder, type Output, type Value } from "../graph/graph.ts";
import type { Seed } from "../graph/op.ts";
import { substitute } from "../graph/substitute.ts";
import type { TensorType } from "../graph/type.ts";
import type { Model } from "../model/model.ts";
import { shareCommon } from "../passes/share-common.ts";
import { nextOutput, sectionOutputs, type Training } from "./training.ts";
import { valueGradients } from "./value-gradients.ts";

/** What is given from outside, by role and name. */
export function sourcesOf(roots: readonly Value[]): ReadonlyMap<string, Value> {
  const sources = new Map<string, Value>();
  for (const node of topologicalOrder(roots)) {
    const { role, name } = node.attributes as { role?: string; name?: string };
    if (role !== undefined && node.inputs.length === 0)
      sources.set(`${role}:${name}`, node.values[0]!);
  }
  return sources;
}

/** What is differentiated: the loss, or the sum of the outputs as the caller weighs them. */
export type Differentiated = "loss" | "outputs";

type Objective = Pick<Training, "outputs" | "loss">;

/** Each with the weight that it has. */
export function seedsOf({ outputs, loss }: Objective, of: Differentiated): readonly Seed[] {
  const build = createBuild();
  if (of === "loss")
    return loss === undefined ? [] : [{ value: loss, gradient: build.constant(1) }];
  return outputs
    .filter(({ value }) => value.type.element === "float")
    .map(({ name, value }) => {
      const port = name.slice("output:".length);
      return { value, gradient: build.source("outputGradient", port, value.type) };
    });
}

/** Gradients by all params that are trained, by the float inputs, and by exposed values. */
export function gradientOutputs(
  model: Model,
  training: Training,
  of: Differentiated,
): readonly Output[] {
  return [...ownGradients(model, training, of), ...gradientsByValues(model, training, of)];
}

function ownGradients(model: Model, training: Training, of: Differentiated): readonly Output[] {
  const build = createBuild();
  const seeds = seedsOf(training, of);
  return seeds.length === 0 ? [] : gradientsBySources(model, seeds, build);
}

interface Wanted {
  /** Its role and name. */
  readonly source: string;
  readonly to: string;
  readonly type: TensorType;
}

/** Trained params and float inputs, and where their gradients go. */
export function wantedOf({ params, inputs }: Model): readonly Wanted[] {
  return [
    ...params
      .filter(({ frozen }) => !frozen)
      .map(({ name, type }) => ({ source: `param:${name}`, to: `grad:${name}`, type })),
    ...inputs
      .filter(({ type }) => type.element === "float")
      .map(({ name, type }) => ({ source: `input:${name}`, to: `inputGrad:${name}`, type })),
  ];
}

/** Named by where they go; what does not depend on a source has a gradient of zeros by it. */
export function gradientsBySources(
  model: Model,
  seeds: readonly Seed[],
  build: Build,
): readonly Output[] {
  const sources = sourcesOf(seeds.map((seed) => seed.value));
  const wanted = wantedOf(model);
  const reached = wanted.flatMap(({ source }) => sources.get(source) ?? []);
  const gradients = vectorJacobian(seeds, reached, build);
  const byValue = new Map(reached.map((value, index) => [value, gradients[index]]));
  return wanted.map(({ source, to, type }) => {
    const gradient = byValue.get(sources.get(source)!);
    return { name: to, value: gradient ?? build.constant(0, type.shape) };
  });
}

/** Of each step of a scan there is none: what is differentiated are values, and those are many. */
function gradientsByValues(
  { name, training: section }: Model,
  training: Training,
  of: Differentiated,
): readonly Output[] {
  if (section.exposed.length === 0) return [];
  const wanted = new Set(section.exposed.map((each) => each.name));
  const floats = section.values.filter(
    (each) =>
      wanted.has(each.name) && each.value.type.element === "float" && each.isOfSteps !== true,
  );
  const seeds = seedsOf({ outputs: sectionOutputs(section), loss: section.loss }, of);
  const found = valueGradients({ seeds, values: floats });
  // What the forward has, too, is the same node, so that it is kept and not computed again.
  const known = [...training.outputs, ...training.exposed, ...training.objectives];
  const shared = shareCommon({ name, outputs: [...known, ...found] });
  return shared.outputs.slice(known.length);
}

/**
 * New params and states of the optimiser, everything from old values.
 *
 * @param ofLoss gradients of the loss, named as {@link gradientOutputs} does
 */
export function updatesFromLoss(model: Model, ofLoss: readonly Output[]): readonly Output[] {
  if (model.optimizer === undefined || model.training.loss === undefined) return [];
  const build = createBuild();
  const gradients = new Map(ofLoss.map(({ name, value }) => [name, value]));
  const next = model.optimizer.next.map(nextOutput);
  const roots = next.map((output) => output.value);
  const replacements = new Map<Value, Value>();
  for (const [id, source] of sourcesOf(roots)) {
    if (!id.startsWith("gradient:")) continue;
    const gradient = gradients.get(`grad:${id.slice("gradient:".length)}`);
    replacements.set(source, gradient ?? build.constant(0, source.type.shape));
  }
  const values = substitute(roots, replacements);
  return next.map((output, index) => ({ ...output, value: values[index]! }));
}
