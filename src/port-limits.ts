/**
 * Int inputs and targets that index something, with the number of what they index.
 *
 * Invariant: looks through movement and into the bodies of scans, where a step's index is part of a
 * sequence outside; an index that is computed says nothing about an input.
 */
import { topologicalOrder, type Graph, type Value } from "./graph/graph.ts";
import { bodySource, inputBehind, isScan, partsOfScan } from "./graph/scan.ts";

export function findPortLimits(graphs: readonly Graph[]): ReadonlyMap<string, number> {
  const limits = new Map<string, number>();
  const note = (index: Value, limit: number): void => {
    const { role, name } = index.node.attributes as { role?: string; name?: string };
    if ((role !== "input" && role !== "target") || name === undefined) return;
    limits.set(name, Math.min(limit, limits.get(name) ?? Infinity));
  };
  const roots = graphs.flatMap((graph) => graph.outputs.map((output) => output.value));
  collect(roots, note);
  return limits;
}

/** Calls `note` with the source behind each index. */
function collect(roots: readonly Value[], note: (index: Value, limit: number) => void): void {
  for (const node of topologicalOrder(roots)) {
    const types = node.inputs.map((input) => input.type);
    const bound = node.op.indexLimit?.(types, node.attributes);
    if (bound !== undefined) note(withoutMovement(node.inputs[bound.input]!), bound.limit);
    if (!isScan(node)) continue;
    const scan = partsOfScan(node);
    collect([...scan.next, ...scan.emits], (index, limit) => {
      const { role } =
        index.node.op.isGiven === true ? bodySource(index.node) : { role: undefined };
      if (role !== "constant" && role !== "element") return;
      note(withoutMovement(inputBehind(scan, index.node)), limit);
    });
  }
}

function withoutMovement(value: Value): Value {
  let current = value;
  while (current.node.op.family === "movement") current = current.node.inputs[0]!;
  return current;
}
