/**
 * Applies the ops' own identities until none applies.
 *
 * Establishes: no node has a simpler equal form that its op knows, seen from its inputs. Bounded: a node
 * is rewritten at most a few times, each time to something its op calls simpler.
 */
import { createBuild } from "../graph/build.ts";
import type { Build } from "../graph/build.generated.ts";
import { topologicalOrder, type Graph, type Node, type Value } from "../graph/graph.ts";
import type { Readers } from "../graph/op.ts";
import { sameShape } from "../graph/type.ts";
import { rewriteGraph } from "../graph/rewrite.ts";

/** Longest chain of identities at one node; the longest that the ops have is three. */
const mostSteps = 8;

export function simplify(graph: Graph): Graph {
  const build = createBuild();
  const counts = countReaders(graph);
  const readers = new Map<Value, number>();
  // What an identity makes on its way is read once: there, unless it is known from before.
  const isReadOnce = (value: Value): boolean => (readers.get(value) ?? 1) <= 1;
  return rewriteGraph(graph, (node, original) => {
    const isSimplified = node.values.length === 1 && node.op.simplify !== undefined;
    const values = isSimplified
      ? [simplifyValue(node.values[0]!, build, { isReadOnce })]
      : node.values;
    values.forEach((value, result) => {
      const count = counts.get(original.values[result]!) ?? 0;
      readers.set(value, (readers.get(value) ?? 0) + count);
    });
    return values;
  });
}

function countReaders(graph: Graph): ReadonlyMap<Value, number> {
  const counts = new Map<Value, number>();
  const read = (value: Value): void => void counts.set(value, (counts.get(value) ?? 0) + 1);
  graph.outputs.forEach(({ value }) => read(value));
  for (const node of topologicalOrder([...counts.keys()])) node.inputs.forEach(read);
  return counts;
}

/** An identity of numbers that makes a float of an int is none of tensors. */
function sameType(a: Value, b: Value): boolean {
  return a.type.element === b.type.element && sameShape(a.type.shape, b.type.shape);
}

function simplifyValue(value: Value, build: Build, readers: Readers): Value {
  let current = value;
  const seen = new Set<Node>();
  for (let step = 0; step < mostSteps && !seen.has(current.node); step++) {
    seen.add(current.node);
    const next = current.node.op.simplify?.(
      current,
      build.at(current.node.origin ?? value.node.origin),
      readers,
    );
    if (next === undefined || !sameType(next, value)) break;
    current = next;
  }
  return current;
}
