/**
 * Writes graphs anew with other attributes, origins or inputs.
 *
 * Invariant: linear and iterative; nodes that nothing changes for stay the same objects.
 */
import { createNode } from "../graph/create-node.ts";
import {
  topologicalOrder,
  type Attributes,
  type Node,
  type Origin,
  type Value,
} from "../graph/graph.ts";
import { isGraph } from "../graph/text.ts";

/** The values after each node's attributes went through `change`. */
export function mapGraph(
  roots: readonly Value[],
  change: (node: Node) => Attributes,
  changeOrigin: (origin: Origin | undefined) => Origin | undefined = (origin) => origin,
): readonly Value[] {
  const changeAll = (node: Node): Attributes => {
    const attributes = change(node);
    const { body } = attributes;
    if (!isGraph(body)) return attributes;
    const values = mapGraph(
      body.outputs.map(({ value }) => value),
      change,
      changeOrigin,
    );
    const outputs = body.outputs.map((output, at) => ({ ...output, value: values[at]! }));
    return { ...attributes, body: { ...body, outputs } };
  };
  return replaceNodes(roots, (node, inputs) => {
    const attributes = changeAll(node);
    const origin = changeOrigin(node.origin);
    const same =
      attributes === node.attributes &&
      origin === node.origin &&
      inputs.every((input, at) => input === node.inputs[at]);
    return same ? node.values : createNode(node.op, inputs, attributes, origin);
  });
}

/** The values after some sources were replaced by others of the same type. */
export function substitute(
  roots: readonly Value[],
  replacement: (node: Node) => Value | undefined,
): readonly Value[] {
  return replaceNodes(roots, (node, inputs) => {
    const other = replacement(node);
    if (other !== undefined) return [other];
    const same = inputs.every((input, at) => input === node.inputs[at]);
    return same ? node.values : createNode(node.op, inputs, node.attributes, node.origin);
  });
}

function replaceNodes(
  roots: readonly Value[],
  make: (node: Node, inputs: readonly Value[]) => readonly Value[],
): readonly Value[] {
  const made = new Map<Node, readonly Value[]>();
  const current = (value: Value): Value => made.get(value.node)![value.result]!;
  for (const node of topologicalOrder(roots)) made.set(node, make(node, node.inputs.map(current)));
  return roots.map(current);
}
