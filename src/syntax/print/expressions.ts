/**
 * Tree → text: expressions, with the parentheses that they need and no others.
 *
 * Invariant: reading what is printed gives the same tree again.
 */
import { levelOf } from "../../../grammar/precedence.ts";
import type {
  Binary,
  Conditional,
  Expression,
  Index,
  Pipeline,
  Spread,
  Tuple,
  StringLiteral,
  Subscript,
  Unary,
} from "../ast.ts";
import { group, indent, join, keptLine, line, type Layout } from "./layout.ts";
import { bracketed } from "./sequence.ts";
import { printArrow, printBlock, printCall } from "./stages.ts";

/** Looser than all operators. */
const conditionalLevel = -2;
const pipelineLevel = -1;
const operationLevel = 0;
/** What stands behind a minus without parentheses: `-x^2`, but `-(a @ b)`, which could do without. */
const signedLevel = levelOf("^");
/** Tighter than all operators. */
const suffixLevel = levelOf("^") + 1;

export interface Place {
  /** What binds looser than this needs parentheses here. */
  readonly loosest: number;
  /** A `{` behind the expression starts a body, so that blocks need parentheses as well. */
  readonly beforeBody?: boolean;
  /** What stands behind it binds tighter than a minus before it. */
  readonly beforeTighter?: boolean;
}

const anywhere: Place = { loosest: conditionalLevel };

export function printExpression(expression: Expression, place: Place = anywhere): Layout {
  if (!needsParentheses(expression, place)) return printBare(expression, place);
  return ["(", printBare(expression, anywhere), ")"];
}

/** The condition of an `if`, or what `scan` walks over. */
export function printHead(expression: Expression): Layout {
  return printExpression(expression, { loosest: operationLevel, beforeBody: true });
}

function needsParentheses(expression: Expression, place: Place): boolean {
  const { loosest, beforeBody, beforeTighter } = place;
  if (beforeBody && (expression.kind === "block" || hasBlock(expression))) return true;
  if (expression.kind === "unary" && expression.operator === "-") {
    return beforeTighter === true || !fitsSigned(expression, loosest);
  }
  return levelOfExpression(expression) < loosest;
}

/** The place of what an index or a `.` follows. */
function suffixed(place: Place): Place {
  return { ...place, loosest: suffixLevel, beforeTighter: true };
}

function hasBlock(expression: Expression): boolean {
  return expression.kind === "call" && expression.block !== undefined;
}

/** A minus may follow any operator; but then it takes only what binds tighter than that operator. */
function fitsSigned({ operand }: Unary, loosest: number): boolean {
  if (operand.kind === "unary" && operand.operator === "-") return fitsSigned(operand, loosest);
  return levelOfExpression(operand) < signedLevel || levelOfExpression(operand) >= loosest;
}

function levelOfExpression(expression: Expression): number {
  switch (expression.kind) {
    case "conditional":
      return conditionalLevel;
    case "pipeline":
      return pipelineLevel;
    case "binary":
      return levelOf(expression.operator);
    case "unary":
      return levelOf(expression.operator === "-" ? "unary -" : "not");
    default:
      return suffixLevel;
  }
}

function printBare(expression: Expression, place: Place): Layout {
  switch (expression.kind) {
    case "number":
      return expression.text;
    case "string":
      return printString(expression);
    case "boolean":
      return String(expression.value);
    case "none":
      return "none";
    case "unreadable":
      return expression.span.source.text.slice(expression.span.start, expression.span.end);
    case "reference":
      return printName(expression.name);
    case "list":
      return bracketed("[", printItems(expression.items), "]");
    case "tuple": {
      const items = printItems(expression.items);
      return expression.bare ? group(indent(items)) : bracketed("(", items, closerOf(expression));
    }
    case "unary":
      return printUnary(expression, place);
    case "binary":
      return group(printBinary(expression, place));
    case "conditional":
      return printConditional(expression, indent);
    case "pipeline":
      return printPipeline(expression);
    case "call":
      return printCall(expression);
    case "index":
      return printIndex(expression, place);
    case "member": {
      const value = printExpression(expression.value, suffixed(place));
      return [value, ".", printName(expression.name)];
    }
    case "block":
      return printBlock(expression);
  }
}

