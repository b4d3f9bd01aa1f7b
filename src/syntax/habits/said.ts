/** What the cases of habits share: how they say something, and what stands around the place. */
import type { IToken, TokenType } from "chevrotain";
import { spanOfToken, type Failure } from "../failure.ts";
import { replaceWith } from "../problems.ts";
import type { Explanation } from "../syntaxErrors.ts";

export const code = "NN1030";

/** What is said, what to do instead, and the text for it where that is clear. */
export function said(
  { source }: Failure,
  token: IToken,
  message: string,
  help: string,
  replacement?: string,
): Explanation {
  const span = spanOfToken(source, token);
  const fix = replacement === undefined ? { message: help } : replaceWith(span, replacement, help);
  return [code, message, { fix }, span];
}

export const is = (token: IToken | undefined, ...types: readonly TokenType[]): boolean =>
  token !== undefined && types.includes(token.tokenType);

/** The token that does not fit, and its neighbours. */
export function around({ tokens, index }: Failure) {
  return { before: tokens[index - 1], found: tokens[index], next: tokens[index + 1] };
}
