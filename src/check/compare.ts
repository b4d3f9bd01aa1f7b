/**
 * Comparing a target's numbers with the interpreter's, element by element.
 *
 * Invariant: bounds come from the running error analysis, never from here. NaN equals NaN and an
 * infinity itself; anything else that is not a number fails.
 */
import type { Measured } from "../interpret.ts";
import type { Comparison } from "./result.ts";

export function compareTensors(
  value: string,
  expected: Measured,
  actual: ArrayLike<number>,
  into: Comparison,
): void {
  const { tensor, error } = expected;
  if (actual.length !== tensor.data.length) {
    into.note({ value, where: ` has ${actual.length} elements`, error: NaN, bound: 0 });
    return;
  }
  for (let index = 0; index < tensor.data.length; index++) {
    const [wanted, got] = [tensor.data[index]!, actual[index]!];
    const equal = Object.is(wanted, got) || wanted === got;
    const difference = equal ? 0 : Math.abs(wanted - got);
    const where = formatPlace(tensor.shape, index);
    into.note({ value, where, error: difference, bound: boundOf(error.data[index]!) });
  }
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
