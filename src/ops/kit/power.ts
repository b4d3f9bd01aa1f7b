/**
 * Powers: the gradient, and the exponents that have a cheaper form.
 *
 * Invariant: at a = 0 the gradient by the exponent is 0 (the limit for b > 0), where b = 0 the gradient by
 * a is 0 (x⁰ is 1 everywhere, and 0 · 0⁻¹ is no number), and x² has the gradient 2x without a division.
 * Cheaper forms have the same value for every number, infinities and NaN included.
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Value } from "../../graph/graph.ts";
import { ShapeProblem, type GradientContext } from "../../graph/op.ts";
import { constantOf } from "./constants.ts";
import { createSignOf } from "./logarithm.ts";

export function powerGradient(context: GradientContext): readonly (Value | undefined)[] {
  const { build, wanted } = context;
  const [a, b] = context.inputs as readonly [Value, Value];
  const g = context.gradients[0]!;
  const y = context.results[0]!;
  const byBase = build.multiply(g, slopeByBase(a, b, build));
  if (wanted[1] === false) return [byBase, undefined];
  const isZero = build.equal(a, 0);
  const logarithm = build.where(isZero, 0, build.log(build.where(isZero, 1, a)));
  return [byBase, build.multiply(g, build.multiply(y, logarithm))];
}

/** b · aᵇ⁻¹, and 0 where b is 0. */
function slopeByBase(a: Value, b: Value, build: Build): Value {
  const exponent = constantOf(b);
  if (exponent === 0) return build.constant(0, a.type.shape);
  const slope = build.multiply(b, build.power(a, build.subtract(b, 1)));
  return exponent === undefined ? build.where(build.equal(b, 0), 0, slope) : slope;
}

/**
 * Of ints: an int, so an exponent below 0 that is known is an error, as in NumPy, and where one comes up at
 * run time only powers of 1 and -1 are whole; in place of the others stands 0.
 */
export function powerOfInts(a: Value, b: Value, build: Build): Value {
  const exponent = constantOf(b);
  if (exponent !== undefined && exponent >= 0) return build.power(a, b);
  if (exponent !== undefined) {
    throw new ShapeProblem(
      `an int to the power ${exponent} is no int: write \`1 / x^${-exponent}\``,
    );
  }
  const isWhole = build.or(build.lessEqual(0, b), build.equal(build.abs(a), 1));
  return build.where(isWhole, build.power(a, build.abs(b)), 0);
}

/** Of floats; a power of ints keeps its type. */
export function simplifyPower(a: Value, b: Value, build: Build): Value | undefined {
  const isInt = a.type.element !== "float" && b.type.element !== "float";
  const exponent = constantOf(b);
  if (isInt) return exponent === 2 ? build.multiply(a, a) : undefined;
  switch (exponent) {
    case 0:
      return build.constant(1, a.type.shape);
    case 1:
      return a.type.element === "float" ? a : undefined;
    case 2:
      return build.multiply(a, a);
    case 0.5:
      return build.sqrt(a);
    case -1:
      return build.divide(1, a);
    default:
      return exponent === undefined ? undefined : quartersOf(a, exponent, build);
  }
}

/**
 * Quarters by square roots, of what is above 0: each is rounded once, as the power is, so that three roundings
 * at most come together. Elsewhere they differ: at −0, at −∞, and in the slope at 0.
 */
function quartersOf(a: Value, exponent: number, build: Build): Value | undefined {
  const quarters = 4 * Math.abs(exponent);
  if (![1, 2, 3].includes(quarters) || createSignOf()(a) !== "positive") return undefined;
  const half = build.sqrt(a);
  const power =
    quarters === 2
      ? half
      : quarters === 1
        ? build.sqrt(half)
        : build.multiply(half, build.sqrt(half));
  return exponent > 0 ? power : build.divide(1, power);
}
