/**
 * Reverse-mode differentiation, graph to graph. It knows no op: each is asked for its vector-Jacobian
 * product, and the answers are added up.
 *
 * Invariant: the gradient of a value is the sum over its uses, in the order of the uses, so that the
 * same graph gives the same gradient graph.
 */
import type { Build } from "./graph/build.generated.ts";
import { topologicalOrder, type Node, type Value } from "./graph/graph.ts";
import type { Seed } from "./graph/op.ts";
import { accumulate } from "./ops/kit/accumulate.ts";

/** ∂target/∂wanted for each wanted value; undefined where the target does not depend on it. */
export function differentiate(
  target: Value,
  wanted: readonly Value[],
  build: Build,
  seed: Value = build.constant(1, target.type.shape),
): readonly (Value | undefined)[] {
  return vectorJacobian([{ value: target, gradient: seed }], wanted, build);
}

/**
 * Σ seeds · ∂value/∂wanted.
 *
 * @param isEdge nodes that count as given: what is below them is not asked
 */
export function vectorJacobian(
  seeds: readonly Seed[],
  wanted: readonly Value[],
  build: Build,
  isEdge?: (node: Node) => boolean,
): readonly (Value | undefined)[] {
  const order = topologicalOrder(
    seeds.map((seed) => seed.value),
    isEdge,
  );
  const active = findActive(order, new Set(wanted));
  const gradients = new Map<Value, Value>();
  const add = (value: Value, gradient: Value): void => {
    const known = gradients.get(value);
    gradients.set(value, known === undefined ? gradient : accumulate(build, known, gradient));
  };
  for (const { value, gradient } of seeds) add(value, gradient);
  for (const node of [...order].reverse()) {
    if (active.has(node) && isEdge?.(node) !== true) pullBack(node, active, gradients, add, build);
  }
  return wanted.map((value) => gradients.get(value));
}

/** Passes the gradients of a node's results on to its inputs. */
function pullBack(
  node: Node,
  active: ReadonlySet<Node>,
  gradients: ReadonlyMap<Value, Value>,
  add: (value: Value, gradient: Value) => void,
  build: Build,
): void {
  const ofResults = node.values.map((value) => gradients.get(value));
  if (node.op.gradient === undefined || ofResults.every((each) => each === undefined)) return;
  const wanted = node.inputs.map((input) => active.has(input.node));
  const ofInputs = node.op.gradient({
    inputs: node.inputs,
    results: node.values,
    gradients: ofResults,
    attributes: node.attributes,
    build: build.at(node.origin),
    wanted,
    vectorJacobian,
  });
  ofInputs.forEach((gradient, index) => {
    if (gradient !== undefined && wanted[index] === true) add(node.inputs[index]!, gradient);
  });
}

/** Nodes on a way from a wanted value to the target. */
function findActive(order: readonly Node[], wanted: ReadonlySet<Value>): ReadonlySet<Node> {
  const active = new Set<Node>();
  for (const node of order) {
    const isWanted = node.values.some((value) => wanted.has(value));
    if (isWanted || node.inputs.some((input) => active.has(input.node))) active.add(node);
  }
  return active;
}
