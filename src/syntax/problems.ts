/**
 * How the stages of parsing say what is wrong: a code of the syntax catalogue, a message, a place.
 */
import type { syntaxCatalogue } from "../diagnostics/catalogue/syntax.ts";
import type { warningsCatalogue } from "../diagnostics/catalogue/warnings.ts";
import type { Diagnostic, Fix, Related } from "../diagnostics/diagnostic.ts";
import type { Span } from "../diagnostics/source.ts";
import { tell } from "../diagnostics/tell.ts";

export type SyntaxCode = keyof typeof syntaxCatalogue | keyof typeof warningsCatalogue;

export interface Details {
  readonly related?: readonly Related[];
  readonly fix?: Fix;
}

export type Report = (code: SyntaxCode, message: string, span: Span, details?: Details) => void;

export function reportTo(found: Diagnostic[]): Report {
  return (code, message, span, details) =>
    void found.push(tell(code, message, { span, ...details }));
}

/** The fix that writes `replacement` in place of what stands at `span`. */
export function replaceWith(span: Span, replacement: string, message?: string): Fix {
  return { message: message ?? `write \`${replacement}\``, span, replacement };
}

/** The fix that inserts `text` before `offset`. */
export function insertAt(place: Span, offset: number, text: string, message: string): Fix {
  return { message, span: { source: place.source, start: offset, end: offset }, replacement: text };
}
