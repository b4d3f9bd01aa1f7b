/**
 * A source text and places in it.
 *
 * Invariant: a span's offsets count UTF-16 units of `source.text`, which is the text as nnc reads it
 * (`\r\n` already folded to `\n`); `end` is exclusive.
 */

/** One `.nn` text. `path` is what is shown to people, with `/` between folders. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** What the paths of nnc's own files begin with: they stand in no folder of the user's. */
export const builtInPath = "nnc:";

export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** Line and column, both from 0, as the language server protocol counts. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Makes a source from raw text, folding the line ends. */
export function createSource(path: string, text: string): Source {
  return { path: path.replaceAll("\\", "/"), text: text.replaceAll("\r\n", "\n") };
}

/** The smallest span that covers both; they lie in one source. */
export function joinSpans(first: Span, last: Span): Span {
  return {
    source: first.source,
    start: Math.min(first.start, last.start),
    end: Math.max(first.end, last.end),
  };
}

/** The position of an offset. Linear in the length of the text; used when something is printed. */
export function positionAt(source: Source, offset: number): Position {
  const before = source.text.slice(0, Math.max(0, offset));
  const lineStart = before.lastIndexOf("\n") + 1;
  let line = 0;
  for (let at = before.indexOf("\n"); at !== -1; at = before.indexOf("\n", at + 1)) line++;
  return { line, character: before.length - lineStart };
}
