/**
 * Comparing a target's numbers with the interpreter's, element by element.
 *
 * Invariant: bounds come from the arithmetic, never from here. NaN equals NaN and an infinity itself;
 * anything else that is not a number fails.
 */
import type { Measured } from "../interpret.ts";
import type { Worst } from "./result.ts";

/** What a target has where the interpreter has a tensor. */
export interface Actual {
  /** What it is, for people: `output y`. */
  readonly value: string;
  readonly data: ArrayLike<number>;
}

/** The element that is furthest off, as a share of what it may be off. */
export function compareTensors({ tensor, error }: Measured, { value, data }: Actual): Worst {
  const count = tensor.data.length;
  if (data.length !== count)
    return { value, where: ` has ${data.length} elements`, error: NaN, bound: 0 };
  let worst = { index: 0, off: 0, bound: boundOf(error.data[0]!), strain: -1 };
  for (let index = 0; index < count; index++) {
    const off = distance(tensor.data[index]!, data[index]!);
    const bound = boundOf(error.data[index]!);
    const strain = strainOf(off, bound);
    if (strain > worst.strain) worst = { index, off, bound, strain };
  }
  const where = formatPlace(tensor.shape, worst.index);
  return { value, where, error: worst.off, bound: worst.bound };
}

function distance(wanted: number, got: number): number {
  return Object.is(wanted, got) || wanted === got ? 0 : Math.abs(wanted - got);
}

/** The error as a share of its bound. */
export function strainOf(error: number, bound: number): number {
  return error === 0 ? 0 : Number.isNaN(error) ? Infinity : error / bound;
}

/** A bound that overflowed says nothing about the element. */
function boundOf(error: number): number {
  return Number.isNaN(error) ? Infinity : error;
}

/** `[2, 0]` of element 14 in row-major order. */
export function formatPlace(shape: readonly number[], index: number): string {
  const place: number[] = [];
  let rest = index;
  for (const dimension of [...shape].reverse()) {
    place.unshift(rest % dimension);
    rest = Math.floor(rest / dimension);
  }
  return `[${place.join(", ")}]`;
}
