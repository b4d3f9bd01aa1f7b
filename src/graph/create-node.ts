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
