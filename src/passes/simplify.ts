/**
 * Applies the ops' own identities until none applies, and computes what is equal once.
 *
 * Establishes: no node has a simpler equal form that its op knows, seen from its inputs, and no two nodes
 * are equal. The two go together, from the inputs on: equal parts often show only after identities, and
 * some identities need equal parts to be one value (`(a + b) - a`). Bounded: a node is rewritten at most a
 * few times, each time to something its op calls simpler; what an identity makes on its way is simplified,
 * too.
 */
import { createBuild } from "../graph/build.ts";
import type { Build } from "../graph/build.generated.ts";
import { nodesOf, type Graph, type Node, type Value } from "../graph/graph.ts";
import type { Readers } from "../graph/op.ts";
import { rewriteGraph, withInputs, type Replace } from "../graph/rewrite.ts";
import { sameShape } from "../graph/type.ts";
import { createSharing, type Sharing } from "./share-common.ts";

/** Longest chain of identities at one node; the longest that the ops have is three. */
const mostSteps = 8;

/** What is simple: a later run looks only at what is new. More readers make nothing simpler. */
export interface Simple {
  /** Nodes that are in their simplest form. */
  readonly done: Set<Node>;
  readonly sharing: Sharing;
}

export function nothingSimple(): Simple {
  return { done: new Set(), sharing: createSharing() };
}

interface Simplifying extends Simple {
  readonly build: Build;
  readonly readers: Readers;
}

/** @param known what was found simple before, of graphs that this one goes on from; it grows */
export function simplify(graph: Graph, known: Simple = nothingSimple()): Graph {
  const order = nodesOf(graph);
  const counts = countReaders(graph, order);
  // Of values that came in the place of others.
  const joined = new Map<Value, number>();
  // What an identity makes on its way is read once: there, unless it is known from before.
  const isReadOnce = (value: Value): boolean => (joined.get(value) ?? counts.get(value) ?? 1) <= 1;
  const state = { build: createBuild(), readers: { isReadOnce }, ...known };
  const replace: Replace = (node, original) => {
    const values = known.done.has(node) ? node.values : simplifyNode(node, state);
    if (values === original.values) return values;
    values.forEach((value, result) => {
      const before = original.values[result]!;
      if (value === before) return;
      const own = joined.get(value) ?? counts.get(value) ?? 0;
      joined.set(value, own + (counts.get(before) ?? 0));
    });
    return values;
  };
  return rewriteGraph(graph, replace, order);
}

function countReaders(graph: Graph, order: readonly Node[]): ReadonlyMap<Value, number> {
  const counts = new Map<Value, number>();
  const read = (value: Value): void => void counts.set(value, (counts.get(value) ?? 0) + 1);
  graph.outputs.forEach(({ value }) => read(value));
  for (const node of order) node.inputs.forEach(read);
  return counts;
}

/** A node whose inputs are in their simplest form. */
function simplifyNode(node: Node, state: Simplifying): readonly Value[] {
  const same = state.sharing.find(node);
  if (same !== undefined) return same;
  const [value] = node.values;
  if (node.values.length !== 1) {
    state.done.add(node);
    return state.sharing.keep(node, node.values);
  }
  const simple = simplifyValue(value!, state);
  if (simple.node === node || state.done.has(simple.node)) {
    state.done.add(simple.node);
    return state.sharing.keep(node, [simple]);
  }
  const values = state.sharing.find(simple.node) ?? state.sharing.keep(simple.node, [simple]);
  state.done.add(values[0]!.node);
  return state.sharing.keep(node, values);
}

function simplifyValue(value: Value, state: Simplifying): Value {
  let current = value;
  const seen: Node[] = [];
  while (seen.length < mostSteps && !seen.includes(current.node)) {
    const { node } = current;
    if (node.op.simplify === undefined) break;
    seen.push(node);
    const build = state.build.at(node.origin ?? value.node.origin);
    const next = node.op.simplify(current, build, state.readers);
    if (next === undefined || !sameType(next, value)) break;
    current = overSimpleInputs(next, state);
  }
  return current;
}

/** What an identity made, once the new values that it reads are simple, too: a few levels deep. */
function overSimpleInputs(value: Value, state: Simplifying): Value {
  if (state.done.has(value.node)) return value;
  const inputs = value.node.inputs.map((input) => {
    if (state.done.has(input.node)) return input;
    return simplifyNode(overSimpleInputs(input, state).node, state)[input.result]!;
  });
  return withInputs(value.node, inputs).values[value.result]!;
}

/** An identity of numbers that makes a float of an int is none of tensors. */
function sameType(a: Value, b: Value): boolean {
  return a.type.element === b.type.element && sameShape(a.type.shape, b.type.shape);
}