/** A comma makes a tuple of one value; a spread is one anyway. */
function closerOf({ items }: Tuple): string {
  return items.length === 1 && items[0]!.kind !== "spread" ? ",)" : ")";
}

export function printName({ text, primed }: { text: string; primed: boolean }): string {
  return primed ? `${text}'` : text;
}

const escapes: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\t": "\\t",
  '"': '\\"',
  "\\": "\\\\",
};

export function printString({ value }: StringLiteral): string {
  return `"${value.replaceAll(/[\n\t"\\]/g, (character) => escapes[character]!)}"`;
}

/** Each on a line of its own if there is no room for all; of mere numbers as many as fit. */
function printItems(items: readonly (Expression | Spread)[]): Layout {
  const between = items.every(isNumber) ? group(line) : line;
  return join(items.map(printItem), [",", between]);
}

function isNumber(item: Expression | Spread): boolean {
  return item.kind === "unary" ? isNumber(item.operand) : item.kind === "number";
}

function printItem(item: Expression | Spread): Layout {
  return item.kind === "spread" ? ["...", printExpression(item.value)] : printExpression(item);
}

function printUnary({ operator, operand }: Unary, place: Place): Layout {
  if (operator === "not") {
    return ["not ", printExpression(operand, { ...place, loosest: levelOf("not") })];
  }
  return ["-", printExpression(operand, { ...place, loosest: signedLevel })];
}

/** Operators stand at line ends: a line that starts with `-` would look like a statement of its own. */
function printBinary({ operator, left, right }: Binary, place: Place): Layout {
  const level = levelOf(operator);
  const groupsRight = operator === "^";
  const comparison = level === levelOf("==");
  const leftPlace: Place = {
    ...place,
    loosest: groupsRight || comparison ? level + 1 : level,
    beforeTighter: level > levelOf("unary -"),
  };
  const rightPlace: Place = {
    ...place,
    loosest: groupsRight ? level : level + 1,
    beforeTighter: false,
  };
  const continues = left.kind === "binary" && levelOf(left.operator) === level && !groupsRight;
  const first =
    continues && !comparison ? printBinary(left, place) : printExpression(left, leftPlace);
  if (operator === "^" && isShort(right)) {
    return [first, "^", printExpression(right, rightPlace)];
  }
  return [first, ` ${operator}`, indent(line, printExpression(right, rightPlace))];
}

/** `x^2`, `2^-i`, `2^3^2`; but `x ^ (1 + y)`. */
function isShort(exponent: Expression): boolean {
  if (exponent.kind === "unary") return exponent.operator === "-" && isShort(exponent.operand);
  if (exponent.kind === "binary") return exponent.operator === "^" && isShort(exponent.right);
  return ["number", "reference", "member", "call", "index"].includes(exponent.kind);
}

/** `then` and `else` begin lines if one of them did. `inner` says how far in they are then. */
export function printConditional(
  { condition, consequent, alternative }: Conditional,
  inner: (...branches: readonly Layout[]) => Layout,
): Layout {
  const branches = inner(
    [keptLine, "then ", printExpression(consequent)],
    [keptLine, "else ", printExpression(alternative)],
  );
  return group("if ", printHead(condition), branches);
}

/** Where an arrow began a line it still does; others follow as long as there is room. */
function printPipeline({ source, stages }: Pipeline): Layout {
  return [printExpression(source, { loosest: operationLevel }), stages.map(printArrow)];
}

function printIndex({ value, subscripts }: Index, place: Place): Layout {
  const first = printExpression(value, suffixed(place));
  return [first, bracketed("[", join(subscripts.map(printSubscript), [",", line]), "]")];
}

function printSubscript(subscript: Subscript): Layout {
  if (subscript.kind === "ellipsis") return "...";
  if (subscript.kind === "at") return printExpression(subscript.value);
  const part = (each: Expression | undefined) => (each ? printExpression(each) : "");
  const { from, to, step } = subscript;
  return [part(from), ":", part(to), step ? [":", part(step)] : ""];
}
