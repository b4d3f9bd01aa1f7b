/**
 * A diagnostic of a code: what the catalogue knows of it, and what is known of this occurrence.
 *
 * Invariant: severity comes from the catalogue, never from the place that reports; where the occurrence
 * has no next step of its own, the catalogue's is told.
 */
import { catalogue } from "./catalogue/index.ts";
import type { Diagnostic, Fix, Related } from "./diagnostic.ts";
import type { Span } from "./source.ts";

export interface Occurrence {
  readonly span?: Span | undefined;
  readonly related?: readonly Related[];
  readonly fix?: Fix | undefined;
}

export function tell(
  code: string,
  message: string,
  { span, related = [], fix }: Occurrence = {},
): Diagnostic {
  const { severity, next } = catalogue[code]!;
  const step = fix ?? (next === undefined ? undefined : { message: next });
  return { code, severity, message, span, related, fix: step };
}
