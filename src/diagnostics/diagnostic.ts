/**
 * What nnc says about a program: a code from the catalogue, a message in the user's own names, a place.
 *
 * Invariant: a diagnostic is plain data; rendering (`render.ts`) and collecting are done elsewhere.
 */
import type { Source, Span } from "./source.ts";

export type Severity = "error" | "warning";

/** Another place involved in the same problem, e.g. where the other shape came from. */
export interface Related {
  readonly span: Span;
  readonly message: string;
}

/** What to do about it; `replacement`, when given, is the text that would stand in `span`. */
export interface Fix {
  readonly message: string;
  readonly span?: Span;
  readonly replacement?: string;
}

export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span | undefined;
  readonly related: readonly Related[];
  readonly fix: Fix | undefined;
}

/** Where stages put what they find. Stages go on after reporting, so that one run reports everything. */
export interface Diagnostics {
  report(diagnostic: Diagnostic): void;
  readonly all: readonly Diagnostic[];
  readonly hasErrors: boolean;
}

/** Of one severity: what is more than this nobody reads. */
export const mostTold = 1000;

export function collectDiagnostics(): Diagnostics {
  const all: Diagnostic[] = [];
  const counts = { error: 0, warning: 0 };
  return {
    all,
    report: (diagnostic) => {
      if (++counts[diagnostic.severity] <= mostTold) all.push(diagnostic);
    },
    get hasErrors() {
      return counts.error > 0;
    },
  };
}

/** The file `first` before all others; what has no place comes last. */
export function inSourceOrder(all: readonly Diagnostic[], first: Source): readonly Diagnostic[] {
  const rank = ({ span }: Diagnostic): number =>
    span === undefined ? 2 : span.source === first ? 0 : 1;
  return all.toSorted((a, b) => rank(a) - rank(b) || (a.span?.start ?? 0) - (b.span?.start ?? 0));
}
