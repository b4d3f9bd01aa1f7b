/** A target's numbers beside the interpreter's, tensor by tensor, within what noise did to each. */
import type { Tensor } from "../../src/graph/op.ts";
import { formatPlace } from "../../src/check/compare.ts";
import { spreadBetween } from "../../src/check/noise.ts";

/** Unit roundoff of float32. */
export const unit = 2 ** -24;

export interface Comparison {
  readonly elements: number;
  /** The largest error as a share of its bound. */
  readonly strain: number;
  readonly worst: string;
  /** The loosest bound as a share of the largest number of its tensor. */
  readonly slack: number;
}

export interface Sides {
  readonly exact: Tensor;
  readonly noisy: Tensor;
  readonly actual: ArrayLike<number>;
}

export function compareAll(all: ReadonlyMap<string, Sides>): Comparison {
  let [elements, strain, slack, worst] = [0, 0, 0, "nothing differs"];
  for (const [name, { exact, noisy, actual }] of all) {
    if (actual.length !== exact.data.length)
      throw new Error(`${name} has ${actual.length} elements, not ${exact.data.length}`);
    const bound = spreadBetween(exact, noisy, unit);
    const size = exact.data.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
    exact.data.forEach((wanted, index) => {
      const got = actual[index]!;
      const share = Object.is(wanted, got) ? 0 : strainOf(Math.abs(wanted - got), bound);
      if (share <= strain) return;
      strain = share;
      worst = `${name}${formatPlace(exact.shape, index)} is ${got}, not ${wanted}, within ${bound.toExponential(1)}`;
    });
    elements += exact.data.length;
    if (size > 0) slack = Math.max(slack, bound / size);
  }
  return { elements, strain, worst, slack };
}

function strainOf(error: number, bound: number): number {
  return error === 0 ? 0 : Number.isFinite(error) ? error / bound : Infinity;
}
