/**
 * `normal(; mean, std, shape)`: numbers from a normal distribution.
 *
 * Invariant: one `draw`, scaled.
 */
import type { Surface } from "../../graph/op.ts";
import { drawSurface } from "../kit/draws.ts";

export const normal: Surface = drawSurface("normal", ["mean", "std"], [0, 1], (_, std) => std);
