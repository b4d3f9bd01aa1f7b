/**
 * Numbers and strings as written, read into values. Unterminated and malformed ones, which the lexer has
 * let through and `lexicalErrors.ts` reports, are read as far as they make sense.
 */
import type { IToken } from "chevrotain";
import { UnterminatedString } from "../../../grammar/tokens.ts";
import type { NumberLiteral, StringLiteral, Unreadable } from "../ast.ts";
import { spanOf, type Reader } from "./reader.ts";

export function readNumber(reader: Reader, token: IToken): NumberLiteral | Unreadable {
  const value = Number.parseFloat(token.image);
  const span = spanOf(reader, token);
  if (!Number.isFinite(value)) {
    const message = `the number ${token.image} is too large to be represented`;
    reader.report("NN1007", message, span, { fix: { message: "the largest is about 1.8e308" } });
    return { kind: "unreadable", span };
  }
  return { kind: "number", span, value, text: token.image };
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", '"': '"', "\\": "\\" };

export function readString(reader: Reader, token: IToken): StringLiteral {
  const end = token.tokenType === UnterminatedString ? undefined : -1;
  const inside = token.image.slice(1, end);
  const value = inside.replaceAll(/\\(.?)/gs, (written, character: string, at: number) => {
    const meant = escapes[character];
    if (meant === undefined) reportEscape(reader, token.startOffset + 1 + at, written);
    return meant ?? written;
  });
  return { kind: "string", span: spanOf(reader, token), value };
}

function reportEscape({ report, source }: Reader, start: number, written: string): void {
  const span = { source, start, end: start + written.length };
  const fix = { message: "write `\\\\` for a backslash", span, replacement: `\\${written}` };
  report("NN1008", `\`${written}\` is no escape: strings know \\n, \\t, \\" and \\\\`, span, {
    fix,
  });
}
