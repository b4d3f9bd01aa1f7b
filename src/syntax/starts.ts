/**
 * Where declarations and statements seem to start, judged by a few tokens and the layout.
 *
 * Newlines mean nothing to the grammar; they are a hint of what was meant once it has failed. Nothing
 * here is asked while a program is correct.
 */
import type { IToken } from "chevrotain";
import * as t from "../../grammar/tokens.ts";

export function startsLine(tokens: readonly IToken[], index: number): boolean {
  const before = tokens[index - 1];
  return before === undefined || before.endLine! < tokens[index]!.startLine!;
}

/** `model Name {`, `layer name(`, `import {` and the like. */
export function startsDeclaration(tokens: readonly IToken[], index: number): boolean {
  const type = (ahead: number) => tokens[index + ahead]?.tokenType;
  switch (type(0)) {
    case t.Import:
      return type(1) === t.LeftBrace;
    case t.Test:
      return isString(tokens[index + 1]);
    case t.Const:
      return isName(tokens[index + 1]) && type(2) === t.Equals && tokens[index]!.startColumn === 1;
    case t.Layer:
    case t.Optimizer:
      return isName(tokens[index + 1]) && type(2) === t.LeftParenthesis;
    case t.Model:
      return (
        isName(tokens[index + 1]) && [t.LeftBrace, t.LeftParenthesis, t.Equals].includes(type(2)!)
      );
    default:
      return false;
  }
}

/** A statement, an entry of `train`, a statement of a test. The token before must not ask for more. */
export function startsStatement(tokens: readonly IToken[], index: number): boolean {
  const token = tokens[index]!;
  const next = tokens[index + 1];
  const before = tokens[index - 1];
  if (before && asksForMore(before)) return false;
  const inLine = startsLine(tokens, index);
  if (isStatementWord(token) || isEntryWord(token)) {
    const named = next !== undefined && isName(next) && next.startLine === token.startLine;
    if (named || (isEntryWord(token) && next?.tokenType === t.Colon)) return true;
    if (inLine && next && ![t.Comma, t.Equals, t.Colon].includes(next.tokenType)) return true;
  }
  if (token.tokenType === t.If) {
    return before ? endsOperand(before) || (inLine && !takesExpression(before)) : inLine;
  }
  if (before?.tokenType === t.If) return false;
  const besideName = inLine && isName(next) && next!.startLine === token.startLine;
  return isName(token) && (besideName || assigns(tokens, index));
}

/** `a = …` or `a, b = …`. */
function assigns(tokens: readonly IToken[], index: number): boolean {
  let at = index + 1;
  while (tokens[at]?.tokenType === t.Comma && isName(tokens[at + 1])) at += 2;
  return tokens[at]?.tokenType === t.Equals;
}

/** Something must follow the token before the statement can end. */
function asksForMore({ tokenType }: IToken): boolean {
  return [t.Comma, t.LeftParenthesis, t.LeftBracket, t.Colon, t.Dot].includes(tokenType);
}

/** An operand may end with the token. */
export function endsOperand({ tokenType }: IToken): boolean {
  const ends = [t.RightParenthesis, t.RightBracket, t.RightBrace, t.True, t.False, t.None];
  const categories = [t.Name, t.NumberLiteral, t.StringLiteral];
  const types = [tokenType, ...tokenType.CATEGORIES!];
  return ends.includes(tokenType) || categories.some((each) => types.includes(each));
}

/** An `if` behind it is an expression's. */
function takesExpression({ tokenType }: IToken): boolean {
  return [t.Equals, t.Then, t.Else, t.Return, t.Loss, t.Require].includes(tokenType);
}

export function isName(token: IToken | undefined): boolean {
  return token?.tokenType.CATEGORIES!.includes(t.Name) ?? false;
}

export function isStatementWord(token: IToken): boolean {
  return token.tokenType.CATEGORIES!.includes(t.StatementWord);
}

function isString(token: IToken | undefined): boolean {
  return (
    token !== undefined &&
    [token.tokenType, ...token.tokenType.CATEGORIES!].includes(t.StringLiteral)
  );
}

function isEntryWord({ tokenType }: IToken): boolean {
  return [t.Optimizer, t.Batch, t.Epochs].includes(tokenType);
}
