/**
 * The interpreter's gradients beside finite differences of the interpreter.
 *
 * Invariant: where there are too many coordinates, some are drawn by a seed and random directions through
 * whole tensors are added; where there are too many tensors, through all of them. The result says how many.
 */
import { interpret } from "../interpret.ts";
import type { Model } from "../model/model.ts";
import { differentiateAlong, type Difference } from "./differences.ts";
import { chooseDirections, type Direction } from "./directions.ts";
import { checkedSamples, type PortRanges } from "./inputs.ts";
import { createPoint, holdOthers, type Point } from "./point.ts";
import { createComparison, type Agreement, type Worst } from "./result.ts";

/** Scalar operations that may be spent: about a second. */
const second = 1e8;

/** Values of the target for one difference. */
const perDifference = 4;

/** @param budget scalar operations to spend on differences; a few directions are always tried */
export function checkGradients(model: Model, ranges: PortRanges, budget = second): Agreement {
  const point = createPoint(model, ranges);
  if (point === undefined)
    return { ok: true, worst: undefined, compared: "nothing to differentiate" };
  const comparison = createComparison();
  const affordable = budget / (perDifference * Math.max(1, point.work));
  const directions = chooseDirections(point, affordable);
  for (const direction of directions) {
    const found = compareAlong(point, direction);
    // Which of them is it?
    if (!(found.error <= found.bound))
      for (const part of direction.parts) comparison.note(compareAlong(point, part));
    comparison.note(found);
  }
  return { ...comparison.result(), compared: describe(directions) };
}

function describe(directions: readonly Direction[]): string {
  const along = directions.filter(({ where }) => where.startsWith(" along")).length;
  const singles = directions.length - along;
  return `${singles} coordinates${along > 0 ? `, ${along} directions` : ""}`;
}

function compareAlong(point: Point, direction: Direction): Worst {
  const { name, where, moves } = direction;
  const difference = differenceAlong(point, direction);
  let [expected, slack] = [0, 0];
  for (const { id, gradient, error } of point.gradients) {
    moves.get(id)?.forEach((each, at) => {
      expected += each * gradient.data[at]!;
      slack += Math.abs(each) * error;
    });
  }
  const off = Math.abs(difference.value - expected);
  return { value: name, where, error: off, bound: difference.bound + slack };
}

function differenceAlong(point: Point, { moves, scale }: Direction): Difference {
  const { target, bindings, memory, key, rounding } = point;
  const hold = holdOthers(point, new Set(moves.keys()));
  const along = (distance: number): number => {
    const moved = new Map(bindings);
    for (const [id, direction] of moves) {
      const { shape, data } = bindings.get(id)!;
      moved.set(id, { shape, data: data.map((each, at) => each + distance * direction[at]!) });
    }
    const options = { samples: checkedSamples, key, hold, memory };
    return interpret([target], moved, options)[0]!.data[0]!;
  };
  return differentiateAlong(along, scale, rounding);
}
