/**
 * Which ops are linear (up to a shift) is asked of their gradients: where ∂y/∂x does not depend on x, y is.
 *
 * Invariant: no op is known by name; the answer holds with all other inputs held fixed.
 */
import { vectorJacobian } from "../autodiff.ts";
import type { Build } from "../graph/build.generated.ts";
import { createBuild } from "../graph/build.ts";
import { topologicalOrder, type Node, type Value } from "../graph/graph.ts";
import type { Region } from "./regions.ts";

/**
 * The one input that the value is a linear function of, all others being fixed, and scaled by none but those
 * that may; else undefined.
 */
export function linearInput(
  value: Value,
  isFixed: (input: Value) => boolean,
  mayScale: (input: Value) => boolean,
): Value | undefined {
  const { op, inputs } = value.node;
  const open = inputs.filter((input) => !isFixed(input));
  const [only] = open;
  if (only === undefined || open.length > 1) return undefined;
  // What only moves numbers scales none.
  const isMoved = op.family === "movement" && inputs.indexOf(only) < (op.dataInputs ?? Infinity);
  if (op.isIdentity === true || isMoved) return only;
  const needs = slopeNeeds(value, only);
  if (needs === undefined || needs.has(only.node)) return undefined;
  return inputs.every((input) => !needs.has(input.node) || mayScale(input)) ? only : undefined;
}

/** What a linear layer multiplies. */
export interface Product {
  readonly data: Value;
  readonly weights: Value;
}

/** The value as data times trained weights. A sum of the two is none: it only shifts the data. */
export function weightedData(value: Value, region: Region): Product | undefined {
  const [first, second] = value.node.inputs;
  if (first === undefined || second === undefined || value.node.inputs.length > 2) return undefined;
  const isWeights = (input: Value): boolean => region.hasTrained(input) && !region.hasData(input);
  const [data, weights] = isWeights(first) ? [second, first] : [first, second];
  if (!isWeights(weights) || !region.hasData(data)) return undefined;
  const needs = slopeNeeds(value, data);
  return needs?.has(weights.node) === true && !needs.has(data.node) ? { data, weights } : undefined;
}

/** What the value is the square of: a product of something with itself. */
export function squared(value: Value, build: Build): Value | undefined {
  const readers = { isReadOnce: () => false };
  const simple = value.node.op.simplify?.(value, build, readers) ?? value;
  const [first, second] = simple.node.inputs;
  if (first === undefined || first !== second || simple.node.inputs.length > 2) return undefined;
  return slopeNeeds(simple, first)?.has(first.node) === true ? first : undefined;
}

/**
 * The inputs that ∂value/∂input is computed from, the value itself counting as all of them; undefined where
 * no gradient flows. The formula is looked at up to the inputs, so this takes no longer in a large network.
 */
function slopeNeeds(value: Value, input: Value): ReadonlySet<Node> | undefined {
  const { op, inputs, attributes, values } = value.node;
  if (op.family === "structure" || op.gradient === undefined) return undefined;
  const build = createBuild();
  const gradient = build.source("gradient", "of the result", value.type);
  const wanted = inputs.map((each) => each === input);
  const context = { inputs, results: values, gradients: [gradient], attributes, build, wanted };
  const slope = op.gradient({ ...context, vectorJacobian })[inputs.indexOf(input)];
  if (slope === undefined) return undefined;
  const edges = new Set([value.node, ...inputs.map(({ node }) => node)]);
  const found = topologicalOrder([slope], (node) => edges.has(node));
  const met = found.filter((node) => edges.has(node));
  return new Set(met.includes(value.node) ? edges : met);
}
