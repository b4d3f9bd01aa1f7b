/**
 * Programs that run one after another, as one graph: what the interpreter judges them by.
 *
 * Requires that each reads of what others leave only residuals and gradients. Invariant: outputs are those of
 * all of them, computed from what the sources held before the first.
 */
import { nodesOf, type Graph, type Output, type Value } from "../graph/graph.ts";
import { substitute } from "../graph/substitute.ts";

export function compose(graphs: readonly Graph[]): Graph {
  const handed = new Map<string, Value>();
  const outputs = new Map<string, Output>();
  for (const graph of graphs) {
    const roots = graph.outputs.map(({ value }) => value);
    const values = substitute(roots, readsOf(graph, handed));
    graph.outputs.forEach(({ name }, at) => {
      const value = values[at]!;
      handed.set(name.replace(/^grad:/, "gradient:"), value);
      if (!name.startsWith("residual:")) outputs.set(name, { name, value });
    });
  }
  return { name: graphs.at(-1)!.name, outputs: [...outputs.values()] };
}

/** Sources that read what was handed on, and the values that they stand for. */
function readsOf(graph: Graph, handed: ReadonlyMap<string, Value>): ReadonlyMap<Value, Value> {
  const found = new Map<Value, Value>();
  for (const { attributes, values } of nodesOf(graph)) {
    const { role, name } = attributes;
    if (role !== "residual" && role !== "gradient") continue;
    const value = handed.get(`${role}:${String(name)}`);
    if (value !== undefined) found.set(values[0]!, value);
  }
  return found;
}
