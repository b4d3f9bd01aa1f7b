/**
 * Indices that are known to the compiler are checked by it.
 *
 * Invariant: looks through what only moves numbers, so that a constant repeated for each sample is one.
 */
import type { Value } from "../graph/graph.ts";
import { ShapeProblem } from "../graph/op.ts";

/** Throws ShapeProblem when a value is taken by a constant index that lies outside of its axis. */
export function checkIndices({ node }: Value): void {
  const types = node.inputs.map(({ type }) => type);
  const limited = node.op.indexLimit?.(types, node.attributes);
  const indices = limited && constantNumbers(node.inputs[limited.input]!);
  const wrong = indices?.find((each) => each < 0 || each >= limited!.limit);
  if (wrong === undefined) return;
  throw new ShapeProblem(
    `the index ${wrong} is outside of the axis: it has length ${limited!.limit}`,
  );
}

function constantNumbers(value: Value): readonly number[] | undefined {
  let { node } = value;
  while (node.op.family === "movement" && node.inputs.length === 1) node = node.inputs[0]!.node;
  if (node.op.family !== "source") return undefined;
  const { value: one, values } = node.attributes;
  if (typeof one === "number") return [one];
  return Array.isArray(values) ? (values as readonly number[]) : undefined;
}
