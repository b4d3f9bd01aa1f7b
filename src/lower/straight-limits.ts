/**
 * Is a program small enough to be straight lines, and may its samples follow one another in one pass?
 *
 * Invariant: says no to what is too large for V8 and the instruction cache, and to what straight lines cannot
 * say: draws, loops, results filled in an order of their own.
 */
import { nodesOf, type Graph, type Node, type Value } from "../graph/graph.ts";
import { elementCount } from "../graph/type.ts";
import { workOf } from "./cost.ts";
import type { Fusion } from "./fusion.ts";
import { assignParts } from "./straight-parts.ts";

/** Multiply-adds and elementwise steps in one function, and stores; docs/performance.md has the measurement. */
const workBudget = 640;

/** Longer sums are as fast and easier to read as loops. */
const longestSum = 64;

/** Ops that follow one another: what is longer would be too deep for the recursion that writes it. */
const longestPath = 500;

/** Is the program small enough, and does one pass over the samples do? */
export function isStraight(graph: Graph, fusion: Fusion): boolean {
  const nodes = nodesOf(graph);
  if (isTooMuch(graph, fusion) || pathLength(nodes) > longestPath) return false;
  const values = nodes.flatMap((node) => node.values);
  const parts = assignParts(graph, fusion);
  return values.every((value) => {
    const { kind } = fusion.lowerings.get(value.node)!;
    if (value.node.op.family === "draw") return false;
    if (kind === "scatterAdd" || kind === "orthonormalize" || kind === "scan") return false;
    if (fixedTerms(value, fusion) > longestSum) return false;
    const inputs = value.node.inputs.map((input) => parts.get(input));
    return !(parts.get(value) === "sample" && inputs.includes("after"));
  });
}

/** What is only stored, as the padding of a `pad`, is no work, but a line each. */
function isTooMuch(graph: Graph, fusion: Fusion): boolean {
  const stores = graph.outputs.reduce((sum, { value }) => sum + elementCount(value.type.shape), 0);
  if (stores > workBudget) return true;
  let work = 0;
  for (const { values, op } of nodesOf(graph)) {
    for (const value of values) {
      const { kind } = fusion.places.get(value)!;
      const isWorked = kind === "member" || (kind === "inline" && op.family === "elementwise");
      if (isWorked) work += workOf([value], fusion);
      work += choicesOf(value, fusion);
    }
    // Of most graphs that are too much, a look at the beginning tells.
    if (work > workBudget) return true;
  }
  return false;
}

/** What is read where data says, and is no source, is chosen from all of its elements. */
function choicesOf({ node }: Value, fusion: Fusion): number {
  const [table, indices] = node.inputs;
  if (node.op.dataInputs === undefined) return 0;
  if (fusion.lowerings.get(table!.node)!.kind === "source") return 0;
  return elementCount(table!.type.shape) * elementCount(indices!.type.shape);
}

function pathLength(nodes: readonly Node[]): number {
  const lengths = new Map<Node, number>();
  for (const node of nodes) {
    const before = node.inputs.map((input) => lengths.get(input.node)!);
    lengths.set(node, 1 + before.reduce((most, each) => Math.max(most, each), 0));
  }
  return [...lengths.values()].reduce((most, each) => Math.max(most, each), 0);
}

/** How many terms of one sample go into an element of a value. */
function fixedTerms(value: Value, fusion: Fusion): number {
  const { kind } = fusion.lowerings.get(value.node)!;
  if (kind !== "reduce" && kind !== "contract") return 1;
  return workOf([value], fusion) / elementCount(value.type.shape);
}
