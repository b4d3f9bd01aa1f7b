/**
 * Orders of samples drawn from a seed: which are held out, and in which order an epoch visits the rest.
 *
 * Invariant: a function of its arguments alone, the same on every machine; every order is a permutation
 * (Fisher and Yates 1938, in Durstenfeld's form).
 */
import { drawBits, drawKey } from "../draws.ts";
import { placeKey } from "../place.ts";

/** `0 … count-1` in the order that (seed, round, purpose) gives. */
export function shuffledOrder(
  count: number,
  seed: number,
  round: number,
  purpose: string,
): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  const key = drawKey(seed, round);
  const place = placeKey(`train:${purpose}`);
  for (let last = count - 1; last > 0; last--) {
    const other = boundedDraw(key, place, last);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

/** A number from 0 to `last`, all equally likely: draws that would favour some are drawn again. */
function boundedDraw(key: number, place: number, last: number): number {
  const range = last + 1;
  const fair = 2 ** 32 - (2 ** 32 % range);
  for (let attempt = 0; ; attempt++) {
    const bits = drawBits(key, place, attempt, last) >>> 0;
    if (bits < fair) return bits % range;
  }
}

export interface Split {
  readonly training: Uint32Array;
  readonly heldOut: Uint32Array;
}

/** Which samples to train on and which to measure on; all are trained on where there is no split. */
export function splitSamples(count: number, fraction: number | undefined, seed: number): Split {
  const order = shuffledOrder(count, seed, 0, "split");
  if (fraction === undefined) return { training: order.toSorted(), heldOut: new Uint32Array(0) };
  const training = Math.round(count * fraction);
  return {
    training: order.slice(0, training).toSorted(),
    heldOut: order.slice(training).toSorted(),
  };
}
