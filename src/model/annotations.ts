/**
 * Annotations of inputs, params and states as they are written: `int[t]`, `[256]`.
 *
 * Invariant: without a type a tensor is of floats, without a shape a scalar; every dimension is known here.
 * What other languages call a type is no type, but understood well enough to say what it is called.
 */
import type { Fix } from "../diagnostics/diagnostic.ts";
import {
  elementCount,
  tensorType,
  type ElementType,
  type Shape,
  type TensorType,
} from "../graph/type.ts";
import type * as ast from "../syntax/ast.ts";
import { batchAxis } from "./axes.ts";
import type { Elaboration } from "./elaboration.ts";
import { describe, isList, known, poison, type Poison } from "./meaning.ts";
import type { Place } from "./place.ts";
import { findName } from "./scope.ts";
import { dimensionsOf, evaluateStatic, wholeNumber } from "./statics.ts";
import { largestCount } from "./tensors.ts";
import { quote } from "./wording.ts";

/** Type and shape as written; a scalar float where nothing is. */
export function annotatedType(
  e: Elaboration,
  annotation: ast.Annotation | undefined,
  place: Place,
  otherwise: Shape = [],
): TensorType | Poison {
  const element = elementType(e, annotation?.type, place);
  if (element === undefined) return poison;
  if (annotation?.shape === undefined) {
    return tensorType(element, annotation === undefined ? otherwise : []);
  }
  const shape: number[] = [];
  for (const each of annotation.shape) {
    const taken = writtenDimension(e, each, place);
    if (taken === undefined) return poison;
    shape.push(...taken);
  }
  const count = elementCount(shape);
  if (count > largestCount) {
    const message = `this has ${count} elements: at most ${largestCount} can be counted`;
    return e.problems.report("NN3004", message, { span: annotation.span, frame: place.frame });
  }
  return tensorType(element, shape);
}

function writtenDimension(
  e: Elaboration,
  dimension: ast.Dimension,
  place: Place,
): readonly number[] | undefined {
  const { span } = dimension;
  if (dimension.kind !== "rest") {
    const what = dimension.kind === "number" ? "a dimension" : `the dimension ${quote(span)}`;
    if (standsForBatch(dimension, place)) {
      const fix = { message: "leave it out: a shape is that of one sample" };
      const message = `${quote(span)} is no dimension: the batch is never written`;
      e.problems.report("NN4003", message, { span, frame: place.frame }, { fix });
      return undefined;
    }
    const value = evaluateStatic(e, dimension, place, what);
    if (value.kind === "poison") return undefined;
    const whole = wholeNumber(e, value.value, 1, what, { span, place });
    return typeof whole === "number" ? [whole] : undefined;
  }
  if (dimension.name === undefined) {
    const message = "here every dimension must be known: `...` says nothing by itself";
    e.problems.report("NN4003", message, { span, frame: place.frame });
    return undefined;
  }
  const reference = { kind: "reference", span: dimension.name.span, name: dimension.name } as const;
  const value = evaluateStatic(e, reference, place, "a list of dimensions");
  if (value.kind === "poison") return undefined;
  if (!isList(value.value)) {
    const message = `\`...${dimension.name.text}\` wants a list, but this is ${describe(known(value.value))}`;
    e.problems.report("NN3005", message, { span, frame: place.frame });
    return undefined;
  }
  const list = dimensionsOf(e, value.value, { span, place });
  return "kind" in list ? undefined : list;
}

/** `[batch, 256]`, `[-1, 256]`: as others write it. */
function standsForBatch(dimension: ast.Expression, { scope }: Place): boolean {
  if (dimension.kind === "reference") {
    const { text } = dimension.name;
    return text === batchAxis && findName(scope, text)?.span === undefined;
  }
  return dimension.kind === "unary" && quote(dimension.span) === "`-1`";
}

/** What other languages and libraries call them. */
const elementsOfOthers: readonly (readonly [ElementType, RegExp])[] = [
  ["float", /^(b?float\d*|f\d+|double|half|real|number|tensor)$/i],
  ["int", /^(u?int\d*|[iu]\d+|integer|long|short|byte|index|label)$/i],
  ["bool", /^(boolean|bool\d*|logical|mask)$/i],
];

function elementType(
  e: Elaboration,
  name: ast.Name | undefined,
  place: Place,
): ElementType | undefined {
  if (name === undefined) return "float";
  const { text } = name;
  if (text === "float" || text === "int" || text === "bool") return text;
  const message = `there is no element type \`${text}\`: a tensor holds \`float\`, \`int\` or \`bool\``;
  const [meant] = elementsOfOthers.find(([, others]) => others.test(text)) ?? [];
  const fix: Fix | undefined =
    meant === undefined
      ? { message: "write `float`, `int` or `bool`" }
      : { message: `write \`${meant}\``, span: name.span, replacement: meant };
  e.problems.report("NN3007", message, { span: name.span, frame: place.frame }, { fix });
  return undefined;
}
