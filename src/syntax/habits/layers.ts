/** Arrows, layers side by side, and choices as other languages write them. */
import type { IToken } from "chevrotain";
import * as t from "../../../grammar/tokens.ts";
import type { Failure } from "../failure.ts";
import { endsOperand, isName, startsLine } from "../starts.ts";
import type { Explanation } from "../syntaxErrors.ts";
import { around, is, said } from "./said.ts";

export function otherArrow(failure: Failure): Explanation | undefined {
  const { before, found } = around(failure);
  if (is(found, t.FatArrow) && before && endsOperand(before)) {
    return said(failure, found!, "`=>` is written `->` here", "write `->`", "->");
  }
  if (!is(found, t.Unknown) || found!.image !== "|") return undefined;
  return said(failure, found!, "`|` is written `->` here", "write `->`", "->");
}

/** `x -> [dense(4), relu]`, `x -> dense(3).relu`. */
export function listOfLayers(failure: Failure): Explanation | undefined {
  const { before, found, next } = around(failure);
  if (is(found, t.LeftBracket) && is(before, t.Arrow)) {
    const message = "layers in a row are joined by `->`, not listed";
    return said(failure, found!, message, "write `x -> dense(4) -> relu`");
  }
  const afterStage = is(found, t.Dot) && is(before, t.RightParenthesis) && isName(next);
  if (!afterStage || !failure.tokens.slice(failure.start, failure.index).some(isArrow)) {
    return undefined;
  }
  return said(failure, found!, "layers are joined by `->`", `write \`-> ${next!.image}\``, " -> ");
}

/** `fork { { relu }; { dense(4) -> tanh } }`: each of a block's pipelines in braces of its own. */
export function blockInBlock(failure: Failure): Explanation | undefined {
  const { before, found } = around(failure);
  if (!is(found, t.LeftBrace) || !is(before, t.LeftBrace, t.Semicolon)) return undefined;
  if (failure.rules.at(-1) !== "block") return undefined;
  const message = "the pipelines of a block stand in it as they are, without braces of their own";
  return said(failure, found!, message, "write `{ relu; dense(4) -> tanh }`");
}

function isArrow(token: IToken): boolean {
  return token.tokenType === t.Arrow;
}

/** `x dense(3)`, `tanh x`, `-> dense 3`: two things side by side on a line. */
export function sideBySide(failure: Failure): Explanation | undefined {
  const { tokens, index } = failure;
  const { before, found, next } = around(failure);
  if (!before || !found || startsLine(tokens, index) || !endsOperand(before)) return undefined;
  const isStage = is(tokens[index - 2], t.Arrow) && isName(before);
  if (isStage && is(found, t.NumberLiteral, t.StringLiteral)) {
    const text = `${before.image}(${found.image})`;
    return said(
      failure,
      found,
      "settings stand in parentheses",
      `write \`${text}\``,
      `(${found.image})`,
    );
  }
  if (!isName(found) || is(tokens[index - 2], t.Input, t.Target)) return undefined;
  if (is(next, t.LeftParenthesis)) {
    const message = `nothing stands between \`${before.image}\` and \`${found.image}\``;
    return said(failure, found, message, `write \`-> ${found.image}\``, `-> ${found.image}`);
  }
  const isWord = isName(before) && !isStage && !startsLine(tokens, index - 1);
  if (!isWord) return undefined;
  const message = `nothing stands between \`${before.image}\` and \`${found.image}\``;
  const help = `a layer is applied as \`${before.image}(${found.image})\`, or \`${found.image} -> ${before.image}\``;
  return said(failure, found, message, help);
}

/** Python's `a if c else b`, and `c ? a : b`. */
export function otherConditional(failure: Failure): Explanation | undefined {
  const { found } = around(failure);
  const help = "write `if c then a else b`, or where c is a tensor `where(c, a, b)`";
  if (is(found, t.Unknown) && found!.image === "?") {
    if (is(failure.tokens[failure.index - 1], t.LeftBracket, t.Comma))
      return unknownDimension(failure);
    return said(failure, found!, "`?` does not choose here", help);
  }
  const inIf = failure.rules.at(-2) === "ifStatement" && failure.expected === t.LeftBrace.name;
  if (!inIf || !is(found, t.Else)) return undefined;
  return said(failure, found!, "the condition of a choice stands before its values", help);
}

function unknownDimension(failure: Failure): Explanation {
  const message = "every dimension is known, and the batch is never written";
  return said(failure, around(failure).found!, message, "write the shape of one sample: `[256]`");
}
