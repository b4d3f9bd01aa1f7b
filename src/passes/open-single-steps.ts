/**
 * A scan of one step is its body: what streams step by step needs no loop.
 *
 * Establishes: every scan has two steps at least.
 */
import { createBuild } from "../graph/build.ts";
import type { Graph, Node, Value } from "../graph/graph.ts";
import { rewriteGraph } from "../graph/rewrite.ts";
import { bodySource, bodySources, inputBehind, isScan, partsOfScan } from "../graph/scan.ts";
import { substitute } from "../graph/substitute.ts";

export function openSingleSteps(graph: Graph): Graph {
  return rewriteGraph(graph, (node) => {
    if (!isScan(node) || partsOfScan(node).length > 1) return undefined;
    return open(node);
  });
}

/** The one step of a sequence, and the sequence of one step, are the same elements in another shape. */
function open(node: Node): readonly Value[] {
  const build = createBuild(node.origin);
  const scan = partsOfScan(node);
  const given = new Map<Value, Value>();
  for (const source of bodySources(scan.body)) {
    const [value] = source.values as readonly [Value];
    const input = inputBehind(scan, source);
    const isElement = bodySource(source).role === "element";
    given.set(value, isElement ? build.reshape(input, value.type.shape) : input);
  }
  const results = substitute([...scan.next, ...scan.emits], given);
  return results.map((value, at) =>
    at < scan.states ? value : build.reshape(value, node.values[at]!.type.shape),
  );
}
