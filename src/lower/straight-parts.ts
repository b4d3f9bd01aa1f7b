/**
 * The three parts of a kernel in straight lines: before the samples, for each of them, after them.
 *
 * Invariant: a value is in the earliest part where it can be computed.
 */
import { nodesOf, type Graph, type Value } from "../graph/graph.ts";
import { isBatched } from "../graph/type.ts";
import type { Fusion } from "./fusion.ts";

/** The part of the kernel in which a value is computed. */
export type Part = "before" | "sample" | "after";

export function assignParts(graph: Graph, fusion: Fusion): ReadonlyMap<Value, Part> {
  const parts = new Map<Value, Part>();
  for (const node of nodesOf(graph)) {
    const inputs = node.inputs.map((input) => parts.get(input)!);
    for (const value of node.values) {
      const late = inputs.includes("sample") || inputs.includes("after");
      const lowering = fusion.lowerings.get(node)!;
      const scalar = lowering.kind === "source" && fusion.places.get(value)!.kind === "scalar";
      if (isBatched(value.type)) parts.set(value, "sample");
      else parts.set(value, late && !scalar ? "after" : "before");
    }
  }
  return parts;
}
