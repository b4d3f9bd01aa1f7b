/**
 * Rebuilds a graph node by node: what all passes are made of.
 *
 * Invariant: a node whose inputs did not change and that nobody replaced stays the same object, so that
 * an idle pass returns the very same graph. Iterative: depth does not matter. Edges are not rebuilt.
 */
import { copyNode, createNode } from "./create-node.ts";
import { topologicalOrder, type Graph, type Node, type Value } from "./graph.ts";
import { sameType } from "./type.ts";

/**
 * Gets a node, already over its new inputs, and the node that it was; says what its values become.
 * undefined: as they are.
 */
export type Replace = (node: Node, original: Node) => readonly Value[] | undefined;

export function rewriteValues(
  roots: readonly Value[],
  replace: Replace,
  isEdge?: (node: Node) => boolean,
  order: readonly Node[] = topologicalOrder(roots, isEdge),
): readonly Value[] {
  // Only what is another value than before.
  const renewed = new Map<Value, Value>();
  const current = (value: Value): Value => renewed.get(value) ?? value;
  for (const node of order) {
    const isChanged = renewed.size > 0 && node.inputs.some((input) => renewed.has(input));
    const over =
      isChanged && isEdge?.(node) !== true ? withInputs(node, node.inputs.map(current)) : node;
    const values = replace(over, node) ?? over.values;
    if (values === node.values) continue;
    node.values.forEach((value, result) => {
      if (values[result] !== value) renewed.set(value, values[result]!);
    });
  }
  return roots.map(current);
}

/** @param order the graph's nodes, where they are known already */
export function rewriteGraph(graph: Graph, replace: Replace, order?: readonly Node[]): Graph {
  const values = rewriteValues(
    graph.outputs.map((output) => output.value),
    replace,
    undefined,
    order,
  );
  if (values.every((value, index) => value === graph.outputs[index]!.value)) return graph;
  return {
    ...graph,
    outputs: graph.outputs.map((output, index) => ({ ...output, value: values[index]! })),
  };
}

/** The node over other inputs; the same object where they are the same. */
export function withInputs(node: Node, inputs: readonly Value[]): Node {
  if (inputs.every((input, index) => input === node.inputs[index])) return node;
  const { op, attributes, origin } = node;
  const isAlike = inputs.every((input, index) => sameType(input.type, node.inputs[index]!.type));
  const values = isAlike
    ? copyNode(node, { inputs, attributes, origin })
    : createNode(op, inputs, attributes, origin);
  return values[0]!.node;
}
