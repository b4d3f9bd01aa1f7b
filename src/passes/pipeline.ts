/**
 * The passes in their order, from a program's graph to what is lowered.
 *
 * Invariant: each keeps the meaning up to rounding; the verifier accepts the graph after each.
 */
import type { Graph } from "../graph/graph.ts";
import { shareCommon } from "./share-common.ts";
import { simplify } from "./simplify.ts";

export interface Pass {
  readonly name: string;
  readonly run: (graph: Graph) => Graph;
}

export const pipeline: readonly Pass[] = [
  // Identities first: equal parts often show only after them.
  { name: "simplify", run: simplify },
  { name: "share-common", run: shareCommon },
  // Shared parts cancel: `(a + b) - a` needs both a to be one value.
  { name: "simplify again", run: simplify },
  { name: "share-common again", run: shareCommon },
];

export function runPasses(graph: Graph, after?: (pass: Pass, graph: Graph) => void): Graph {
  return pipeline.reduce((current, pass) => {
    const next = pass.run(current);
    after?.(pass, next);
    return next;
  }, graph);
}
