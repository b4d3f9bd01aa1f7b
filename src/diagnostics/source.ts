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

/** Offsets at which lines start; found once for a text, since thousands of places may be asked for. */
const lineStarts = new WeakMap<Source, readonly number[]>();

function lineStartsOf(source: Source): readonly number[] {
  let starts = lineStarts.get(source);
  if (starts === undefined) {
    starts = [0, ...[...source.text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    lineStarts.set(source, starts);
  }
  return starts;
}

/** The position of an offset. */
export function positionAt(source: Source, offset: number): Position {
  const starts = lineStartsOf(source);
  const at = Math.min(Math.max(0, offset), source.text.length);
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return { line: low, character: at - starts[low]! };
}

/** Offsets of a line, without its line end. */
export function lineRange(source: Source, line: number): Pick<Span, "start" | "end"> {
  const starts = lineStartsOf(source);
  const next = starts[line + 1];
  return { start: starts[line]!, end: next === undefined ? source.text.length : next - 1 };
}
