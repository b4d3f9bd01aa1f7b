/**
 * Operators: arithmetic and comparisons through the primitives that take them, and what only static
 * values know: equality of texts, lists and `none`, and a left side that decides alone.
 */
import type { Fix } from "../diagnostics/diagnostic.ts";
import type { Span } from "../diagnostics/source.ts";
import type * as ast from "../syntax/ast.ts";
import type { Elaboration, GivenWire } from "./elaboration.ts";
import {
  describe,
  isLayer,
  isList,
  known,
  poison,
  type Meaning,
  type SingleMeaning,
  type StaticValue,
} from "./meaning.ts";
import type { Place } from "./place.ts";
import { applyPrimitive } from "./primitives.ts";

export function evaluateUnary(e: Elaboration, node: ast.Unary, place: Place): SingleMeaning {
  const operand = { meaning: e.evaluate(node.operand, place), span: node.operand.span };
  const operator = node.operator === "-" ? "negate" : node.operator;
  return applyOperator(e, operator, [operand], place, node.span, node.operator);
}

/** A chain such as `a + b + c` is walked from the left without recursion. */
export function evaluateBinary(e: Elaboration, node: ast.Binary, place: Place): SingleMeaning {
  const spine: ast.Binary[] = [];
  let left: ast.Expression = node;
  while (left.kind === "binary") {
    spine.push(left);
    left = left.left;
  }
  let result = e.evaluate(left, place);
  for (const each of spine.reverse()) result = evaluatePair(e, each, result, place);
  return result;
}

function evaluatePair(
  e: Elaboration,
  node: ast.Binary,
  left: SingleMeaning,
  place: Place,
): SingleMeaning {
  const decided = decides(node.operator, left);
  if (decided !== undefined) return known(decided);
  const right = e.evaluate(node.right, place);
  if (left.kind === "poison" || right.kind === "poison") return poison;
  const equality = compareKnown(node.operator, left, right);
  if (equality !== undefined) return known(equality);
  const wires = [
    { meaning: left, span: node.left.span },
    { meaning: right, span: node.right.span },
  ];
  return applyOperator(e, node.operator, wires, place, node.span, node.operator);
}

/** `false and …` and `true or …` need no right side. */
function decides(operator: ast.BinaryOperator, left: SingleMeaning): boolean | undefined {
  if (left.kind !== "static" || left.runtime) return undefined;
  if (operator === "and" && left.value === false) return false;
  return operator === "or" && left.value === true ? true : undefined;
}

/** Equality where one side is no number: of texts, lists, `none`. A number never equals those. */
function compareKnown(
  operator: ast.BinaryOperator,
  left: SingleMeaning,
  right: SingleMeaning,
): boolean | undefined {
  if (operator !== "==" && operator !== "!=") return undefined;
  const sides = [left, right];
  const isNone = sides.some((each) => each.kind === "static" && each.value === undefined);
  if (isNone) {
    const both = sides.every((each) => each.kind === "static" && each.value === undefined);
    return both === (operator === "==");
  }
  if (left.kind !== "static" || right.kind !== "static") return undefined;
  const isPlain = (value: StaticValue): boolean =>
    typeof value === "number" || typeof value === "boolean";
  if (isPlain(left.value) && isPlain(right.value)) return undefined;
  return equalStatics(left.value, right.value) === (operator === "==");
}

function equalStatics(a: StaticValue, b: StaticValue): boolean {
  if (!isList(a) || !isList(b)) return a === b;
  return a.length === b.length && a.every((each, at) => equalStatics(each, b[at]));
}

/** A number in quotes. */
function unquoted({ meaning, span }: GivenWire): Fix | undefined {
  const text = meaning.kind === "static" ? meaning.value : undefined;
  if (typeof text !== "string" || text.trim() === "" || !Number.isFinite(Number(text))) {
    return undefined;
  }
  const isWritten = span.source.text.slice(span.start, span.end) === `"${text}"`;
  return { message: "leave out the quotes", ...(isWritten && { span, replacement: text }) };
}

export function applyOperator(
  e: Elaboration,
  operator: string,
  wires: readonly GivenWire[],
  place: Place,
  span: Span,
  title: string,
): SingleMeaning {
  const wrong = wires.find(({ meaning }) => !isOperand(meaning));
  if (wrong !== undefined) {
    if (wrong.meaning.kind === "poison") return poison;
    const message = `\`${title}\` cannot work on ${describe(wrong.meaning)}`;
    const at = { span: wrong.span, frame: place.frame };
    return e.problems.report("NN3005", message, at, { fix: unquoted(wrong) });
  }
  const form = e.library.primitives.byOperator
    .get(operator)
    ?.forms.find(({ surface }) => surface.wires.length === wires.length);
  if (form === undefined) throw new Error(`no op has the operator ${operator}`);
  const call = { form, title, wires, settings: {}, place, name: span, span };
  return single(applyPrimitive(e, call));
}

function single(meaning: Meaning): SingleMeaning {
  return meaning.kind === "several" ? meaning.items[0]! : meaning;
}

function isOperand(meaning: SingleMeaning): boolean {
  if (meaning.kind !== "static") return meaning.kind === "tensor";
  const { value } = meaning;
  return value !== undefined && typeof value !== "string" && !isLayer(value);
}
