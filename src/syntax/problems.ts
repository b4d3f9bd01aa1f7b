/**
 * How the stages of parsing say what is wrong: a code of the syntax catalogue, a message, a place.
 *
 * Invariant: severity comes from the catalogue, never from the place that reports.
 */
import { syntaxCatalogue } from "../diagnostics/catalogue/syntax.ts";
import type { Diagnostic, Fix, Related } from "../diagnostics/diagnostic.ts";
import type { Span } from "../diagnostics/source.ts";

export type SyntaxCode = keyof typeof syntaxCatalogue;

export interface Details {
  readonly related?: readonly Related[];
  readonly fix?: Fix;
}

export type Report = (code: SyntaxCode, message: string, span: Span, details?: Details) => void;

export function reportTo(found: Diagnostic[]): Report {
  return (code, message, span, { related = [], fix } = {}) => {
    const { severity } = syntaxCatalogue[code];
    found.push({ code, severity, message, span, related, fix });
  };
}

/** The fix that writes `replacement` in place of what stands at `span`. */
export function replaceWith(span: Span, replacement: string, message?: string): Fix {
  return { message: message ?? `write \`${replacement}\``, span, replacement };
}

/** The fix that inserts `text` before `offset`. */
export function insertAt(place: Span, offset: number, text: string, message: string): Fix {
  return { message, span: { source: place.source, start: offset, end: offset }, replacement: text };
}
