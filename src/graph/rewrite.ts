/**
 * Rebuilds a graph node by node: what all passes are made of.
 *
 * Invariant: a node whose inputs did not change and that nobody replaced stays the same object, so that
 * an idle pass returns the very same graph. Iterative: depth does not matter. Edges are not rebuilt.
 */
import { createNode } from "./create-node.ts";
import { topologicalOrder, type Graph, type Node, type Value } from "./graph.ts";

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
  const renewed = new Map<Value, Value>();
  for (const node of order) {
    const over =
      isEdge?.(node) === true
        ? node
        : withInputs(
            node,
            node.inputs.map((input) => renewed.get(input)!),
          );
    const values = replace(over, node) ?? over.values;
    node.values.forEach((value, result) => renewed.set(value, values[result]!));
  }
  return roots.map((root) => renewed.get(root)!);
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
  return createNode(node.op, inputs, node.attributes, node.origin)[0]!.node;
}
