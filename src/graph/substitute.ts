/**
 * Puts values in the place of others, usually of sources.
 *
 * Requires equal types. Establishes: the old values are no longer reached; what only they need is not
 * even looked at.
 */
import type { Node, Value } from "./graph.ts";
import { rewriteValues } from "./rewrite.ts";

export function substitute(
  roots: readonly Value[],
  by: ReadonlyMap<Value, Value>,
): readonly Value[] {
  if (by.size === 0) return roots;
  const wholly = new Set<Node>();
  const partly = new Set<Node>();
  for (const { node } of by.keys()) {
    const isWhole = node.values.every((value) => by.has(value));
    (isWhole ? wholly : partly).add(node);
  }
  return rewriteValues(
    roots,
    (over, original) =>
      wholly.has(original) || partly.has(original)
        ? original.values.map((value, result) => by.get(value) ?? over.values[result]!)
        : undefined,
    (node) => wholly.has(node),
  );
}
