/**
 * Patterns that name axes, as in einops: `"t (h k) -> h t k"`, `"i k, k j -> i j"`.
 *
 * Invariant: every name knows its place in the text, so that what is wrong with it is shown there. The
 * batch is no axis of a pattern: it comes first in every value that varies over it.
 */
import type { Value } from "../../graph/graph.ts";
import { ShapeProblem, type Static } from "../../graph/op.ts";
import { formatType, sampleShape } from "../../graph/type.ts";

/** A name, `...` for any number of axes, or `1` for an axis of that length. */
export interface Axis {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Axes in parentheses are one: `(h k)`. */
export interface Group {
  readonly axes: readonly Axis[];
  readonly from: number;
  readonly to: number;
}

export type Item = Axis | Group;

export function isGroup(item: Item): item is Group {
  return "axes" in item;
}

/** `...`: what the other names leave. */
export function isRest({ name }: Axis): boolean {
  return name === "...";
}

/** The axes of one value. */
export interface Term {
  readonly items: readonly Item[];
  readonly from: number;
  readonly to: number;
}

export interface Pattern {
  readonly inputs: readonly Term[];
  readonly result: Term;
}

/** A mistake at a place in the setting `pattern`. */
export function patternProblem(
  message: string,
  { from, to }: { readonly from: number; readonly to: number },
): ShapeProblem {
  return new ShapeProblem(message, { setting: { name: "pattern", from, to } });
}

export function readPattern(text: Static, example: string): Pattern {
  if (typeof text !== "string") {
    const message = `a pattern is a text like "${example}", not ${JSON.stringify(text)}`;
    throw new ShapeProblem(message, { setting: { name: "pattern" } });
  }
  const arrow = text.indexOf("->");
  const whole = { from: 0, to: text.length };
  if (arrow < 0) {
    throw patternProblem(`a pattern has \`->\` between its two sides: "${example}"`, whole);
  }
  const second = text.indexOf("->", arrow + 2);
  if (second >= 0) {
    throw patternProblem("a second `->`", { from: second, to: second + 2 });
  }
  const inputs: Term[] = [];
  let from = 0;
  for (const part of text.slice(0, arrow).split(",")) {
    inputs.push(readTerm(text, from, from + part.length));
    from += part.length + 1;
  }
  const result = readTerm(text, arrow + 2, text.length);
  return { inputs, result };
}

const words = /\.\.\.|\w+|[()]|[^\s]/g;

function readTerm(text: string, start: number, end: number): Term {
  const items: Item[] = [];
  let open: { readonly from: number; readonly axes: Axis[] } | undefined;
  for (const match of text.slice(start, end).matchAll(words)) {
    const from = start + match.index;
    const to = from + match[0].length;
    if (match[0] === "(") {
      if (open) throw patternProblem("parentheses stand within parentheses", { from, to });
      open = { from, axes: [] };
    } else if (match[0] === ")") {
      if (!open) throw patternProblem("`)` closes nothing", { from, to });
      items.push({ ...open, to });
      open = undefined;
    } else {
      (open?.axes ?? items).push(readAxis({ name: match[0], from, to }));
    }
  }
  if (open) throw patternProblem("`(` is not closed", { from: open.from, to: open.from + 1 });
  const rests = items.flatMap((item) => (isGroup(item) ? item.axes : [item])).filter(isRest);
  if (rests[1]) throw patternProblem("`...` stands twice for the axes of one value", rests[1]);
  const first = items[0]?.from ?? start;
  return { items, from: first, to: Math.max(first, items.at(-1)?.to ?? end) };
}

function readAxis(axis: Axis): Axis {
  const { name } = axis;
  if (name === "..." || name === "1" || /^[A-Za-z_]/.test(name)) return axis;
  const message = /^\d+$/.test(name)
    ? `only an axis of length 1 is written as a number: give this one a name, \`n: ${name}\``
    : `\`${name}\` is no name of an axis`;
  throw patternProblem(message, axis);
}

/** All axes of a term, also those in groups. */
export function axesOf({ items }: Term): readonly Axis[] {
  return items.flatMap((item) => (isGroup(item) ? item.axes : [item]));
}

/** What stands twice in a list of axes, `1` apart; undefined where nothing does. */
export function findRepeated(axes: readonly Axis[]): Axis | undefined {
  return axes.find(({ name }, at) => {
    return name !== "1" && axes.findIndex((each) => each.name === name) < at;
  });
}

/** How many axes of a value `...` stands for. */
export function restOf(value: Value, term: Term): number {
  const rank = sampleShape(value.type).length;
  const open = term.items.some((item) => !isGroup(item) && isRest(item));
  const named = term.items.length - (open ? 1 : 0);
  if (rank < named || (rank > named && !open)) {
    const shown = formatType({ ...value.type, shape: sampleShape(value.type) });
    const count = `${named} ${named === 1 ? "axis" : "axes"}`;
    throw patternProblem(`the pattern names ${count}, but ${shown} has ${rank}`, term);
  }
  return rank - named;
}
