/**
 * Puts comments into a layout, and line breaks and empty lines where the source had some that are kept.
 *
 * Invariant: a comment stays between the tokens between which it stands, on the line of the one before, on
 * that of the one behind, or on lines of its own, as it was written; so that it will be printed where it
 * was printed once. Only signs before which no line can end are printed before a comment that ends its line.
 */
import { placeAtLine, placeInline, type Around } from "./comments.ts";
import { withoutMeaning, type Gap } from "./gaps.ts";
import { endsLine, isList, type Layout, type Line } from "./layout.ts";

/** What stands between two tokens of the layout: lines and spaces, by their number in the order of printing. */
interface Between {
  readonly lines: { readonly at: number; readonly line: Line }[];
  readonly spaces: number[];
  /** The number of the token before; -1 at the beginning. */
  readonly before: number;
}

export function weave(
  layout: Layout,
  findGaps: (tokens: readonly string[]) => readonly Gap[],
): Layout {
  const { tokens, between } = collect(layout);
  const gaps = passSigns(findGaps(tokens), tokens, between);
  const instead = new Map<number, Layout>();
  gaps.forEach((gap, index) => {
    const around = { before: tokens[index - 1], after: tokens[index] };
    place(gap, around, between[index]!, instead);
  });
  return rebuild(layout, instead);
}

function place(
  gap: Gap,
  around: Around,
  { lines, spaces, before }: Between,
  instead: Map<number, Layout>,
): void {
  const chosen = lines.findLast(({ line }) => line.closing) ?? lines[0];
  if (chosen) {
    const { behind, line } = placeAtLine(gap, chosen.line, around);
    if (before >= 0) instead.set(before, [around.before!, behind]);
    instead.set(chosen.at, line);
  } else if (gap.comments.length > 0) {
    instead.set(before, [around.before!, placeInline(gap.comments, around)]);
    for (const at of spaces) instead.set(at, "");
  }
}

/** The tokens of a layout in order, and what is between them; one more than there are tokens. */
function collect(layout: Layout): { tokens: string[]; between: Between[] } {
  const tokens: string[] = [];
  const between: Between[] = [{ lines: [], spaces: [], before: -1 }];
  let at = 0;
  visitLeaves(layout, (leaf) => {
    if (typeof leaf !== "string") between.at(-1)!.lines.push({ at, line: leaf });
    else if (leaf.trim() === "") between.at(-1)!.spaces.push(at);
    else {
      tokens.push(leaf);
      between.push({ lines: [], spaces: [], before: at });
    }
    at++;
  });
  return { tokens, between };
}

function visitLeaves(layout: Layout, visit: (leaf: string | Line) => void): void {
  if (typeof layout === "string") splitSpaces(layout).forEach(visit);
  else if (isList(layout)) for (const each of layout) visitLeaves(each, visit);
  else if (layout.kind === "line") visit(layout);
  else if (layout.kind !== "comment") visitLeaves(layout.content, visit);
}

/** A token, and the spaces before and behind it. */
function splitSpaces(text: string): readonly string[] {
  return text.split(/^( +)|( +)$/).filter(Boolean);
}

/** Comments that end their line, where no line can end: what are signs behind them, comes first. */
function passSigns(
  gaps: readonly Gap[],
  tokens: readonly string[],
  between: readonly Between[],
): readonly Gap[] {
  const passed = [...gaps];
  tokens.forEach((token, index) => {
    const { comments } = passed[index]!;
    const mustEndLine = comments.some((each) => endsLine(each.text));
    const isSign = !/^[\w"]|^\.\d/.test(token);
    if (!mustEndLine || !isSign || between[index]!.lines.length > 0) return;
    const next = passed[index + 1]!;
    const moved = comments.map((each, at) => ({
      ...each,
      ownLine: at > 0 && each.ownLine,
      blankBefore: false,
    }));
    const all = [...moved, ...next.comments].map((each, at) =>
      at > 0 && each.isLoose ? { ...each, text: withoutMeaning(each.text) } : each,
    );
    passed[index] = { comments: [], newline: false, blank: false };
    passed[index + 1] = { ...next, comments: all, newline: true };
  });
  return passed;
}

/** A layout whose groups know what must break in them. */
interface Rebuilt {
  readonly layout: Layout;
  /** A line outside of groups must break. */
  readonly own: boolean;
  /** Some line must. */
  readonly any: boolean;
}

/** The layout with some of its leaves replaced. */
function rebuild(layout: Layout, instead: ReadonlyMap<number, Layout>): Layout {
  let at = 0;

  function leaf(written: string | Line): Rebuilt {
    const replaced = instead.get(at++) ?? written;
    const must = containsMust(replaced);
    return { layout: replaced, own: must, any: must };
  }
  function visit(part: Layout): Rebuilt {
    if (typeof part === "string") return listOf(splitSpaces(part).map(leaf));
    if (isList(part)) return listOf(part.map(visit));
    if (part.kind === "line") return leaf(part);
    if (part.kind === "comment") return { layout: part, own: false, any: false };
    const { layout: content, own, any } = visit(part.content);
    if (part.kind === "indent") return { layout: { ...part, content }, own, any };
    const broken = part.style === "all" ? any : own;
    return { layout: { ...part, content, broken }, own: false, any };
  }
  return visit(layout).layout;
}

function listOf(parts: readonly Rebuilt[]): Rebuilt {
  return {
    layout: parts.map(({ layout }) => layout),
    own: parts.some(({ own }) => own),
    any: parts.some(({ any }) => any),
  };
}

function containsMust(layout: Layout): boolean {
  if (typeof layout === "string") return false;
  if (isList(layout)) return layout.some(containsMust);
  if (layout.kind === "line") return layout.breaks === "must";
  return layout.kind !== "comment" && containsMust(layout.content);
}
