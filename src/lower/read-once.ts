/**
 * Work that is written into the one place where it is read.
 *
 * Invariant: nothing found here is an output, or is computed more than once.
 */
import type { Node, Value } from "../graph/graph.ts";
import type { Lowering } from "../kernel/lowering.ts";

/**
 * Elementwise values with one reader that reads each element once (a reduction, or another such value)
 * need no memory: they are computed where they are read.
 */
export function valuesReadOnce(
  nodes: readonly Node[],
  lowerings: ReadonlyMap<Node, Lowering>,
  outputs: ReadonlySet<Value>,
): ReadonlySet<Value> {
  const uses = countUses(nodes, outputs);
  const inlined = new Set<Value>();
  for (const node of [...nodes].reverse()) {
    const lowering = lowerings.get(node)!;
    const readsOnce =
      lowering.kind === "reduce" ||
      lowering.kind === "choose" ||
      (lowering.kind === "element" &&
        node.op.family === "elementwise" &&
        node.values.every((value) => inlined.has(value)));
    if (!readsOnce) continue;
    for (const input of node.inputs) {
      const isWork = input.node.op.family === "elementwise";
      if (isWork && uses.get(input) === 1 && !outputs.has(input)) inlined.add(input);
    }
  }
  return inlined;
}

function countUses(
  nodes: readonly Node[],
  outputs: ReadonlySet<Value>,
): ReadonlyMap<Value, number> {
  const uses = new Map<Value, number>();
  for (const output of outputs) uses.set(output, 1);
  for (const node of nodes) {
    for (const input of node.inputs) uses.set(input, (uses.get(input) ?? 0) + 1);
  }
  return uses;
}
