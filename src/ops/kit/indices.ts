/**
 * Indices on their way into an axis: those that the compiler knows are checked by it, others while running.
 *
 * Invariant: looks through what only moves numbers, so that a constant repeated for each sample is one.
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Value } from "../../graph/graph.ts";
import { ShapeProblem } from "../../graph/op.ts";

/** Int indices that lie in [0, limit). Throws ShapeProblem where they are known not to. */
export function ensured(build: Build, indices: Value, limit: number): Value {
  const known = constantNumbers(indices);
  if (known === undefined) return build.ensureIndex(indices, limit);
  const wrong = known.find((each) => each < 0 || each >= limit);
  if (wrong === undefined) return indices;
  throw new ShapeProblem(`the index ${wrong} is outside of the axis: it has length ${limit}`);
}

function constantNumbers(value: Value): readonly number[] | undefined {
  let { node } = value;
  while (node.op.family === "movement" && node.inputs.length === 1) node = node.inputs[0]!.node;
  if (node.op.family !== "source") return undefined;
  const { value: one, values } = node.attributes;
  if (typeof one === "number") return [one];
  return Array.isArray(values) ? (values as readonly number[]) : undefined;
}
