/**
 * Programs that run one after another, as one graph: what the interpreter judges them by.
 *
 * Requires that each reads of what others leave only residuals. Invariant: outputs are those of all of them,
 * computed from what the sources held before the first.
 */
import { topologicalOrder, type Graph, type Output, type Value } from "../graph/graph.ts";
import { substitute } from "../graph/substitute.ts";

export function compose(graphs: readonly Graph[]): Graph {
  const handed = new Map<string, Value>();
  const outputs = new Map<string, Output>();
  for (const graph of graphs) {
    const roots = graph.outputs.map(({ value }) => value);
    const values = substitute(roots, residualsIn(roots, handed));
    graph.outputs.forEach(({ name }, at) => {
      const value = values[at]!;
      if (name.startsWith("residual:")) handed.set(name, value);
      else outputs.set(name, { name, value });
    });
  }
  return { name: graphs.at(-1)!.name, outputs: [...outputs.values()] };
}

/** Sources that read what was handed on, and the values that they stand for. */
function residualsIn(
  roots: readonly Value[],
  handed: ReadonlyMap<string, Value>,
): ReadonlyMap<Value, Value> {
  const found = new Map<Value, Value>();
  for (const { attributes, values } of topologicalOrder(roots)) {
    if (attributes["role"] !== "residual") continue;
    const value = handed.get(`residual:${String(attributes["name"])}`);
    if (value !== undefined) found.set(values[0]!, value);
  }
  return found;
}
