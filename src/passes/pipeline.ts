/**
 * The passes in their order, from a program's graph to what is lowered.
 *
 * Invariant: each keeps the meaning up to rounding; the verifier accepts the graph after each. An idle pass
 * returns the very same graph.
 */
import type { Graph, Output } from "../graph/graph.ts";
import { hasScans } from "../graph/scan.ts";
import { everywhere } from "./bodies.ts";
import { leaveLoops } from "./leave-loops.ts";
import { openSingleSteps } from "./open-single-steps.ts";
import { pruneScans } from "./prune-scans.ts";
import { nothingSimple, simplify, type Simple } from "./simplify.ts";

export interface Pass {
  readonly name: string;
  readonly run: (graph: Graph) => Graph;
  /** It has nothing to do without scans. */
  readonly ofScans: boolean;
}

export const pipeline: readonly Pass[] = [
  { name: "open-single-steps", run: openSingleSteps, ofScans: true },
  { name: "simplify", run: simplify, ofScans: false },
  // What is equal counts once when work leaves loops, and what nobody reads not at all. What was left
  // behind is dropped.
  { name: "prune-scans", run: pruneScans, ofScans: true },
  { name: "leave-loops", run: leaveLoops, ofScans: true },
  { name: "prune-scans again", run: pruneScans, ofScans: true },
  // What left a loop may be equal to what was outside.
  { name: "simplify again", run: simplify, ofScans: true },
];

export function runPasses(graph: Graph, after?: (pass: Pass, graph: Graph) => void): Graph {
  const scans = hasScans(graph);
  return pipeline.reduce((current, pass) => {
    if (pass.ofScans && !scans) return current;
    const next = scans ? everywhere(pass.run)(current) : pass.run(current);
    after?.(pass, next);
    return next;
  }, graph);
}

/** The same for a graph that goes on from others: where it has no scans, what is simple is left alone. */
function runPassesOn(graph: Graph, known: Simple): Graph {
  return hasScans(graph) ? runPasses(graph) : simplify(graph, known);
}

/**
 * Several groups of outputs as one graph: what they have in common is looked at once.
 *
 * @param known what was found simple before in the groups
 */
export function simplifyTogether<Groups extends readonly (readonly Output[])[]>(
  name: string,
  groups: Groups,
  known: Simple = nothingSimple(),
): { readonly [group in keyof Groups]: readonly Output[] } {
  return together(groups, (outputs) => runPassesOn({ name, outputs }, known).outputs);
}

/** Groups of outputs, made into others as one. */
export function together<Groups extends readonly (readonly Output[])[]>(
  groups: Groups,
  make: (outputs: readonly Output[]) => readonly Output[],
): { readonly [group in keyof Groups]: readonly Output[] } {
  const outputs = make(groups.flat());
  let start = 0;
  return groups.map((group) => outputs.slice(start, (start += group.length))) as {
    readonly [group in keyof Groups]: readonly Output[];
  };
}

/** Of the scans of a part of a graph only what the part uses. */
export function pruneAll(graph: Graph): Graph {
  return hasScans(graph) ? everywhere(pruneScans)(graph) : graph;
}
