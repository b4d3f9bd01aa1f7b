/**
 * Recognising constants, also behind broadcasts and reshapes.
 *
 * Invariant: a value is the constant c only if every one of its elements is c.
 */
import type { Value } from "../../graph/graph.ts";

/** Movement under which every element stays one of the input's. */
const keepsElements = new Set(["broadcast", "reshape", "transpose", "slice", "reverse", "roll"]);

/** The number that every element is, or undefined. */
export function constantOf(value: Value): number | undefined {
  let base = value;
  while (keepsElements.has(base.node.op.name)) base = base.node.inputs[0]!;
  const { op, attributes } = base.node;
  return op.name === "constant" ? (attributes["value"] as number | undefined) : undefined;
}

export function isConstant(value: Value, number: number): boolean {
  return constantOf(value) === number;
}

export function isZero(value: Value): boolean {
  return isConstant(value, 0);
}
