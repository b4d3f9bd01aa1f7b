/**
 * What a reduction or a contraction adds up, term by term: for loops and for straight lines alike.
 *
 * Invariant: `extents` are the lengths of the axes that the result does not have, in a fixed order; a
 * term at `steps` along them is one summand of the element at `at`.
 */
import type { Value } from "../graph/graph.ts";
import type { Dimension } from "../graph/type.ts";
import type { Combine, Lowering } from "../kernel/lowering.ts";
import { call, type Affine, type Scalar } from "../kernel/scalar.ts";

export type Read = (value: Value, at: readonly Affine[]) => Scalar;

export interface Terms {
  readonly combine: Combine;
  readonly extents: readonly Dimension[];
  readonly term: (read: Read, at: readonly Affine[], steps: readonly Affine[]) => Scalar;
}

/** The number that adds nothing. */
export const neutral: Readonly<Record<Combine, number>> = {
  sum: 0,
  maximum: -Infinity,
  minimum: Infinity,
};

export function termsOf(
  value: Value,
  lowering: Extract<Lowering, { kind: "reduce" | "contract" }>,
): Terms {
  return lowering.kind === "reduce"
    ? termsOfReduce(value, lowering)
    : termsOfContract(value, lowering);
}

function termsOfReduce(value: Value, lowering: Extract<Lowering, { kind: "reduce" }>): Terms {
  const input = value.node.inputs[0]!;
  const { axes, combine } = lowering;
  return {
    combine,
    extents: axes.map((axis) => input.type.shape[axis]!),
    term: (read, at, steps) => read(input, placeInside(input, axes, at, steps)),
  };
}

/** The input's place where `axes` are at `steps` and the other axes, in order, at the result's place. */
export function placeInside(
  input: Value,
  axes: readonly number[],
  at: readonly Affine[],
  steps: readonly Affine[],
): readonly Affine[] {
  let kept = 0;
  return input.type.shape.map((_, axis) => {
    const reduced = axes.indexOf(axis);
    return reduced >= 0 ? steps[reduced]! : at[kept++]!;
  });
}

function termsOfContract(value: Value, lowering: Extract<Lowering, { kind: "contract" }>): Terms {
  const [left, right] = value.node.inputs as readonly [Value, Value];
  const extents = new Map<string, Dimension>();
  lowering.left.forEach((label, axis) => extents.set(label, left.type.shape[axis]!));
  lowering.right.forEach((label, axis) => extents.set(label, right.type.shape[axis]!));
  const reduced = [...extents.keys()].filter((label) => !lowering.result.includes(label));
  return {
    combine: "sum",
    extents: reduced.map((label) => extents.get(label)!),
    term: (read, at, steps) => {
      const places = new Map<string, Affine>();
      lowering.result.forEach((label, axis) => places.set(label, at[axis]!));
      reduced.forEach((label, axis) => places.set(label, steps[axis]!));
      const placeOf = (labels: readonly string[]) => labels.map((label) => places.get(label)!);
      return call(
        "multiply",
        read(left, placeOf(lowering.left)),
        read(right, placeOf(lowering.right)),
      );
    },
  };
}
