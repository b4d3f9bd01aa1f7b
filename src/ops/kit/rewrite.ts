/**
 * Exact identities of arithmetic.
 *
 * Invariant: a rewritten value equals the old one for all finite inputs up to rounding, and infinities
 * and NaN reach the result as before (x·0 stays, since ∞·0 is NaN).
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Value } from "../../graph/graph.ts";
import { isConstant, isZero } from "./constants.ts";

/** `x + 0`, `x * 1`: x, where the types agree. */
export function withoutNeutral(a: Value, b: Value, neutral: number): Value | undefined {
  const keepsType = (kept: Value, dropped: Value): boolean =>
    kept.type.element === "float" || dropped.type.element === kept.type.element;
  if (isConstant(b, neutral) && keepsType(a, b) && a.type.element !== "bool") return a;
  if (isConstant(a, neutral) && keepsType(b, a) && b.type.element !== "bool") return b;
  return undefined;
}

export function doubleNegative(inside: Value): Value | undefined {
  const { op, inputs } = inside.node;
  return op.name === "negate" ? inputs[0] : undefined;
}

/** The value that this one negates. */
function negated(value: Value): Value | undefined {
  return doubleNegative(value);
}

export function simplifyDifference(a: Value, b: Value, build: Build): Value | undefined {
  if (isZero(b) && a.type.element !== "bool") return a;
  if (isZero(a)) return build.negate(b);
  const opposite = negated(b);
  return opposite === undefined ? undefined : build.add(a, opposite);
}

export function simplifyProduct(a: Value, b: Value, build: Build): Value | undefined {
  const same = withoutNeutral(a, b, 1);
  if (same !== undefined) return same;
  if (isConstant(b, -1)) return build.negate(a);
  if (isConstant(a, -1)) return build.negate(b);
  return undefined;
}
