/**
 * Diagnostics as text: pretty for people, short for editors, github for its annotations, JSON for scripts.
 *
 * Invariant: pure; the same diagnostics give the same text. Colours come in as a {@link Paint}, since
 * only the command line knows about terminals.
 */
import type { Diagnostic, Related } from "./diagnostic.ts";
import { codeFrame, visiblePosition } from "./frame.ts";
import type { Paint } from "./paint.ts";
import { plain } from "./paint.ts";
import type { Position, Span } from "./source.ts";
import { positionAt } from "./source.ts";

export type Format = "pretty" | "short" | "github";

/** All diagnostics in one format, each ended by a line end; pretty ones with a blank line between. */
export function render(
  diagnostics: readonly Diagnostic[],
  format: Format = "pretty",
  paint: Paint = plain,
): string {
  if (format === "short") return lines(diagnostics.map(renderShort));
  if (format === "github") return lines(diagnostics.map(renderGithub));
  return diagnostics.map((each) => `${renderPretty(each, paint)}\n\n`).join("");
}

function lines(texts: readonly string[]): string {
  return texts.map((each) => `${each}\n`).join("");
}

// ── pretty ────────────────────────────────────────────────────────────────────────────────────────

/**
 * ```
 * error NN2104: there is no layer `sofmax`
 *   --> digits.nn:6:41
 *    |
 *  6 |   output y = x -> dense(10) -> sofmax
 *    |                                ^^^^^^
 *   help: did you mean `softmax`?
 * ```
 */
export function renderPretty(diagnostic: Diagnostic, paint: Paint = plain): string {
  const { severity, code, message, span, related, fix } = diagnostic;
  const parts = [paint(severity, `${severity} ${code}:`) + " " + paint("message", message)];
  if (span !== undefined) parts.push(...place(span, paint, severity));
  for (const each of related) parts.push(...relatedPlace(each, paint));
  if (fix !== undefined) parts.push(`  ${paint("help", "help:")} ${indentRest(fix.message, 8)}`);
  return parts.join("\n");
}

function relatedPlace({ span, message }: Related, paint: Paint): string[] {
  return [`  ${paint("note", "note:")} ${indentRest(message, 8)}`, ...place(span, paint, "note")];
}

function place(span: Span, paint: Paint, mark: "error" | "warning" | "note"): string[] {
  const head = `  ${paint("gutter", "-->")} ${placeName(span)}`;
  return span.source.text === "" ? [head] : [head, ...indent(codeFrame(span, paint, mark))];
}

function indent(texts: readonly string[]): string[] {
  return texts.map((each) => `  ${each}`);
}

function indentRest(text: string, columns: number): string {
  return text.replaceAll("\n", `\n${" ".repeat(columns)}`);
}

/** `digits.nn:6:41`, counted from 1; only the path of what has no text to point into. */
export function placeName(span: Span): string {
  if (span.source.text === "") return span.source.path;
  const { line, character } = visiblePosition(span);
  return `${span.source.path}:${line + 1}:${character + 1}`;
}

// ── for programs ──────────────────────────────────────────────────────────────────────────────────

/** `digits.nn:6:41: error NN2104: there is no layer …`: one line, as compilers have always said it. */
export function renderShort({ severity, code, message, span, fix }: Diagnostic): string {
  const where = span === undefined ? "" : `${placeName(span)}: `;
  const help = fix === undefined ? "" : ` (${fix.message})`;
  return `${where}${severity} ${code}: ${message}${help}`.replaceAll("\n", " ");
}

/** A workflow command: GitHub shows it at the line. */
export function renderGithub({ severity, code, message, span, related, fix }: Diagnostic): string {
  const notes = related.map((each) => `\n${placeName(each.span)}: ${each.message}`).join("");
  const help = fix === undefined ? "" : `\n${fix.message}`;
  const properties = [...(span === undefined ? [] : githubPlace(span)), `title=${code}`];
  return `::${severity} ${properties.join(",")}::${escapeGithub(message + notes + help)}`;
}

function githubPlace(span: Span): string[] {
  const file = `file=${escapeGithub(span.source.path).replaceAll(":", "%3A").replaceAll(",", "%2C")}`;
  if (span.source.text === "") return [file];
  const start = visiblePosition(span);
  const end = positionAt(span.source, Math.max(span.start, span.end));
  return [
    file,
    `line=${start.line + 1}`,
    `endLine=${Math.max(start.line, end.line) + 1}`,
    `col=${start.character + 1}`,
    ...(end.line === start.line ? [`endColumn=${end.character + 1}`] : []),
  ];
}

function escapeGithub(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** A range as in the language server protocol: lines and UTF-16 columns from 0, the end exclusive. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface DiagnosticJson {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly file: string | null;
  readonly range: Range | null;
  readonly related: readonly { file: string; range: Range; message: string }[];
  readonly fix: { message: string; file?: string; range?: Range; replacement?: string } | null;
}

/** What `--json` prints of a diagnostic. */
export function diagnosticToJson(diagnostic: Diagnostic): DiagnosticJson {
  const { code, severity, message, span, related, fix } = diagnostic;
  return {
    code,
    severity,
    message,
    file: span?.source.path ?? null,
    range: span === undefined || span.source.text === "" ? null : rangeOf(span),
    related: related.map((each) => ({
      file: each.span.source.path,
      range: rangeOf(each.span),
      message: each.message,
    })),
    fix:
      fix === undefined
        ? null
        : {
            message: fix.message,
            ...(fix.span && { file: fix.span.source.path, range: rangeOf(fix.span) }),
            ...(fix.replacement !== undefined && { replacement: fix.replacement }),
          },
  };
}

function rangeOf(span: Span): Range {
  return { start: positionAt(span.source, span.start), end: positionAt(span.source, span.end) };
}
