/**
 * Pieces of the program as messages show them.
 *
 * Invariant: what stands in a layer that the user only applies is put into the user's own names: a wire of
 * that layer is called what was given for it.
 */
import type { Span } from "../diagnostics/source.ts";
import type { Place } from "./place.ts";
import { findName } from "./scope.ts";
import type { Sources } from "./trace.ts";

/** The source text in backticks, if it is short. */
export function quote(span: Span): string {
  return shorten(textOf(span));
}

/** The same, in the names of the file that is being compiled. */
export function quoteForUser(span: Span, place: Place, sources: Sources): string {
  return shorten(inUsersNames(span, place, sources));
}

function inUsersNames(span: Span, place: Place, sources: Sources): string {
  const text = textOf(span);
  if (sources.isMain(span.source)) return text;
  return text.replaceAll(wireName, (name: string) => {
    const given = findName(place.scope, name)?.given;
    if (given === undefined) return name;
    const outside = inUsersNames(given.span, given.place, sources);
    return name === text || plainName.test(outside) ? outside : name;
  });
}

/** A name that is no layer, no member and no name of a setting. */
const wireName = /(?<![\w.])[A-Za-z_]\w*(?![\w(:'])/g;
const plainName = /^[A-Za-z_][\w.]*$/;

function textOf({ source, start, end }: Span): string {
  return source.text.slice(start, end).replaceAll(/\s+/g, " ");
}

function shorten(text: string): string {
  return text.length <= 40 ? `\`${text}\`` : `\`${text.slice(0, 36)} …\``;
}
