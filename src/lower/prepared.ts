/**
 * Movement that gets memory of its own, since it is read again and again in the inside of loops.
 *
 * Invariant: what is left inline in the terms of a sum has places that are arithmetic of loop variables
 * alone: no conditions, no indices from data, no divisions.
 */
import type { Node, Value } from "../graph/graph.ts";
import { reshapeGroups } from "../graph/reshape-groups.ts";
import { elementCount } from "../graph/type.ts";
import type { Lowering } from "../kernel/lowering.ts";

type Lowerings = ReadonlyMap<Node, Lowering>;

export function movementReadOften(
  nodes: readonly Node[],
  lowerings: Lowerings,
): ReadonlySet<Value> {
  const prepared = new Set<Value>();
  for (const node of nodes) {
    const lowering = lowerings.get(node)!;
    if (lowering.kind === "reduce") prepare(node.inputs[0]!, false, lowerings, prepared);
    if (lowering.kind !== "contract") continue;
    const { left, right } = lowering;
    prepare(node.inputs[0]!, hasOther(right, left), lowerings, prepared);
    prepare(node.inputs[1]!, hasOther(left, right), lowerings, prepared);
  }
  return prepared;
}

/** Axes of the other side, for each of whose places this side is read again. */
function hasOther(other: readonly string[], own: readonly string[]): boolean {
  return other.some((label) => !own.includes(label));
}

/** Follows movement to where it asks; `isRepeated`: each element is read more than once. */
function prepare(
  value: Value,
  isRepeated: boolean,
  lowerings: Lowerings,
  prepared: Set<Value>,
): void {
  const { node } = value;
  const lowering = lowerings.get(node)!;
  if (node.op.family !== "movement") return;
  if (isRepeated && isMadeWithQuestions(value, lowering)) return void prepared.add(value);
  if (lowering.kind === "alias" && isRepeated) {
    const input = node.inputs[0]!;
    if (isPlainMovement(input, lowerings) && joinsAxes(input, value))
      return void prepared.add(input);
  }
  for (const input of node.inputs) {
    const spreads = elementCount(value.type.shape) > elementCount(input.type.shape);
    prepare(input, isRepeated || spreads, lowerings, prepared);
  }
}

function isMadeWithQuestions(value: Value, lowering: Lowering): boolean {
  return lowering.kind === "element" && lowering.asks === true && value.node.inputs.length > 0;
}

/** Are places of the result divided into those of the input? */
function joinsAxes(input: Value, result: Value): boolean {
  return reshapeGroups(input.type.shape, result.type.shape).some(
    ({ from: [start, end] }) =>
      input.type.shape.slice(start, end).filter((each) => each !== 1).length > 1,
  );
}

function isPlainMovement({ node }: Value, lowerings: Lowerings): boolean {
  return node.op.family === "movement" && lowerings.get(node)!.kind === "element";
}
