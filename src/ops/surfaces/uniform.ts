/**
 * `uniform(; lo, hi, shape)`: numbers from `lo` up to `hi`, each as likely as any other.
 *
 * Invariant: one `draw`, scaled.
 */
import type { Surface } from "../../graph/op.ts";
import { drawSurface } from "../kit/draws.ts";

export const uniform: Surface = drawSurface(
  "uniform",
  "Numbers from `lo` up to, but not, `hi`, each as likely as any other. In a model each sample draws anew; after `~` they are drawn once.",
  ["lo", "hi"],
  [0, 1],
  (lo, hi) => hi - lo,
);
