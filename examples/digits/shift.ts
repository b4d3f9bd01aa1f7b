/**
 * Digits moved by up to one pixel: a training set that is never twice the same.
 *
 * Invariant: where a digit moves depends on the seed, the epoch and the digit alone; what comes in from
 * the edge is empty.
 */
import { drawBits, drawKey } from "../../src/draws.ts";
import { pixelCount, side } from "./data.ts";

export interface Shift {
  readonly right: number;
  readonly down: number;
}

/** One of the nine moves by -1, 0 or 1. */
export function drawShift(seed: number, epoch: number, digit: number): Shift {
  const move = drawBits(drawKey(seed, epoch), 0, 0, digit) % 9;
  return { right: (move % 3) - 1, down: Math.floor(move / 3) - 1 };
}

/** Copies a digit, moved, into a batch. */
export function copyShifted(
  from: Float32Array,
  digit: number,
  { right, down }: Shift,
  into: Float32Array,
  place: number,
): void {
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [column, row] = [x - right, y - down];
      const inside = column >= 0 && column < side && row >= 0 && row < side;
      into[place * pixelCount + y * side + x] = inside
        ? from[digit * pixelCount + row * side + column]!
        : 0;
    }
  }
}
