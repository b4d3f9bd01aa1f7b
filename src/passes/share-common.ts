/**
 * Equal computations become one.
 *
 * Establishes: no two nodes have the same op, inputs, attributes and types. Draws at one place are one
 * draw by definition. The first origin is kept.
 */
import { attributeKey } from "../graph/attribute-key.ts";
import type { Graph, Node, Value } from "../graph/graph.ts";
import { rewriteGraph } from "../graph/rewrite.ts";

export function shareCommon(graph: Graph): Graph {
  const numbers = new Map<Node, number>();
  const known = new Map<string, readonly Value[]>();
  const numberOf = (node: Node): number => {
    let number = numbers.get(node);
    if (number === undefined) numbers.set(node, (number = numbers.size));
    return number;
  };
  return rewriteGraph(graph, (node) => {
    const inputs = node.inputs.map((input) => `${numberOf(input.node)}.${input.result}`);
    const key = `${node.op.name}(${inputs.join()})${attributeKey(node.attributes)}`;
    const same = known.get(key);
    if (same !== undefined) return same;
    known.set(key, node.values);
    return undefined;
  });
}
