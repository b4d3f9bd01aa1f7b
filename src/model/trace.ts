/**
 * The way from a line of the user's file to a mistake in the layers that it applies, line by line.
 *
 * Invariant: the line that is shown first is the innermost one in the file being compiled; if a setting given
 * there is what is wrong, just that is marked. What leads further in, through the prelude and other files,
 * comes next, from the outside in; where the layer around that line is itself applied comes last, from the
 * inside out.
 */
import type { Related } from "../diagnostics/diagnostic.ts";
import type { Source, Span } from "../diagnostics/source.ts";
import type { Frame } from "./place.ts";

/** A place to complain about, and the expansions that led there. */
export interface At {
  readonly span: Span;
  readonly frame?: Frame | undefined;
}

export interface Trace {
  /** The line that is shown first. */
  readonly span: Span;
  readonly inward: readonly Related[];
  readonly outward: readonly Related[];
}

/** Which texts are whose: layers of the prelude and of other files are looked into from outside. */
export interface Sources {
  readonly isPrelude: (source: Source) => boolean;
  readonly isMain: (source: Source) => boolean;
}

/** More lines than these, of a layer that applies itself, are left out in the middle. */
const mostLines = 6;

interface Line {
  readonly span: Span;
  /** The layer that it stands in. */
  readonly layer: string | undefined;
}

export function traceOf(at: At, { isMain, isPrelude }: Sources): Trace {
  const lines = linesOf(at);
  const first = Math.max(
    0,
    lines.findIndex(({ span }) => isMain(span.source)),
  );
  const inward = lines
    .slice(0, first)
    .reverse()
    .map(({ span, layer }) => ({ span, message: `inside \`${layer}\`` }));
  const outward = lines.slice(first).flatMap(({ span, layer }, index, around) => {
    const applied = around[index + 1];
    if (applied === undefined || isPrelude(applied.span.source)) return [];
    if (contains(applied.span, span)) return [];
    return [{ span: applied.span, message: `\`${layer}\` is applied here` }];
  });
  return { span: lines[first]!.span, inward: shortened(inward), outward: shortened(outward) };
}

/** The line that somebody has to change: the innermost one outside of the prelude. */
export function blamedSpan(at: At, { isPrelude }: Sources): Span {
  return linesOf(at).find(({ span }) => !isPrelude(span.source))?.span ?? at.span;
}

/** The layer whose application in a file of the user's led into the prelude, if something there is wrong. */
export function appliedLayer({ span, frame }: At, { isPrelude }: Sources): string | undefined {
  if (!isPrelude(span.source)) return undefined;
  let outermost = frame;
  while (outermost && isPrelude(outermost.span.source)) outermost = outermost.parent;
  return outermost?.layer;
}

/** From the inside out. */
function linesOf({ span, frame }: At): readonly Line[] {
  const lines: Line[] = [{ span, layer: frame?.layer }];
  for (let each = frame; each; each = each.parent) {
    const inside = lines.at(-1)!.span;
    lines.push({ span: settingIn(inside, each) ?? each.span, layer: each.parent?.layer });
  }
  return lines;
}

/** Where the one setting was given that what is marked inside a layer is made of; undefined: of others, too. */
function settingIn({ source, start, end }: Span, { settings }: Frame): Span | undefined {
  const text = source.text.slice(start, end).replace(/^\w+:/, "");
  const names = new Set(text.match(/(?<![\w.])[A-Za-z_]\w*/g));
  const [only] = names;
  return names.size === 1 ? settings.get(only!) : undefined;
}

/** A block that is handed to a layer stands inside the application of that layer. */
function contains(outer: Span, inner: Span): boolean {
  return outer.source === inner.source && outer.start <= inner.start && inner.end <= outer.end;
}

function shortened(notes: readonly Related[]): readonly Related[] {
  if (notes.length <= mostLines) return notes;
  const half = mostLines / 2;
  return [...notes.slice(0, half), ...notes.slice(-half)];
}
