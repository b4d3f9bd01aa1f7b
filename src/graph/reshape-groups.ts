/**
 * Which axes of a shape become which of another with the same elements in the same order.
 *
 * Invariant: groups are the smallest runs of axes with equal products, in order; the batch is a group of
 * its own. `[h, w, 6] → [h, w, 2, 3]` keeps h and w and splits the last axis.
 */
import type { Shape } from "./type.ts";

export interface ReshapeGroup {
  /** Axes before and after, from the first to before the end. */
  readonly from: readonly [start: number, end: number];
  readonly to: readonly [start: number, end: number];
}

export function reshapeGroups(from: Shape, to: Shape): readonly ReshapeGroup[] {
  const groups: ReshapeGroup[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    const [startFrom, startTo] = [i, j];
    if (from[i] === "batch" || to[j] === "batch") {
      i++;
      j++;
    } else {
      let a = i < from.length ? (from[i++] as number) : 1;
      let b = j < to.length ? (to[j++] as number) : 1;
      while (a !== b) {
        if (a < b) a *= from[i++] as number;
        else b *= to[j++] as number;
      }
    }
    groups.push({ from: [startFrom, i], to: [startTo, j] });
  }
  return groups;
}
