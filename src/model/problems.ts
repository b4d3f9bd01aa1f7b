/**
 * How elaboration says what is wrong: a code of the catalogue, a message, a place in the user's file.
 *
 * Invariant: a mistake is told once, however often the layer that holds it is expanded; the user's line
 * comes first, the layer's line second (`trace.ts`).
 */
import type { modelCatalogue } from "../diagnostics/catalogue/model.ts";
import type { namesCatalogue } from "../diagnostics/catalogue/names.ts";
import type { shapesCatalogue } from "../diagnostics/catalogue/shapes.ts";
import type { valuesCatalogue } from "../diagnostics/catalogue/values.ts";
import type { Diagnostics, Fix, Related } from "../diagnostics/diagnostic.ts";
import type { Span } from "../diagnostics/source.ts";
import { tell } from "../diagnostics/tell.ts";
import { poison, type Poison } from "./meaning.ts";
import { blamedSpan, traceOf, type At, type Sources } from "./trace.ts";

export type Code =
  | keyof typeof namesCatalogue
  | keyof typeof valuesCatalogue
  | keyof typeof shapesCatalogue
  | keyof typeof modelCatalogue;

export interface Details {
  /** What the mistake is about, where it may be met at several places: told at the first. */
  readonly once?: string;
  readonly related?: readonly (Related | undefined)[];
  readonly fix?: Fix | undefined;
}

export interface Problems extends Sources {
  /** Returns poison, so that what is wrong can be replaced on the spot. */
  readonly report: (code: Code, message: string, at: At, details?: Details) => Poison;
}

export function createProblems(diagnostics: Diagnostics, sources: Sources): Problems {
  const told = new Set<string>();
  return {
    ...sources,
    report: (code, message, at, { related = [], fix, once } = {}) => {
      const blamed = blamedSpan(at, sources);
      // The prelude is right: all that goes wrong inside one application comes from how it is applied.
      const kind = sources.isPrelude(at.span.source) ? "inside" : code;
      const key = `${kind} ${blamed.source.path}:${blamed.start}-${blamed.end}`;
      if (told.has(key) || (once !== undefined && told.has(once))) return poison;
      told.add(key);
      if (once !== undefined) told.add(once);
      const { span, inward, outward } = traceOf(at, sources);
      const all = [...inward, ...related, ...outward].filter((each) => each !== undefined);
      diagnostics.report(tell(code, message, { span, related: distinct(all, span), fix }));
      return poison;
    },
  };
}

function distinct(related: readonly Related[], primary: Span): readonly Related[] {
  const seen = new Set<string>();
  return related.filter(({ span, message }) => {
    const key = `${span.source.path}:${span.start}-${span.end} ${message}`;
    const isPrimary = span.source === primary.source && span.start === primary.start;
    if (seen.has(key) || (isPrimary && span.end === primary.end)) return false;
    seen.add(key);
    return true;
  });
}
