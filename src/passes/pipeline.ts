/**
 * The passes in their order, from a program's graph to what is lowered.
 *
 * Invariant: each keeps the meaning up to rounding; the verifier accepts the graph after each.
 */
import type { Graph } from "../graph/graph.ts";
import { everywhere } from "./bodies.ts";
import { leaveLoops } from "./leave-loops.ts";
import { openSingleSteps } from "./open-single-steps.ts";
import { pruneScans } from "./prune-scans.ts";
import { shareCommon } from "./share-common.ts";
import { simplify } from "./simplify.ts";

export interface Pass {
  readonly name: string;
  readonly run: (graph: Graph) => Graph;
}

export const pipeline: readonly Pass[] = [
  { name: "open-single-steps", run: everywhere(openSingleSteps) },
  // Identities first: equal parts often show only after them.
  { name: "simplify", run: everywhere(simplify) },
  { name: "share-common", run: everywhere(shareCommon) },
  // What is equal counts once when work leaves loops, and what nobody reads not at all. What was left
  // behind is dropped.
  { name: "prune-scans", run: everywhere(pruneScans) },
  { name: "leave-loops", run: everywhere(leaveLoops) },
  { name: "prune-scans again", run: everywhere(pruneScans) },
  // Shared parts cancel: `(a + b) - a` needs both a to be one value.
  { name: "simplify again", run: everywhere(simplify) },
  { name: "share-common again", run: everywhere(shareCommon) },
];

export function runPasses(graph: Graph, after?: (pass: Pass, graph: Graph) => void): Graph {
  return pipeline.reduce((current, pass) => {
    const next = pass.run(current);
    after?.(pass, next);
    return next;
  }, graph);
}
