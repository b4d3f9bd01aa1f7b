/**
 * The interpreter's Σ left · right, as einsum writes it.
 *
 * Invariant: each sum is taken in the order of its terms, whatever else is going on beside it.
 */
import type { Tensor } from "../../graph/op.ts";
import { countElements, forEachPlace } from "./places.ts";

export interface Labels {
  readonly left: readonly string[];
  readonly right: readonly string[];
  readonly result: readonly string[];
}

/** The product sum in plain loops, one place after another. */
export function productSum(
  left: Tensor,
  right: Tensor,
  labels: Labels,
  shape: readonly number[],
): Tensor {
  const extents = extentsIn(left, right, labels);
  const reduced = [...extents.keys()].filter((name) => !labels.result.includes(name));
  const counts = reduced.map((name) => extents.get(name)!);
  const sides = [
    { data: left.data, labels: labels.left, shape: left.shape },
    { data: right.data, labels: labels.right, shape: right.shape },
  ].map((side): Side => {
    const strides = (wanted: readonly string[]): readonly number[] =>
      wanted.map((name) => {
        const axis = side.labels.indexOf(name);
        return axis < 0 ? 0 : countElements(side.shape.slice(axis + 1));
      });
    const terms = new Int32Array(countElements(counts));
    const inner = strides(reduced);
    forEachPlace(counts, (at, term) => {
      terms[term] = dotProduct(at, inner);
    });
    return { data: side.data, outer: strides(labels.result), terms };
  }) as [Side, Side];
  const data = new Float64Array(countElements(shape));
  const length = shape.at(-1) ?? 1;
  forEachPlace(shape.slice(0, -1), (at, row) => {
    const starts = sides.map(({ outer }) => dotProduct(at, outer)) as [number, number];
    fillRow(data.subarray(row * length, (row + 1) * length), sides, starts);
  });
  return { shape, data };
}

/** One side of a product. */
interface Side {
  readonly data: Float64Array;
  /** How far an element is from the next one along each axis of the result. */
  readonly outer: readonly number[];
  /** Where the terms of a sum are, from the first. */
  readonly terms: Int32Array;
}

/** The sums along the last axis, each in the order of its terms; four at a time, since a sum must wait for itself. */
function fillRow(row: Float64Array, [a, b]: readonly [Side, Side], starts: [number, number]): void {
  const [A, B, atA, atB] = [a.data, b.data, a.terms, b.terms];
  const [stepA, stepB] = [a.outer.at(-1) ?? 0, b.outer.at(-1) ?? 0];
  let [i, j] = starts;
  let place = 0;
  for (; place + 4 <= row.length; place += 4) {
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    for (let term = 0; term < atA.length; term++) {
      const k = i + atA[term]!;
      const l = j + atB[term]!;
      sum0 += A[k]! * B[l]!;
      sum1 += A[k + stepA]! * B[l + stepB]!;
      sum2 += A[k + 2 * stepA]! * B[l + 2 * stepB]!;
      sum3 += A[k + 3 * stepA]! * B[l + 3 * stepB]!;
    }
    row[place] = sum0;
    row[place + 1] = sum1;
    row[place + 2] = sum2;
    row[place + 3] = sum3;
    i += 4 * stepA;
    j += 4 * stepB;
  }
  for (; place < row.length; place++) {
    let sum = 0;
    for (let term = 0; term < atA.length; term++) sum += A[i + atA[term]!]! * B[j + atB[term]!]!;
    row[place] = sum;
    i += stepA;
    j += stepB;
  }
}

function extentsIn(left: Tensor, right: Tensor, labels: Labels): ReadonlyMap<string, number> {
  const extents = new Map<string, number>();
  labels.left.forEach((name, axis) => extents.set(name, left.shape[axis]!));
  labels.right.forEach((name, axis) => extents.set(name, right.shape[axis]!));
  return extents;
}

/** How many products are summed up for each element of the result. */
export function termCount(left: Tensor, right: Tensor, labels: Labels): number {
  const counts = [...extentsIn(left, right, labels)].map(([name, count]) =>
    labels.result.includes(name) ? 1 : count,
  );
  return countElements(counts);
}

function dotProduct(at: readonly number[], strides: readonly number[]): number {
  let total = 0;
  for (let axis = 0; axis < at.length; axis++) total += at[axis]! * strides[axis]!;
  return total;
}
