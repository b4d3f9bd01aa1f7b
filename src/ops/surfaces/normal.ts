/**
 * `normal(; mean, std, shape)`: numbers from a normal distribution.
 *
 * Invariant: one `draw`, scaled.
 */
import type { Surface } from "../../graph/op.ts";
import { drawSurface } from "../kit/draws.ts";

export const normal: Surface = drawSurface(
  "normal",
  "Numbers from the normal distribution with this mean and deviation. In a model each sample draws anew; after `~` they are drawn once.",
  ["mean", "std"],
  [0, 1],
  (_, std) => std,
);
