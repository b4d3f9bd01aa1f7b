/**
 * What must be known to the compiler: conditions, dimensions, counts, settings.
 *
 * Invariant: a run-time setting that is asked for here is noted as fixed: the caller elaborates anew
 * with it as a plain number.
 */
import type { Span } from "../diagnostics/source.ts";
import type * as ast from "../syntax/ast.ts";
import type { Elaboration } from "./elaboration.ts";
import {
  describe,
  isList,
  known,
  type Poison,
  type SingleMeaning,
  type StaticValue,
} from "./meaning.ts";
import type { Place } from "./place.ts";

/** The static value in a box, since `none` is a value too. */
export interface Known {
  readonly kind: "known";
  readonly value: StaticValue;
}

/** `what` names the use, as in "the condition of `if`". */
export function demandStatic(
  e: Elaboration,
  meaning: SingleMeaning,
  place: Place,
  span: Span,
  what: string,
): Known | Poison {
  if (meaning.kind === "poison") return meaning;
  if (meaning.kind === "tensor") {
    const message = `${what} must be known to the compiler, but this is ${describe(meaning)}`;
    return e.problems.report("NN3001", message, { span, frame: place.frame });
  }
  for (const name of meaning.runtime?.settings ?? []) e.fixed.add(name);
  return { kind: "known", value: meaning.value };
}

export function evaluateStatic(
  e: Elaboration,
  expression: ast.Expression,
  place: Place,
  what: string,
): Known | Poison {
  return demandStatic(e, e.evaluate(expression, place), place, expression.span, what);
}

/** The condition of an `if` or `require`; undefined where something is wrong with it. */
export function evaluateCondition(
  e: Elaboration,
  expression: ast.Expression,
  place: Place,
  what = "the condition of `if`",
): boolean | undefined {
  const meaning = e.evaluate(expression, place);
  const at = { span: expression.span, frame: place.frame };
  if (meaning.kind === "tensor") {
    const message = `${what} must be known to the compiler, but this is ${describe(meaning)}`;
    const fix = { message: "to choose at run time, element by element, write `where(c, a, b)`" };
    e.problems.report("NN3001", message, at, { fix });
    return undefined;
  }
  const known = demandStatic(e, meaning, place, expression.span, what);
  if (known.kind === "poison") return undefined;
  if (typeof known.value === "boolean") return known.value;
  e.problems.report("NN3002", `${what} is ${describe(meaning)}, not true or false`, at);
  return undefined;
}

/** What an index of 32 bits can count. */
const largest = 2 ** 31 - 1;

/** A whole number of at least `least`. */
export function wholeNumber(
  e: Elaboration,
  value: StaticValue,
  least: number,
  what: string,
  at: { readonly span: Span; readonly place: Place },
): number | Poison {
  const place = { span: at.span, frame: at.place.frame };
  if (typeof value !== "number" || !Number.isInteger(value)) {
    const shown = typeof value === "number" ? value : describe(known(value));
    const message = `${what} must be a whole number, not ${shown}`;
    const fix = typeof value === "number" ? undefined : { message: instead(value) };
    return e.problems.report("NN3003", message, place, { fix });
  }
  if (value < least) {
    const message = `${what} must be at least ${least}, not ${value}`;
    return e.problems.report("NN3004", message, place);
  }
  if (value > largest) {
    return e.problems.report("NN3004", `${what} must be at most ${largest}, not ${value}`, place);
  }
  return value;
}

/** What to do where a number is wanted. */
function instead(value: StaticValue): string {
  const isNumber = typeof value === "string" && /^\s*[\d.]+\s*$/.test(value);
  return isNumber ? "leave out the quotes" : "give it a number";
}

/** Whole numbers of at least 1; a single number counts as a list of one. */
export function dimensionsOf(
  e: Elaboration,
  value: StaticValue,
  at: { readonly span: Span; readonly place: Place },
): readonly number[] | Poison {
  const list = isList(value) ? value : [value];
  const dimensions: number[] = [];
  for (const each of list) {
    const dimension = wholeNumber(e, each, 1, "a dimension", at);
    if (typeof dimension !== "number") return dimension;
    dimensions.push(dimension);
  }
  return dimensions;
}
