/**
 * Text → tokens, comments and `///` lines, and what is wrong with single tokens.
 *
 * Invariant: never throws, and loses nothing: characters that mean nothing are `Unknown` tokens, which no
 * rule of the grammar accepts, so that the parser reports them at their place.
 */
import { createTokenInstance, type ILexingError, type IToken, type Lexer } from "chevrotain";
import * as t from "../../grammar/tokens.ts";
import { createLexer } from "../../grammar/tokens.ts";
import type { Fix } from "../diagnostics/diagnostic.ts";
import type { Source, Span } from "../diagnostics/source.ts";
import { codeOf, reportForeign, withoutForeignQuotes, withoutForeignSigns } from "./lookalikes.ts";
import { replaceWith, type Report } from "./problems.ts";

export interface Lexed {
  readonly tokens: readonly IToken[];
  readonly comments: readonly IToken[];
  readonly docs: readonly IToken[];
}

/** Characters of a name, a number or a string. */
const longest = 1000;

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
  let read = source.text;
  let result = lexer.tokenize(read);
  for (const withoutForeign of [withoutForeignQuotes, withoutForeignSigns]) {
    if (result.errors.length === 0) break;
    const next = withoutForeign(read, result.errors);
    if (next !== read) result = lexer.tokenize((read = next));
  }
  const { tokens, groups, errors } = result;
  reportForeign(source, read, tokens, report);
  const comments = groups["comments"] ?? [];
  for (const token of tokens) {
    checkLength(source, token, report);
    checkToken(source, token, report);
  }
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
    case t.ForeignArrow:
    case t.ForeignEllipsis: {
      const ours = t.foreignSigns[token.image]!;
      const fix = replaceWith(span, ours);
      const isPlain = /^[ -~]+$/.test(token.image);
      const what = `\`${token.image}\`${isPlain ? "" : ` (${codeOf(token.image)})`}`;
      return report("NN1006", `${what} is written \`${ours}\` here`, span, { fix });
    }
  }
}

function reportUnterminated(span: Span, report: Report): void {
  const end = { ...span, start: span.end };
  const fix = replaceWith(end, '"', 'write a `"` at its end');
  report("NN1004", "this string does not end on its line", span, { fix });
}

function reportMalformedNumber({ image }: IToken, span: Span, report: Report): void {
  report("NN1007", `\`${image}\` is neither a number nor a name`, span, {
    fix: mendNumber(image, span),
  });
}

/** As other languages write numbers, `0x10`, `1_000`, `1.5f`; else a product may be meant. */
function mendNumber(image: string, span: Span): Fix {
  const digits = /^[\d.]+(?:[eE][+-]?\d+)?/.exec(image)![0];
  const rest = image.slice(digits.length);
  if (/^e$/i.test(rest)) return { message: "write the exponent after the `e`" };
  const plain = image.replaceAll("_", "").replace(/[fln]$/i, "");
  if (/^0[xob]/i.test(image) && Number.isFinite(Number(plain))) {
    return replaceWith(span, String(Number(plain)));
  }
  if (/^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(plain)) return replaceWith(span, plain);
  const product = `${digits} * ${rest}`;
  return replaceWith(span, product, `if a product was meant, write \`${product}\``);
}

/** Nobody reads it, and messages would repeat it. */
function checkLength(source: Source, token: IToken, report: Report): void {
  const { image, startOffset, endOffset } = token;
  if (image.length <= longest) return;
  const span = { source, start: startOffset, end: endOffset! + 1 };
  const types = [token.tokenType, ...token.tokenType.CATEGORIES!];
  const what = types.includes(t.Name)
    ? "name"
    : types.includes(t.NumberLiteral)
      ? "number"
      : "string";
  const message = `this ${what} has ${image.length} characters: at most ${longest} are read`;
  report("NN1032", message, span);
  token.image = what === "string" ? '"…"' : image.slice(0, 20);
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
