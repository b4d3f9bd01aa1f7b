/**
 * Makes nodes.
 *
 * Invariant: every node is made here, so every node's types come from its op's shape rule.
 */
import type { Attributes, Node, Origin, Value } from "./graph.ts";
import type { Op } from "./op.ts";

/** Makes a node and its values; `types` come from the op. */
export function createNode(
  op: Op,
  inputs: readonly Value[],
  attributes: Attributes,
  origin: Origin | undefined,
): readonly Value[] {
  const types = op.results(
    inputs.map((input) => input.type),
    attributes,
  );
  const values: Value[] = [];
  const node: Node = { op, inputs, attributes, values, origin };
  types.forEach((type, result) => values.push({ node, result, type }));
  return values;
}

/** The node over other inputs of the same types, and with attributes that make the same types of them. */
export function copyNode(
  { op, values: before }: Node,
  { inputs, attributes, origin }: Pick<Node, "inputs" | "attributes" | "origin">,
): readonly Value[] {
  const values: Value[] = [];
  const node: Node = { op, inputs, attributes, values, origin };
  for (const { result, type } of before) values.push({ node, result, type });
  return values;
}
