/**
 * Steps of sequences in the interpreter: one step out of a tensor, and back into it.
 *
 * Invariant: copies; row-major order, time along a given axis.
 */
import type { Tensor } from "../../graph/op.ts";
import { countElements } from "./places.ts";

/** What a sequence holds at one step: its shape without the axis. */
export function stepOf(sequence: Tensor, axis: number, step: number): Tensor {
  const shape = sequence.shape.filter((_, at) => at !== axis);
  const data = new Float64Array(countElements(shape));
  const inner = countElements(sequence.shape.slice(axis + 1));
  const length = sequence.shape[axis]!;
  for (let outer = 0; outer * inner < data.length; outer++) {
    const from = (outer * length + step) * inner;
    data.set(sequence.data.subarray(from, from + inner), outer * inner);
  }
  return { shape, data };
}

/** Writes one step's value into a sequence. */
export function copyStep(value: Tensor, sequence: Tensor, axis: number, step: number): void {
  const inner = countElements(sequence.shape.slice(axis + 1));
  const length = sequence.shape[axis]!;
  for (let outer = 0; outer * inner < value.data.length; outer++) {
    const part = value.data.subarray(outer * inner, (outer + 1) * inner);
    sequence.data.set(part, (outer * length + step) * inner);
  }
}
