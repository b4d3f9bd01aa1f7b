/**
 * Puts values in the place of others, usually of sources.
 *
 * Requires equal types. Establishes: the old values are no longer reached.
 */
import type { Value } from "../graph/graph.ts";
import { rewriteValues } from "./rewrite.ts";

export function substitute(
  roots: readonly Value[],
  by: ReadonlyMap<Value, Value>,
): readonly Value[] {
  const byNode = new Map([...by].map(([value, replacement]) => [value.node, replacement]));
  return rewriteValues(roots, (_, original) => {
    const replacement = byNode.get(original);
    return replacement === undefined ? undefined : [replacement];
  });
}
