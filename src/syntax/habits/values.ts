/** Values and shapes as they are given in other languages. */
import * as t from "../../../grammar/tokens.ts";
import { spanOfToken, type Failure } from "../failure.ts";
import { insertAt } from "../problems.ts";
import { isName, startsLine } from "../starts.ts";
import type { Explanation } from "../syntaxErrors.ts";
import { around, code, is, said } from "./said.ts";

const valueWords = [t.Output, t.Metric, t.Loss, t.Target, t.Input];

/** `output y: x -> f`, `loss: mse(y, t)`, `h := x`, `given x: 1`. */
export function colonForEquals(failure: Failure): Explanation | undefined {
  const { before, found, next } = around(failure);
  if (is(next, t.Colon) && (isName(found) || is(found, t.Loss))) {
    const equals = failure.tokens[failure.index + 2];
    if (is(equals, t.Equals)) {
      return said(failure, next!, "`:=` is written `=` here", "write `=` alone", "");
    }
    if (is(found, t.Loss, t.Metric)) {
      const message = `\`${found!.image}\` stands before its value without \`:\``;
      return said(failure, next!, message, "leave it out", "");
    }
  }
  const inGiven = failure.rules.includes("assignment");
  const isBehindName = is(failure.tokens[failure.index - 2], ...valueWords) && isName(before);
  if (!is(found, t.Colon) || !(inGiven || isBehindName)) return undefined;
  const message = `\`${before!.image}\` gets its value by \`=\`; behind a \`:\` stands a shape`;
  return said(failure, found!, message, "write `=`", " =");
}

/** `input x = [4]`, `input x [4]`, `input x: 4`, `input float x`. */
export function shapeOfPort(failure: Failure): Explanation | undefined {
  const { before, found, next } = around(failure);
  const word = failure.tokens[failure.start];
  if (!is(word, t.Input, t.Target) || failure.rules.includes("expression")) return undefined;
  if (is(found, t.Equals)) {
    const message = `\`${word!.image}\` says what is given, so it has a shape and no value`;
    const help = `write \`${before!.image}: …\``;
    return is(next, t.LeftBracket)
      ? said(failure, found!, message, help, ":")
      : said(failure, found!, message, help);
  }
  if (is(found, t.LeftBracket) && isName(before)) {
    const span = spanOfToken(failure.source, before!);
    const fix = insertAt(span, span.end, ":", `write \`${before!.image}: [\``);
    return [code, "a `:` stands before a shape", { fix }];
  }
  const isNumber = is(found, t.NumberLiteral);
  if (is(before, t.Colon) && (isNumber || is(found, t.LeftParenthesis))) {
    const help = isNumber ? `write \`[${found!.image}]\`` : "write `[4]`, `[28, 28, 1]`";
    const replacement = isNumber ? `[${found!.image}]` : undefined;
    return said(failure, found!, "a shape stands in brackets", help, replacement);
  }
  const isType = ["float", "int", "bool"].includes(before?.image ?? "");
  if (!isType || !isName(found) || startsLine(failure.tokens, failure.index)) return undefined;
  const message = `the type stands behind the name: \`${found!.image}: ${before!.image}\``;
  return said(failure, before!, message, `write \`${found!.image}: ${before!.image}[…]\``);
}

/** `output x -> dense(3)`, and a pipeline or a name that stands for nothing. */
export function nameless(failure: Failure): Explanation | undefined {
  const { tokens, start } = failure;
  const { before, found, next } = around(failure);
  if (is(found, t.Arrow) && is(tokens[start], t.Output) && isName(before)) {
    const message = "an output needs a name to be known by";
    return said(failure, tokens[start]!, message, `write \`output y = ${before!.image} -> …\``);
  }
  const inBody = ["body", "statement", "valueStatement"].includes(failure.rules.at(-1) ?? "");
  if (!inBody || !isName(tokens[start]) || failure.index > start + 1) return undefined;
  const after = failure.index === start ? next : found;
  if (!is(after, t.Arrow, t.LeftParenthesis, t.Dot, t.RightBrace) && after !== undefined) {
    return undefined;
  }
  const message =
    "this is computed for nobody: a statement gives a name to a value, or starts with a word like `output`";
  return said(failure, tokens[start]!, message, "write `h = …`, or `output y = …`");
}
