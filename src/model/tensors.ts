/**
 * Tensors out of static values: a number, boolean or list may stand wherever a tensor may.
 *
 * Invariant: whole numbers become ints, so that arithmetic with ints stays int; other numbers floats.
 */
import type { Build } from "../graph/build.generated.ts";
import type { Value } from "../graph/graph.ts";
import { sampleShape, type ElementType } from "../graph/type.ts";
import type { Elaboration } from "./elaboration.ts";
import {
  describe,
  isLayer,
  isList,
  poison,
  type Poison,
  type SingleMeaning,
  type StaticValue,
} from "./meaning.ts";
import type { Place } from "./place.ts";
import type { Span } from "../diagnostics/source.ts";

const largestInt = 2 ** 31 - 1;
/** Of the elements of one sample: more cannot be counted in an int. */
export const largestCount = largestInt;

/** Lengths of nested lists, `[]` of a number; undefined when they are uneven or hold something else. */
export function shapeOfStatic(value: StaticValue): readonly number[] | undefined {
  if (!isList(value))
    return typeof value === "number" || typeof value === "boolean" ? [] : undefined;
  const inner = value.map(shapeOfStatic);
  const first = inner[0];
  if (first === undefined) return undefined;
  const even = inner.every(
    (each) => each?.length === first.length && each.every((length, at) => length === first[at]),
  );
  return even ? [value.length, ...first] : undefined;
}

export function flattenStatic(value: StaticValue): readonly (number | boolean)[] {
  if (isList(value)) return value.flatMap(flattenStatic);
  return [value as number | boolean];
}

/** The element type that static numbers take by themselves. */
export function elementOfStatic(value: StaticValue): ElementType {
  const all = flattenStatic(value);
  if (all.every((each) => typeof each === "boolean")) return "bool";
  const isInt = (each: number | boolean): boolean =>
    Number.isInteger(Number(each)) && Math.abs(Number(each)) <= largestInt;
  return all.every(isInt) ? "int" : "float";
}

/** A constant of a static value whose shape is known; `element` overrides the type of its own. */
export function constantOf(
  build: Build,
  value: StaticValue,
  element: ElementType = elementOfStatic(value),
): Value {
  if (!isList(value)) return build.constant(Number(value), [], element);
  const numbers = flattenStatic(value).map(Number);
  return build.constant(numbers, shapeOfStatic(value)!, element);
}

/** The tensor that a meaning stands for, or poison when it is none. */
export function toTensor(
  e: Elaboration,
  meaning: SingleMeaning,
  place: Place,
  span: Span,
  element?: ElementType,
): Value | Poison {
  if (meaning.kind === "poison") return poison;
  if (meaning.kind === "tensor") return meaning.value;
  if (meaning.runtime) return meaning.runtime.tensor();
  const at = { span, frame: place.frame };
  if (shapeOfStatic(meaning.value) !== undefined) {
    return constantOf(e.buildAt(place, span), meaning.value, element);
  }
  if (isList(meaning.value)) {
    const message = `${describe(meaning)} is no tensor: its rows differ in length, or it is empty`;
    return e.problems.report("NN3006", message, at);
  }
  const message = isLayer(meaning.value)
    ? `${describe(meaning)} stands where a value is wanted`
    : `${describe(meaning)} is no tensor`;
  const fix = isLayer(meaning.value)
    ? { message: "apply it: `layer(x)` or `x -> layer`" }
    : undefined;
  return e.problems.report("NN3005", message, at, { fix });
}

/** The shape of one sample, of a tensor or of a static value; undefined when it has none. */
export function shapeOf(meaning: SingleMeaning): readonly number[] | undefined {
  if (meaning.kind === "tensor") return sampleShape(meaning.value.type);
  return meaning.kind === "static" ? shapeOfStatic(meaning.value) : undefined;
}
