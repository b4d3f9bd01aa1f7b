/**
 * Tree → text: the formatter of `nnc fmt`.
 *
 * Invariant: reading the result gives the same tree, and printing that gives the same text; no comment is
 * lost, and they keep their order. Kept from the source are comments, numbers as written, single empty
 * lines, and line breaks before `->`, after `=`, before `then` and `else`, and behind the `{` of blocks,
 * `train` and short `if`s.
 *
 * The tree is laid out without a thought of comments (`print/*s.ts`); `gaps.ts` finds what the source has
 * between the tokens of the layout, `weave.ts` puts it in, and `render.ts` sets the whole within the width.
 */
import type { File } from "./ast.ts";
import { readTokens } from "./lex.ts";
import { printFile } from "./print/declarations.ts";
import { findGaps } from "./print/gaps.ts";
import { render } from "./print/render.ts";
import { weave } from "./print/weave.ts";

const width = 100;

export function print(file: File): string {
  const { text } = file.span.source;
  const lexed = readTokens(text);
  const loose = new Set(file.comments.map(({ span }) => span.start));
  const layout = weave(printFile(file), (tokens) => findGaps(text, lexed, tokens, loose));
  return render(layout, width);
}
