/**
 * Outputs do not depend on targets: nobody gives these when the model is used.
 */
import { topologicalOrder, type Node, type Value } from "../graph/graph.ts";
import { pruneScans } from "../passes/prune-scans.ts";
import type { RawSection } from "./section.ts";

/** `order` is that of all that the section computes. */
export function checkOutputs({ e, outputs }: RawSection, order: readonly Node[]): void {
  const fromTargets = new Set<Node>();
  const isFrom = ({ node }: Value): boolean => fromTargets.has(node);
  for (const node of order) {
    if (isTarget(node) || (fromTargets.size > 0 && node.inputs.some(isFrom))) fromTargets.add(node);
  }
  for (const { name, value, span } of outputs) {
    if (!isFrom(value)) continue;
    // A scan that walks over a target may also make what does not depend on it.
    const [needed] = pruneScans({ name, outputs: [{ name, value }] }).outputs;
    const target = topologicalOrder([needed!.value]).find(isTarget);
    if (target === undefined) continue;
    const which = String(target.attributes["name"]);
    const message = `the output \`${name}\` depends on the target \`${which}\`, which nobody gives when the model is used`;
    const at = target.origin?.span;
    const related = at && [{ span: at, message: "the target" }];
    e.problems.report("NN5001", message, { span }, { related: related ?? [] });
  }
}

function isTarget({ op, attributes }: Node): boolean {
  return op.family === "source" && attributes["role"] === "target";
}
