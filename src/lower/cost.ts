/**
 * How much work a cluster is: multiply-adds and elementwise steps of one sample.
 *
 * Invariant: counts what the loops execute for one sample; a reduction over the batch counts once.
 */
import type { Value } from "../graph/graph.ts";
import { elementCount } from "../graph/type.ts";
import type { Fusion } from "./fusion.ts";

export function workOf(members: readonly Value[], fusion: Fusion): number {
  return members.reduce((sum, member) => sum + workOfValue(member, fusion), 0);
}

function workOfValue(value: Value, fusion: Fusion): number {
  const lowering = fusion.lowerings.get(value.node);
  if (lowering?.kind === "contract") {
    const extents = new Map<string, number>();
    const [left, right] = value.node.inputs as readonly [Value, Value];
    const note = (labels: readonly string[], input: Value): void =>
      labels.forEach((label, axis) => {
        const extent = input.type.shape[axis]!;
        extents.set(label, extent === "batch" ? 1 : extent);
      });
    note(lowering.left, left);
    note(lowering.right, right);
    return [...extents.values()].reduce((product, extent) => product * extent, 1);
  }
  const input = value.node.inputs[0];
  if (lowering?.kind === "reduce" && input !== undefined) return elementCount(input.type.shape);
  return elementCount(value.type.shape);
}
