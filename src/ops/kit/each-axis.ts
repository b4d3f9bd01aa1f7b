/**
 * Settings that are a number for all axes, or a list with one for each: `size: 3`, `size: [3, 2]`.
 *
 * Invariant: what comes out are whole numbers of at least 1, one for each axis.
 */
import { ShapeProblem, type Static } from "../../graph/op.ts";

export function forEachAxis(name: string, setting: Static, rank: number): readonly number[] {
  const list = (
    Array.isArray(setting) ? setting : Array.from({ length: rank }, () => setting)
  ) as readonly Static[];
  const isWhole = (each: Static): each is number =>
    Number.isSafeInteger(each) && (each as number) >= 1;
  if (list.length === rank && list.every(isWhole)) return list;
  const wanted = rank === 1 ? "a whole number" : `a whole number or ${rank} of them`;
  throw new ShapeProblem(`\`${name}\` is ${wanted}, at least 1, not ${JSON.stringify(setting)}`);
}
