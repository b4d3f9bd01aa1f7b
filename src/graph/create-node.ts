/**
 * Makes nodes.
 *
 * Invariant: every node is made here, so every node's types come from its op's shape rule.
 */
import type { Attributes, Node, Origin, Value } from "./graph.ts";
import type { Op } from "./op.ts";

/**
 * Makes a node and its values; `types` come from the op. Lists of values have the length they need: a list that
 * grows has room for many, and of nodes there are very many.
 */
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
  const values = new Array<Value>(types.length);
  const node: Node = { op, inputs, attributes, values, origin };
  for (let result = 0; result < types.length; result++)
    values[result] = { node, result, type: types[result]! };
  return values;
}

/** The node over other inputs of the same types, and with attributes that make the same types of them. */
export function copyNode(
  { op, values: before }: Node,
  { inputs, attributes, origin }: Pick<Node, "inputs" | "attributes" | "origin">,
): readonly Value[] {
  const values = new Array<Value>(before.length);
  const node: Node = { op, inputs, attributes, values, origin };
  for (let result = 0; result < before.length; result++)
    values[result] = { node, result, type: before[result]!.type };
  return values;
}
