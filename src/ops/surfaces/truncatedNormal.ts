/**
 * `truncatedNormal(; mean, std, shape)`: normal numbers within two deviations of the mean; those outside are drawn anew.
 *
 * Invariant: one `draw`, scaled.
 */
import type { Surface } from "../../graph/op.ts";
import { drawSurface } from "../kit/draws.ts";

export const truncatedNormal: Surface = drawSurface(
  "truncatedNormal",
  "Numbers from the normal distribution with this mean and deviation, but none further than two deviations from the mean.",
  ["mean", "std"],
  [0, 1],
  (_, std) => std,
);
