/**
 * Warns where a line starts with `-` or `(` and so goes on with the expression of the line before.
 *
 * Newlines mean nothing, so this is what the grammar says; a reader may have meant two statements. Inside
 * brackets nobody can have meant that.
 */
import type { IToken } from "chevrotain";
import * as t from "../../grammar/tokens.ts";
import type { Source } from "../diagnostics/source.ts";
import { enclosingBrackets } from "./brackets.ts";
import { spanOfToken } from "./failure.ts";
import type { Report } from "./problems.ts";
import { endsOperand, startsLine } from "./starts.ts";

export function warnOfJoinedLines(source: Source, tokens: readonly IToken[], report: Report): void {
  const around = enclosingBrackets(tokens);
  tokens.forEach((token, index) => {
    const isSign = token.tokenType === t.Minus || token.tokenType === t.LeftParenthesis;
    if (!isSign || !startsLine(tokens, index)) return;
    const bracket = tokens[around[index]!];
    if (bracket && bracket.tokenType !== t.LeftBrace) return;
    const before = tokens[index - 1];
    if (!before || !endsOperand(before)) return;
    const message = `this line starts with \`${token.image}\` and so goes on with the one before`;
    const related = [{ span: spanOfToken(source, before), message: "which ends here" }];
    const fix = {
      message: `if that is meant, write the \`${token.image}\` at the end of that line`,
    };
    report("NN8007", message, spanOfToken(source, token), { related, fix });
  });
}
