/**
 * Tree → text: the formatter of `nnc fmt`.
 *
 * Invariant: reading the result gives the same tree, and printing that gives the same text; no comment is
 * lost. Kept from the source are comments, numbers as written, single empty lines, and line breaks before
 * `->`, after `=`, before `then` and `else`, and inside the braces of blocks.
 */
import type { File } from "./ast.ts";
import { printFile } from "./print/declarations.ts";
import { render } from "./print/layout.ts";
import { Written } from "./print/written.ts";

const width = 100;

export function print(file: File): string {
  const written = new Written(file.span.source.text, file.comments);
  return render(printFile(written, file), width);
}
