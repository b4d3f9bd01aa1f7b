/**
 * Bounds how deep a program nests, before anything recursive looks at it.
 *
 * Invariant: what passes makes a tree that every later stage can walk by recursion. Brackets nest at most
 * `deepest` levels; along any path into the tree there are at most `longest` operators, signs, `then`, `else`.
 */
import type { IToken } from "chevrotain";
import * as t from "../../grammar/tokens.ts";
import type { Source } from "../diagnostics/source.ts";
import { closers } from "./brackets.ts";
import type { Report } from "./problems.ts";

const deepest = 200;
const longest = 1000;
const closing = new Set(closers.values());

/** Whether the tokens, whose brackets match, may be parsed; says so if not. */
export function checkNesting(source: Source, tokens: readonly IToken[], report: Report): boolean {
  /** Operators before the place, per open bracket; their sum is how deep the tree is here. */
  const counts = [0];
  let sum = 0;
  let before: IToken | undefined;
  for (const token of tokens) {
    if (closing.has(token.tokenType) && counts.length > 1) sum -= counts.pop()!;
    if (separates(before, token)) {
      sum -= counts.at(-1)!;
      counts[counts.length - 1] = 0;
    }
    if (deepens(before, token)) {
      sum++;
      counts[counts.length - 1]!++;
    }
    if (closers.has(token.tokenType)) counts.push(0);
    const tooDeep = counts.length > deepest + 1;
    if (tooDeep || sum > longest) {
      const span = { source, start: token.startOffset, end: token.endOffset! + 1 };
      reportDepth(tooDeep, report, span);
      return false;
    }
    before = token;
  }
  return true;
}

function reportDepth(brackets: boolean, report: Report, span: Parameters<Report>[2]): void {
  const message = brackets
    ? `brackets nest deeper than ${deepest} levels here`
    : `more than ${longest} operators stand in one another here`;
  report("NN1029", message, span, { fix: { message: "give a name to a part of it" } });
}

/** An `else` stands as deep as its `then`; that of a statement, behind a `}`, deeper than what is before. */
function deepens(before: IToken | undefined, { tokenType }: IToken): boolean {
  const { CATEGORIES } = tokenType;
  if (tokenType === t.Else) return before?.tokenType === t.RightBrace;
  return (
    [t.Then, t.Dot, t.LeftParenthesis, t.LeftBracket].includes(tokenType) ||
    CATEGORIES!.includes(t.Operator) ||
    CATEGORIES!.includes(t.Prefix)
  );
}

/** Something new begins: a list goes on, or an operand stands right behind another. */
function separates(before: IToken | undefined, { tokenType }: IToken): boolean {
  if ([t.Comma, t.Semicolon, t.Equals, t.Colon].includes(tokenType)) return true;
  return before !== undefined && isOperandEnd(before) && isOperandStart(tokenType);
}

function isOperandEnd({ tokenType }: IToken): boolean {
  return closing.has(tokenType) || isOperandStart(tokenType);
}

function isOperandStart(type: IToken["tokenType"]): boolean {
  const types = [type, ...type.CATEGORIES!];
  return [t.Name, t.NumberLiteral, t.StringLiteral, t.True, t.False, t.None].some((each) =>
    types.includes(each),
  );
}
