/**
 * `uniform(; lo, hi, shape)`: numbers from `lo` up to `hi`, each as likely as any other.
 *
 * Invariant: one `draw`, scaled.
 */
import type { Surface } from "../../graph/op.ts";
import { drawSurface } from "../kit/draws.ts";

export const uniform: Surface = drawSurface("uniform", ["lo", "hi"], [0, 1], (lo, hi) => hi - lo);
