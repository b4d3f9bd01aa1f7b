/** The sources that values are computed from, by `role:name`. */
import { topologicalOrder, type Value } from "../../src/graph/graph.ts";

export function sourcesOf(roots: readonly Value[]): ReadonlyMap<string, Value> {
  const sources = new Map<string, Value>();
  for (const { op, attributes, values } of topologicalOrder(roots)) {
    if (op.name !== "source") continue;
    sources.set(`${attributes["role"] as string}:${attributes["name"] as string}`, values[0]!);
  }
  return sources;
}
