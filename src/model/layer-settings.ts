/**
 * Settings that want a layer: those that their own layer applies.
 *
 * Invariant: found in the text of the declaration alone.
 */
import type * as ast from "../syntax/ast.ts";
import type { LayerValue } from "./layer-value.ts";

/** Does the layer apply what it is given as this setting? */
export function wantsLayer(layer: LayerValue, setting: string): boolean {
  if (layer.kind === "builtin") return true;
  if (layer.kind !== "declared") return false;
  const waiting: unknown[] = [layer.declaration.body];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (typeof node !== "object" || node === null) continue;
    const { layer: applied } = node as Partial<ast.Stage>;
    if (applied?.kind === "reference" && applied.name.text === setting) return true;
    for (const [key, child] of Object.entries(node)) if (key !== "span") waiting.push(child);
  }
  return false;
}
