/**
 * The gradients of the loss and of the outputs where they are the same function below a waist: made once.
 *
 * Invariant: at the waist they are handed on as residuals, of the same names and types, so that whatever
 * comes after them need not know which of the two came before.
 */
import { vectorJacobian } from "../autodiff.ts";
import type { Build } from "../graph/build.generated.ts";
import { createBuild } from "../graph/build.ts";
import type { Node, Output, Value } from "../graph/graph.ts";
import type { Seed } from "../graph/op.ts";
import type { Model } from "../model/model.ts";
import { gradientsBySources, seedsOf, sourcesOf, wantedOf } from "./gradients.ts";
import type { Training } from "./training.ts";
import { findWaist, type Waist } from "./waist.ts";

/** The gradients of the loss and of the outputs in what they differ, and in what they have in common. */
export interface ParallelGradients {
  /** What is handed on at the waist, as residuals. */
  readonly ofLoss: readonly Output[];
  readonly ofOutputs: readonly Output[];
  /** From there on, named as {@link gradientOutputs} does. */
  readonly common: readonly Output[];
}

/** undefined: the loss and the outputs have little in common, or there are not both. */
export function parallelGradients(model: Model, training: Training): ParallelGradients | undefined {
  const [ofLoss, ofOutputs] = [seedsOf(training, "loss"), seedsOf(training, "outputs")];
  if (ofLoss.length === 0 || ofOutputs.length === 0) return undefined;
  const roots = [...ofLoss, ...ofOutputs].map(({ value }) => value);
  const sources = sourcesOf(roots);
  const wanted = wantedOf(model).flatMap(({ source }) => sources.get(source) ?? []);
  const waist = findWaist(roots, wanted);
  if (waist === undefined) return undefined;
  const build = createBuild();
  const handed = [waist.value, ...waist.above].map((value, at) => {
    const name = `waist${at + 1}`;
    return { value, name, gradient: build.source("residual", name, value.type) };
  });
  const above = (seeds: readonly Seed[]): readonly Output[] => {
    const found = gradientsAbove(waist, seeds, build);
    return handed.map(({ name, value }, at) => ({
      name: `residual:${name}`,
      value: found[at] ?? build.constant(0, value.type.shape),
    }));
  };
  return {
    ofLoss: above(ofLoss),
    ofOutputs: above(ofOutputs),
    common: gradientsBySources(model, handed, build),
  };
}

/** By the waist and by what is read above it, each as if it did not depend on the others. */
function gradientsAbove(
  waist: Waist,
  seeds: readonly Seed[],
  build: Build,
): readonly (Value | undefined)[] {
  const isWaist = (node: Node): boolean => node === waist.value.node;
  return vectorJacobian(seeds, [waist.value, ...waist.above], build, isWaist);
}
