/**
 * Element types as they are written: `float`, `int`, `bool`.
 *
 * Invariant: without a type a tensor is of floats; what other languages call a type is no type here, but
 * understood well enough to say what it is called.
 */
import type { Fix } from "../diagnostics/diagnostic.ts";
import type { ElementType } from "../graph/type.ts";
import type * as ast from "../syntax/ast.ts";
import type { Elaboration } from "./elaboration.ts";
import type { Place } from "./place.ts";

/** What other languages and libraries call them. */
const elementsOfOthers: readonly (readonly [ElementType, RegExp])[] = [
  ["float", /^(b?float\d*|f\d+|double|half|real|number|tensor)$/i],
  ["int", /^(u?int\d*|[iu]\d+|integer|long|short|byte|index|label)$/i],
  ["bool", /^(boolean|bool\d*|logical|mask)$/i],
];

export function elementType(
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
