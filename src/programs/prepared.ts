/**
 * What an inference module computes once, when it has its weights: all that depends on nothing else.
 *
 * Invariant: what is left of the outputs depends on inputs, draws or the number of samples where it computes
 * anything; sources, constants and what is only moved are not worth keeping.
 */
import { topologicalOrder, type Node, type Output, type Value } from "../graph/graph.ts";
import { isBatched } from "../graph/type.ts";
import { createResiduals } from "./residuals.ts";

/** Roles of sources that stay as they are between loads. */
const lasting: ReadonlySet<unknown> = new Set(["param", "buffer"]);

export interface Prepared {
  /** What is computed once, for `prepare`. */
  readonly prepared: readonly Output[];
  readonly outputs: readonly Output[];
}

export function splitPrepared(outputs: readonly Output[]): Prepared {
  const order = topologicalOrder(outputs.map(({ value }) => value));
  const lastingNodes = new Set<Node>();
  for (const node of order) if (isLasting(node, lastingNodes)) lastingNodes.add(node);
  const needed = new Set<Value>();
  for (const node of order) {
    if (lastingNodes.has(node)) continue;
    for (const input of node.inputs) if (lastingNodes.has(input.node)) needed.add(input);
  }
  const kept = [...needed].map((value, at) => ({ name: `lasting:${at}`, value }));
  const residuals = createResiduals({ outputs: kept, exposed: [], moved: [] }, "prepared");
  return { outputs: residuals.cut(outputs), prepared: residuals.outputs() };
}

/** How many samples a call has is not known before it. */
function isLasting({ op, inputs, attributes, values }: Node, known: ReadonlySet<Node>): boolean {
  if (op.family === "draw" || values.some(({ type }) => isBatched(type))) return false;
  if (op.isGiven === true) return lasting.has(attributes["role"]);
  return inputs.every((input) => known.has(input.node));
}
