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
  StringLiteral,
  Subscript,
  Unary,
} from "../ast.ts";
import { group, indent, join, line, softLine, type Layout } from "./layout.ts";
import { printArrow, printBlock, printCall } from "./stages.ts";
import type { Written } from "./written.ts";

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
}

const anywhere: Place = { loosest: conditionalLevel };

export function printExpression(
  written: Written,
  expression: Expression,
  place: Place = anywhere,
): Layout {
  const comments = written.before(expression.span);
  if (needsParentheses(expression, place)) {
    const inside = printBare(written, expression, anywhere);
    return [comments, "(", inside, written.atEnd(expression.span), ")"];
  }
  return [comments, printBare(written, expression, place)];
}

/** The condition of an `if`, or what `scan` walks over. */
export function printHead(written: Written, expression: Expression): Layout {
  return printExpression(written, expression, { loosest: operationLevel, beforeBody: true });
}

function needsParentheses(expression: Expression, { loosest, beforeBody }: Place): boolean {
  if (beforeBody && (expression.kind === "block" || hasBlock(expression))) return true;
  if (expression.kind === "unary" && expression.operator === "-")
    return !fitsSigned(expression, loosest);
  return levelOfExpression(expression) < loosest;
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

function printBare(written: Written, expression: Expression, place: Place): Layout {
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
      return bracketed(written, "[", expression.items, expression.span.end, "]");
    case "tuple":
      return expression.bare
        ? group(
            indent(
              join(
                expression.items.map((item) => printExpression(written, item)),
                [",", line],
              ),
            ),
          )
        : bracketed(written, "(", expression.items, expression.span.end, ")");
    case "unary":
      return printUnary(written, expression, place);
    case "binary":
      return group(printBinary(written, expression, place));
    case "conditional":
      return printConditional(written, expression, { onOwnLine: false });
    case "pipeline":
      return printPipeline(written, expression);
    case "call":
      return printCall(written, expression);
    case "index":
      return printIndex(written, expression, place);
    case "member": {
      const value = printExpression(written, expression.value, { ...place, loosest: suffixLevel });
      return [value, ".", written.before(expression.name.span), printName(expression.name)];
    }
    case "block":
      return printBlock(written, expression);
  }
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

function printItem(written: Written, item: Expression | Spread): Layout {
  if (item.kind !== "spread") return printExpression(written, item);
  return [written.before(item.span), "...", printExpression(written, item.value)];
}

function bracketed(
  written: Written,
  opener: string,
  items: readonly (Expression | Spread)[],
  end: number,
  closer: string,
): Layout {
  const inside = items.map((item) => printItem(written, item));
  const comments = written.atEnd({ end });
  return group([opener, indent(softLine, join(inside, [",", line]), comments), softLine, closer]);
}

function printUnary(written: Written, { operator, operand }: Unary, place: Place): Layout {
  if (operator === "not") {
    return ["not ", printExpression(written, operand, { ...place, loosest: levelOf("not") })];
  }
  return ["-", printExpression(written, operand, { ...place, loosest: signedLevel })];
}

/** Operators stand at line ends: a line that starts with `-` would look like a statement of its own. */
function printBinary(written: Written, { operator, left, right }: Binary, place: Place): Layout {
  const level = levelOf(operator);
  const groupsRight = operator === "^";
  const comparison = level === levelOf("==");
  const leftPlace = { ...place, loosest: groupsRight || comparison ? level + 1 : level };
  const rightPlace = { ...place, loosest: groupsRight ? level : level + 1 };
  const continues = left.kind === "binary" && levelOf(left.operator) === level && !groupsRight;
  const first =
    continues && !comparison
      ? [written.before(left.span), printBinary(written, left, place)]
      : printExpression(written, left, leftPlace);
  if (operator === "^" && isShort(right)) {
    return [first, "^", printExpression(written, right, rightPlace)];
  }
  return [first, ` ${operator}`, indent(line, printExpression(written, right, rightPlace))];
}

/** `x^2`, `2^-i`; but `x ^ (1 + y)`. */
function isShort(exponent: Expression): boolean {
  if (exponent.kind === "unary") return exponent.operator === "-" && isShort(exponent.operand);
  return ["number", "reference", "member", "call", "index"].includes(exponent.kind);
}

/** `then` and `else` begin lines if one of them did. On a line of its own, `if` is as far in as they are. */
export function printConditional(
  written: Written,
  { condition, consequent, alternative }: Conditional,
  { onOwnLine }: { onOwnLine: boolean },
): Layout {
  const broken =
    written.hasBreak(condition.span.end, consequent.span.start) ||
    written.hasBreak(consequent.span.end, alternative.span.start);
  const head = ["if ", printHead(written, condition)];
  const branches = [
    [line, "then ", printExpression(written, consequent)],
    [line, "else ", printExpression(written, alternative)],
  ];
  return group([head, onOwnLine ? branches : indent(...branches)], { broken });
}

/** Where an arrow began a line it still does; others follow as long as there is room. */
function printPipeline(written: Written, { source, stages }: Pipeline): Layout {
  const parts = [printExpression(written, source, { loosest: operationLevel })];
  let end = source.span.end;
  for (const stage of stages) {
    parts.push(printArrow(written, end, stage));
    end = stage.span.end;
  }
  return parts;
}

function printIndex(written: Written, { value, subscripts, span }: Index, place: Place): Layout {
  const first = printExpression(written, value, { ...place, loosest: suffixLevel });
  const inside = subscripts.map((each) => printSubscript(written, each));
  return [first, "[", join(inside, ", "), written.atEnd(span), "]"];
}

function printSubscript(written: Written, subscript: Subscript): Layout {
  const comments = written.before(subscript.span);
  if (subscript.kind === "ellipsis") return [comments, "..."];
  if (subscript.kind === "at") return [comments, printExpression(written, subscript.value)];
  const part = (each: Expression | undefined) => (each ? printExpression(written, each) : "");
  const { from, to, step } = subscript;
  return [comments, part(from), ":", part(to), step ? [":", part(step)] : ""];
}
