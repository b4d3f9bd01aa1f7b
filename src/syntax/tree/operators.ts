/**
 * Groups the operands and operators of one `operation` by precedence.
 *
 * The grammar reads `a + b * c` as a flat row; precedence climbing makes the tree of it. Operators of one
 * level group to the left, `^` to the right. A unary minus binds looser than `@` and `^` but may follow
 * them: there it takes as much as binds tighter than the operator before it (`2^-i^2` is `2^(-(i^2))`).
 */
import type { IToken } from "chevrotain";
import { levelOf } from "../../../grammar/precedence.ts";
import { foreignSigns, Not } from "../../../grammar/tokens.ts";
import { joinSpans, type Span } from "../../diagnostics/source.ts";
import type { BinaryOperator, Expression, UnaryOperator } from "../ast.ts";
import { replaceWith } from "../problems.ts";
import { spanOf, type Reader } from "./reader.ts";

/** An expression as an operand; its `span` includes parentheses, which the expression's own does not. */
export interface Operand {
  readonly expression: Expression;
  readonly span: Span;
}

export interface SignedOperand extends Operand {
  /** `-` and `not` before the operand. */
  readonly signs: readonly IToken[];
}

const comparison = levelOf("==");

export function groupOperators(
  reader: Reader,
  operands: readonly SignedOperand[],
  operators: readonly IToken[],
): Expression {
  let at = 0;

  /** What is left from here on and binds at least as tightly as `loosest`. */
  function climb(loosest: number): Operand {
    const { signs, expression, span } = operands[at]!;
    return extend(applySigns(signs, { expression, span }, loosest), loosest);
  }

  function extend(first: Operand, loosest: number): Operand {
    let left = first;
    let compared: Operand | undefined;
    for (;;) {
      const token = operators[at];
      if (token === undefined) return left;
      const operator = operatorOf(token);
      const level = levelOf(operator);
      if (level < loosest) return left;
      at++;
      const right = climb(operator === "^" ? level : level + 1);
      if (level === comparison) {
        if (compared) reportChain(reader, left, compared, token, right);
        compared = right;
      }
      left = joinOperands(reader, left, token, right);
    }
  }

  /** Each sign takes what follows it as far as that binds tighter than the sign itself. */
  function applySigns(signs: readonly IToken[], operand: Operand, loosest: number): Operand {
    const sign = signs[0];
    if (sign === undefined) return operand;
    const operator: UnaryOperator = sign.tokenType === Not ? "not" : "-";
    const level = levelOf(operator === "not" ? "not" : "unary -");
    if (operator === "not" && loosest > level) reportMisplacedNot(reader, sign, operand);
    const reach = Math.max(level, loosest);
    const inner = extend(applySigns(signs.slice(1), operand, reach), reach);
    const span = joinSpans(spanOf(reader, sign), inner.span);
    return { span, expression: { kind: "unary", span, operator, operand: inner.expression } };
  }

  return climb(0).expression;
}

function operatorOf(token: IToken): BinaryOperator {
  return (foreignSigns[token.image] ?? token.image) as BinaryOperator;
}

function joinOperands(reader: Reader, left: Operand, token: IToken, right: Operand): Operand {
  const span = joinSpans(left.span, right.span);
  const expression: Expression = {
    kind: "binary",
    span,
    operator: operatorOf(token),
    operatorSpan: spanOf(reader, token),
    left: left.expression,
    right: right.expression,
  };
  return { span, expression };
}

function reportChain(
  reader: Reader,
  left: Operand,
  middle: Operand,
  operator: IToken,
  right: Operand,
): void {
  const text = ({ span }: Operand) => reader.source.text.slice(span.start, span.end);
  const replacement = `${text(left)} and ${text(middle)} ${operator.image} ${text(right)}`;
  const fix = replaceWith(joinSpans(left.span, right.span), replacement);
  reader.report("NN1012", "comparisons do not chain", spanOf(reader, operator), { fix });
}

function reportMisplacedNot(reader: Reader, sign: IToken, { span }: Operand): void {
  const negated = `(${reader.source.text.slice(sign.startOffset, span.end)})`;
  const place = joinSpans(spanOf(reader, sign), span);
  const fix = replaceWith(place, negated, "put it in parentheses");
  reader.report("NN1014", "`not` binds looser than the operator before it", place, { fix });
}
