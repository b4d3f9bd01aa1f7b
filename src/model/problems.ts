/**
 * How elaboration says what is wrong: a code of the catalogue, a message, a place in the user's file.
 *
 * Invariant: a mistake is told once, however often the layer that holds it is expanded; and the user's
 * line comes first, a line of the prelude second.
 */
import { modelCatalogue } from "../diagnostics/catalogue/model.ts";
import { namesCatalogue } from "../diagnostics/catalogue/names.ts";
import { shapesCatalogue } from "../diagnostics/catalogue/shapes.ts";
import { valuesCatalogue } from "../diagnostics/catalogue/values.ts";
import type { Diagnostics, Fix, Related } from "../diagnostics/diagnostic.ts";
import type { Source, Span } from "../diagnostics/source.ts";
import { poison, type Poison } from "./meaning.ts";
import type { Frame } from "./place.ts";

const entries = {
  ...namesCatalogue,
  ...valuesCatalogue,
  ...shapesCatalogue,
  ...modelCatalogue,
};

export type Code = keyof typeof entries;

export interface Details {
  /** What the mistake is about, where it may be met at several places: told at the first. */
  readonly once?: string;
  readonly related?: readonly (Related | undefined)[];
  readonly fix?: Fix | undefined;
}

/** A place to complain about, and the expansions that led there. */
export interface At {
  readonly span: Span;
  readonly frame?: Frame | undefined;
}

export interface Problems {
  /** Returns poison, so that what is wrong can be replaced on the spot. */
  readonly report: (code: Code, message: string, at: At, details?: Details) => Poison;
  readonly isPrelude: (source: Source) => boolean;
}

export function createProblems(
  diagnostics: Diagnostics,
  isPrelude: (source: Source) => boolean,
): Problems {
  const told = new Set<string>();
  return {
    isPrelude,
    report: (code, message, at, { related = [], fix, once } = {}) => {
      const { span, notes } = userPlace(at, isPrelude);
      const key = `${code} ${span.source.path}:${span.start}-${span.end}`;
      if (told.has(key) || (once !== undefined && told.has(once))) return poison;
      told.add(key);
      if (once !== undefined) told.add(once);
      const { severity } = entries[code];
      const all = [...related, ...notes].filter((each) => each !== undefined);
      diagnostics.report({ code, severity, message, span, related: distinct(all, span), fix });
      return poison;
    },
  };
}

/** The user's line, and what else there is to show. */
function userPlace(
  { span, frame }: At,
  isPrelude: (source: Source) => boolean,
): { readonly span: Span; readonly notes: readonly Related[] } {
  if (!isPrelude(span.source)) {
    const applied = frame && !isPrelude(frame.span.source) ? frame : undefined;
    const message = `\`${applied?.layer}\` is applied here`;
    return { span, notes: applied ? [{ span: applied.span, message }] : [] };
  }
  if (frame === undefined || isPrelude(frame.user.source)) return { span, notes: [] };
  return { span: frame.user, notes: [{ span, message: `inside \`${frame.layer}\`` }] };
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
