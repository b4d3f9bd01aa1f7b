/**
 * What the sign of a result is, from the signs of its inputs.
 *
 * Invariant: an answer other than "any" holds for every element and every input without NaN; overflow
 * to infinity keeps it, underflow to 0 counts as positive (an exponential is positive mathematically).
 */
import type { Sign } from "../../graph/op.ts";

const opposites: Readonly<Record<Sign, Sign>> = {
  positive: "negative",
  nonnegative: "nonpositive",
  nonpositive: "nonnegative",
  negative: "positive",
  any: "any",
};

export function oppositeSign(sign: Sign): Sign {
  return opposites[sign];
}

export function isNonnegative(sign: Sign): boolean {
  return sign === "positive" || sign === "nonnegative";
}

export function isNonpositive(sign: Sign): boolean {
  return sign === "negative" || sign === "nonpositive";
}

export function signOfSum(signs: readonly Sign[]): Sign {
  if (signs.every(isNonnegative)) return signs.includes("positive") ? "positive" : "nonnegative";
  if (signs.every(isNonpositive)) return signs.includes("negative") ? "negative" : "nonpositive";
  return "any";
}

export function signOfProduct(a: Sign, b: Sign): Sign {
  if (a === "any" || b === "any") return "any";
  const strict = (a === "positive" || a === "negative") && (b === "positive" || b === "negative");
  const positive = isNonnegative(a) === isNonnegative(b);
  if (positive) return strict ? "positive" : "nonnegative";
  return strict ? "negative" : "nonpositive";
}

/** A denominator that may be 0 may be either zero, and so give either infinity. */
export function signOfQuotient(a: Sign, b: Sign): Sign {
  return b === "positive" || b === "negative" ? signOfProduct(a, b) : "any";
}

export function signOfMaximum(a: Sign, b: Sign): Sign {
  if (a === "positive" || b === "positive") return "positive";
  if (a === "nonnegative" || b === "nonnegative") return "nonnegative";
  if (a === "negative" && b === "negative") return "negative";
  return isNonpositive(a) && isNonpositive(b) ? "nonpositive" : "any";
}

export function signOfMinimum(a: Sign, b: Sign): Sign {
  return oppositeSign(signOfMaximum(oppositeSign(a), oppositeSign(b)));
}

/** Of a value that is one of two. */
export function signOfEither(a: Sign, b: Sign): Sign {
  if (a === b) return a;
  if (isNonnegative(a) && isNonnegative(b)) return "nonnegative";
  return isNonpositive(a) && isNonpositive(b) ? "nonpositive" : "any";
}

export function signOfNumber(number: number): Sign {
  if (Number.isNaN(number)) return "any";
  return number > 0 ? "positive" : number < 0 ? "negative" : "nonnegative";
}
