/**
 * How contributions to one value are put together: what differentiation asks for by role, not by name.
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Value } from "../../graph/graph.ts";
import { timeAxis } from "../../graph/scan.ts";
import { add } from "../add.ts";

/** The sum of two gradients of one value; they have its type. */
export function accumulate(build: Build, known: Value, more: Value): Value {
  return build.at(more.node.origin).add(known, more);
}

/** What `next` adds to `before`; undefined where it is no such sum. */
export function contributionTo(before: Value, next: Value): Value | undefined {
  if (next.node.op !== add) return undefined;
  const [left, right] = next.node.inputs as readonly [Value, Value];
  if (left === before) return right;
  return right === before ? left : undefined;
}

/** The sum of the steps of a sequence. */
export function sumOverTime(build: Build, sequence: Value): Value {
  return build.sum(sequence, [timeAxis(sequence.type)]);
}
