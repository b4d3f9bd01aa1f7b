/**
 * The code frame: the source lines of a span with the span underlined by `^^^^`.
 *
 * Invariant: pure text in, lines out, whatever the source holds: lines of a megabyte are cut to a window
 * around the span, tabs become spaces, control characters are made visible, and wide characters get
 * two columns, so that the marks always stand under what they mean. Used by `render.ts`.
 */
import type { Paint } from "./paint.ts";
import type { Position, Source, Span } from "./source.ts";
import { lineRange, positionAt } from "./source.ts";

/** Columns of source text that are shown; what is longer is cut around the span. */
const windowWidth = 96;
const tabWidth = 4;
/** A longer span shows its first lines and its last. */
const linesShown = 4;

/** The frame under a `-->` line; every line begins with the gutter. */
export function codeFrame(span: Span, paint: Paint, mark: "error" | "warning" | "note"): string[] {
  const { source } = span;
  const shown = visibleSpan(span);
  const first = positionAt(source, shown.start);
  const last = positionAt(source, Math.max(shown.start, shown.end - 1));
  const gutterWidth = String(last.line + 1).length;
  const gutter = (label: string): string => paint("gutter", `${label.padStart(gutterWidth)} |`);
  const lines = [gutter("")];
  let previous = first.line - 1;
  for (const line of linesOf(first.line, last.line)) {
    if (line !== previous + 1) lines.push(paint("gutter", "...".padStart(gutterWidth + 2)));
    previous = line;
    const { text, marks } = markedLine(source, shown, lineRange(source, line));
    lines.push(`${gutter(String(line + 1))} ${text}`.trimEnd());
    if (marks !== "") lines.push(`${gutter("")} ${markIndent(marks)}${paint(mark, marks.trim())}`);
  }
  return lines;
}

/** Where people are told that the span begins; one after the last character for an early end. */
export function visiblePosition(span: Span): Position {
  return positionAt(span.source, visibleSpan(span).start);
}

/** An empty span at the end of the text is shown after its last character that is not blank. */
function visibleSpan(span: Span): Span {
  const { source } = span;
  const start = Math.min(Math.max(0, span.start), source.text.length);
  const end = Math.min(Math.max(start, span.end), source.text.length);
  if (start < source.text.trimEnd().length) return { source, start, end };
  const after = source.text.trimEnd().length;
  return { source, start: after, end: after };
}

function markIndent(marks: string): string {
  return " ".repeat(marks.length - marks.trimStart().length);
}

function linesOf(first: number, last: number): number[] {
  const all = Array.from({ length: Math.min(last - first + 1, linesShown) }, (_, k) => first + k);
  return last - first < linesShown ? all : [...all.slice(0, -1), last];
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** One source line as it is printed, and the marks below it. */
function markedLine(source: Source, span: Span, line: Range): { text: string; marks: string } {
  const from = Math.max(span.start, line.start);
  const to = Math.min(Math.max(span.end, span.start + 1), Math.max(line.end, from + 1));
  const view = viewAround(line, from, to);
  let text = view.start > line.start ? "…" : "";
  let marks = " ".repeat(text.length);
  let offset = view.start;
  for (const character of source.text.slice(view.start, view.end)) {
    const shown = displayed(character, text.length);
    const covered = offset >= from && offset < to;
    text += shown;
    marks += (covered ? "^" : " ").repeat(displayWidth(shown));
    offset += character.length;
  }
  if (from >= view.end) marks += "^";
  if (view.end < line.end) text += "…";
  return { text, marks: tidyMarks(marks, text) };
}

/** The part of a long line that is shown: the span's beginning with what surrounds it. */
function viewAround(line: Range, from: number, to: number): Range {
  if (line.end - line.start <= windowWidth) return line;
  const room = Math.max(windowWidth - (to - from), windowWidth / 3);
  const start = Math.max(line.start, Math.min(from - Math.floor(room / 2), line.end - windowWidth));
  return { start, end: Math.min(line.end, start + windowWidth) };
}

/** Indentation inside a span of several lines is not underlined. */
function tidyMarks(marks: string, text: string): string {
  const indent = text.length - text.trimStart().length;
  const kept = " ".repeat(indent) + marks.slice(indent);
  return (kept.includes("^") ? kept : marks).trimEnd();
}

/** A character as a terminal may print it: no control sequences get through. */
function displayed(character: string, column: number): string {
  if (character === "\t") return " ".repeat(tabWidth - (column % tabWidth));
  const code = character.codePointAt(0)!;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return isUnprintable(code) ? "\u{fffd}" : character;
}

/** Controls, lone surrogates, and the marks that turn the direction of writing. */
function isUnprintable(code: number): boolean {
  return (
    (code >= 0x7f && code < 0xa0) ||
    (code >= 0xd800 && code < 0xe000) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069)
  );
}

/** Columns of a text: two for East Asian wide characters and pictures, none for combining marks. */
function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mark}|\u{200d}/u.test(character)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}
