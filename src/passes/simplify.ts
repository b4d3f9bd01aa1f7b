/**
 * Applies the ops' own identities until none applies.
 *
 * Establishes: no node has a simpler equal form that its op knows, seen from its inputs. Bounded: a node
 * is rewritten at most a few times, each time to something its op calls simpler.
 */
import { createBuild } from "../graph/build.ts";
import type { Graph, Node, Value } from "../graph/graph.ts";
import { sameShape } from "../graph/type.ts";
import { rewriteGraph } from "../graph/rewrite.ts";

/** Longest chain of identities at one node; the longest that the ops have is three. */
const mostSteps = 8;

export function simplify(graph: Graph): Graph {
  const build = createBuild();
  return rewriteGraph(graph, (node) => {
    const [value] = node.values;
    if (node.values.length !== 1 || node.op.simplify === undefined) return undefined;
    return [simplifyValue(value!, build)];
  });
}

/** An identity of numbers that makes a float of an int is none of tensors. */
function sameType(a: Value, b: Value): boolean {
  return a.type.element === b.type.element && sameShape(a.type.shape, b.type.shape);
}

function simplifyValue(value: Value, build: ReturnType<typeof createBuild>): Value {
  let current = value;
  const seen = new Set<Node>();
  for (let step = 0; step < mostSteps && !seen.has(current.node); step++) {
    seen.add(current.node);
    const next = current.node.op.simplify?.(
      current,
      build.at(current.node.origin ?? value.node.origin),
    );
    if (next === undefined || !sameType(next, value)) break;
    current = next;
  }
  return current;
}
