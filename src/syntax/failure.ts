/** Where and how the parser failed: what recovery and the wording of errors both look at. */
import type { IToken } from "chevrotain";
import type { Source, Span } from "../diagnostics/source.ts";

export interface Failure {
  readonly source: Source;
  readonly tokens: readonly IToken[];
  /** For each token the index of the bracket around it, or -1. */
  readonly around: Int32Array;
  /** The token that does not fit; `tokens.length` at the end of the file. */
  readonly index: number;
  /** The first token of the declaration or statement that is broken. */
  readonly start: number;
  /** The rules that were being read, outermost first; empty between declarations. */
  readonly rules: readonly string[];
  /** The name of the one token that would have fitted; empty when there are several. */
  readonly expected: string;
}

export function spanOfToken(source: Source, token: IToken): Span {
  return { source, start: token.startOffset, end: token.endOffset! + 1 };
}

/** The place of the token that does not fit; at the end of the file, just behind the last. */
export function placeOf({ source, tokens, index }: Failure): Span {
  const found = tokens[index];
  if (found) return spanOfToken(source, found);
  const end = (tokens.at(-1)?.endOffset ?? -1) + 1;
  return { source, start: end, end };
}
