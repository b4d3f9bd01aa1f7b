/**
 * The warnings that a teacher would give: the entrance.
 *
 * Invariant: asked only of files without errors; each thing is told once, however many models and rounds
 * show it.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Span } from "../diagnostics/source.ts";
import type { Model } from "../model/model.ts";
import type * as ast from "../syntax/ast.ts";
import { findCollapsingLayers } from "./collapsing-layers.ts";
import { findRawProbabilities, findSquaredSoftmax } from "./probabilities.ts";
import { createSubject, type Subject } from "./subject.ts";
import { findStarvedParams, findUnreachedParams } from "./training.ts";
import { findUnusedNames } from "./unused-names.ts";

const ofModels: readonly ((subject: Subject) => readonly Diagnostic[])[] = [
  findCollapsingLayers,
  findSquaredSoftmax,
  findUnreachedParams,
  findStarvedParams,
  findRawProbabilities,
];

export function findWarnings(
  files: readonly ast.File[],
  models: readonly Model[],
): readonly Diagnostic[] {
  const unused = files.flatMap(findUnusedNames);
  const subjects = models.map(createSubject);
  const others = ofModels.flatMap((find) => subjects.flatMap(find));
  return distinct([...unused, ...others]);
}

/** What is exposed is used by whoever asked for it. */
export function withoutExposed(
  all: readonly Diagnostic[],
  models: readonly Model[],
): readonly Diagnostic[] {
  const sections = models.flatMap(({ inference, training }) => [inference, training]);
  const places = new Set(
    sections.flatMap(({ exposed }) => exposed.map(({ span }) => placeOf(span))),
  );
  return all.filter(({ code, span }) => code !== "NN8004" || !places.has(placeOf(span!)));
}

function placeOf({ source, start, end }: Span): string {
  return `${source.path}:${start}-${end}`;
}

/** One of each code at a place; and of what nothing uses that alone. */
function distinct(all: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return all.filter(({ code, span }) => {
    const place = placeOf(span!);
    const isKnown = seen.has(`${code} ${place}`) || seen.has(`NN8004 ${place}`);
    seen.add(`${code} ${place}`);
    return !isKnown;
  });
}
