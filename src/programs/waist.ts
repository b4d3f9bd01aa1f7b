/**
 * Where the ways from the params to the loss and to the outputs are one value: the waist of a model.
 *
 * Invariant: all roots depend on it, and what is computed from wanted sources reaches them through it alone,
 * but for sources that are read above it, such as weights that the loss adds up. Below the waist the
 * gradients of the loss and of the outputs are the same function of the gradients at it.
 */
import { topologicalOrder, type Node, type Value } from "../graph/graph.ts";

export interface Waist {
  readonly value: Value;
  /** Wanted sources that are read above it. */
  readonly above: readonly Value[];
}

/** A waist with less than this share of the nodes before it saves little. */
const leastShare = 0.5;

/**
 * The value with the fewest wanted sources above it, of those the first: what normalises, compares and
 * measures comes after it. undefined: there is none with much before it.
 *
 * @param roots the loss and the outputs
 * @param wanted sources by which they are differentiated
 */
export function findWaist(roots: readonly Value[], wanted: readonly Value[]): Waist | undefined {
  const order = topologicalOrder(roots);
  const sources = new Set(wanted.map(({ node }) => node));
  const active = findActive(order, sources);
  const lastRead = lastReads(order, active, roots);
  const reaching = countReaching(order, roots);
  let best: { readonly at: number; readonly above: number } | undefined;
  let reach = -1;
  order.forEach((node, at) => {
    if (!active.has(node) || sources.has(node)) return;
    const isNarrow = reach <= at && node.values.length === 1;
    reach = Math.max(reach, lastRead.get(node)!);
    if (!isNarrow || at < leastShare * order.length) return;
    if (reaching.get(node)! < roots.length) return;
    const above = wanted.filter((source) => lastRead.get(source.node)! > at).length;
    if (best === undefined || above < best.above) best = { at, above };
  });
  if (best === undefined) return undefined;
  const { at } = best;
  return {
    value: order[at]!.values[0]!,
    above: wanted.filter(({ node }) => lastRead.get(node)! > at),
  };
}

/** Nodes that depend on a wanted source, the sources among them. */
function findActive(order: readonly Node[], sources: ReadonlySet<Node>): ReadonlySet<Node> {
  const active = new Set<Node>(sources);
  for (const node of order) {
    if (node.inputs.some((input) => active.has(input.node))) active.add(node);
  }
  return active;
}

/** How many of the roots depend on a node. */
function countReaching(order: readonly Node[], roots: readonly Value[]): ReadonlyMap<Node, number> {
  const counts = new Map<Node, number>();
  for (const root of roots) {
    const reached = new Set([root.node]);
    for (let at = order.length - 1; at >= 0; at--) {
      const node = order[at]!;
      if (!reached.has(node)) continue;
      counts.set(node, (counts.get(node) ?? 0) + 1);
      for (const input of node.inputs) reached.add(input.node);
    }
  }
  return counts;
}

/** The place in the order of the last active node that reads a node; roots are read after all of them. */
function lastReads(
  order: readonly Node[],
  active: ReadonlySet<Node>,
  roots: readonly Value[],
): ReadonlyMap<Node, number> {
  const last = new Map<Node, number>();
  order.forEach((node, at) => {
    if (active.has(node)) for (const input of node.inputs) last.set(input.node, at);
  });
  for (const { node } of roots) last.set(node, order.length);
  return last;
}
