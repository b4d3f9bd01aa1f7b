/**
 * Runs a pass inside the bodies of scans.
 *
 * Invariant: outputs of a body keep their number, order and types; an idle pass returns the same graph.
 */
import { createNode } from "../graph/create-node.ts";
import type { Graph } from "../graph/graph.ts";
import { rewriteGraph } from "../graph/rewrite.ts";
import { isScan, scanAttributes } from "../graph/scan.ts";

/** The graph with every body, also those inside bodies, after the pass; then the pass on the graph itself. */
export function everywhere(pass: (graph: Graph) => Graph): (graph: Graph) => Graph {
  const run = (graph: Graph): Graph =>
    pass(
      rewriteGraph(graph, (node) => {
        if (!isScan(node)) return undefined;
        const { body } = scanAttributes(node.attributes);
        const after = run(body);
        if (after === body) return undefined;
        return createNode(node.op, node.inputs, { ...node.attributes, body: after }, node.origin);
      }),
    );
  return run;
}
