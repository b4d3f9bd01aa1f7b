/**
 * Functions of four lanes that are computed in doubles, two lanes at a time.
 *
 * Invariant: what a half leaves is rounded to float once; every float is an ordinary double, so that a half
 * knows nothing of gradual underflow.
 */
import {
  call,
  createFunction,
  createLocal,
  f32x4,
  f64x2,
  get,
  shuffle,
} from "../../../wasm/build.ts";
import type { Expression, Function } from "../../../wasm/tree.ts";

/** Vectors in, a vector out. */
export type LaneFunction = Function & { readonly result: "v128" };

const upperFirst = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
const lowerOfBoth = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];

/** `more` are operands of the half that are the same for both. */
export function inHalves(
  name: string,
  parameters: readonly string[],
  half: LaneFunction,
  ...more: readonly Expression<"v128">[]
): LaneFunction {
  const all = parameters.map((each) => createLocal("v128", each));
  const demoted = (operands: readonly Expression<"v128">[]): Expression<"v128"> =>
    f32x4.demote_f64x2_zero(
      call(half, ...operands.map((each) => f64x2.promote_low_f32x4(each)), ...more),
    );
  const lower = all.map(get);
  const upper = lower.map((each) => shuffle(upperFirst, each, each));
  return createFunction(
    name,
    all,
    "v128",
    [],
    [shuffle(lowerOfBoth, demoted(lower), demoted(upper))],
  );
}
