/**
 * Text → tokens, comments and `///` lines, and what is wrong with single tokens.
 *
 * Invariant: never throws, and loses nothing: characters that mean nothing are `Unknown` tokens, which no
 * rule of the grammar accepts, so that the parser reports them at their place.
 */
import { createTokenInstance, type ILexingError, type IToken, type Lexer } from "chevrotain";
import * as t from "../../grammar/tokens.ts";
import { createLexer } from "../../grammar/tokens.ts";
import type { Source, Span } from "../diagnostics/source.ts";
import { replaceWith, type Report } from "./problems.ts";

export interface Lexed {
  readonly tokens: readonly IToken[];
  readonly comments: readonly IToken[];
  readonly docs: readonly IToken[];
}

/** Made once, as it takes some milliseconds; it forgets everything between texts. */
let lexer: Lexer | undefined;

/** The tokens of a text that is known to hold nothing else. */
export function readTokens(text: string): Lexed {
  lexer ??= createLexer();
  const { tokens, groups } = lexer.tokenize(text);
  return { tokens, comments: groups["comments"] ?? [], docs: groups["docs"] ?? [] };
}

export function lex(source: Source, report: Report): Lexed {
  lexer ??= createLexer();
  const { tokens, groups, errors } = lexer.tokenize(source.text);
  const comments = groups["comments"] ?? [];
  for (const token of tokens) checkToken(source, token, report);
  for (const comment of comments) checkComment(source, comment, report);
  const unknown = errors.map((error) => unknownToken(source, error));
  const all = unknown.length === 0 ? tokens : mergeByPlace(tokens, unknown);
  return { tokens: all, comments, docs: groups["docs"] ?? [] };
}

function unknownToken(source: Source, { offset, length, line, column }: ILexingError): IToken {
  const image = source.text.slice(offset, offset + length);
  const end = offset + length - 1;
  return createTokenInstance(
    t.Unknown,
    image,
    offset,
    end,
    line!,
    line!,
    column!,
    column! + length - 1,
  );
}

function mergeByPlace(first: readonly IToken[], second: readonly IToken[]): IToken[] {
  return [...first, ...second].sort((a, b) => a.startOffset - b.startOffset);
}

function checkToken(source: Source, token: IToken, report: Report): void {
  const span = { source, start: token.startOffset, end: token.endOffset! + 1 };
  switch (token.tokenType) {
    case t.UnterminatedString:
      return reportUnterminated(span, report);
    case t.SingleQuoted: {
      const fix = replaceWith(span, JSON.stringify(token.image.slice(1, -1)));
      return report("NN1006", "strings stand in double quotes", span, { fix });
    }
    case t.MalformedNumber:
      return reportMalformedNumber(token, span, report);
    case t.ForeignOperator:
    case t.ForeignArrow: {
      const ours = token.tokenType === t.ForeignArrow ? "->" : t.foreignOperators[token.image]!;
      const fix = replaceWith(span, ours);
      return report("NN1006", `\`${token.image}\` is written \`${ours}\` here`, span, { fix });
    }
  }
}

function reportUnterminated(span: Span, report: Report): void {
  const end = { ...span, start: span.end };
  const fix = replaceWith(end, '"', 'write a `"` at its end');
  report("NN1004", "this string does not end on its line", span, { fix });
}

function reportMalformedNumber(token: IToken, span: Span, report: Report): void {
  const digits = /^[\d.]+(?:[eE][+-]?\d+)?/.exec(token.image)![0];
  const rest = token.image.slice(digits.length);
  const fix = /^e$/i.test(rest)
    ? { message: "write the exponent after the `e`" }
    : replaceWith(
        span,
        `${digits} * ${rest}`,
        `if a product was meant, write \`${digits} * ${rest}\``,
      );
  report("NN1007", `\`${token.image}\` is neither a number nor a name`, span, { fix });
}

function checkComment(source: Source, comment: IToken, report: Report): void {
  const start = comment.startOffset;
  if (comment.tokenType === t.UnterminatedComment) {
    const fix = { message: "write `*/` where it should end" };
    report("NN1005", "this comment has no end", { source, start, end: start + 2 }, { fix });
  } else if (comment.tokenType === t.HashComment) {
    const span = { source, start, end: start + 1 };
    report("NN1006", "comments start with `//`", span, { fix: replaceWith(span, "//") });
  }
}
