/**
 * Tree → layout: things below one another (declarations, statements, the pipelines of a block), with at most
 * one empty line between them where there were some.
 */
import {
  group,
  hardLine,
  indent,
  keptLine,
  line,
  softLine,
  type Layout,
  type Line,
} from "./layout.ts";

export interface Item {
  readonly layout: Layout;
  /** Empty lines set it off from its neighbours. */
  readonly apart?: boolean;
}

const below: Line = { ...hardLine, blank: "kept" };
const opening: Line = { ...hardLine, blank: "between" };
const closing: Line = { ...hardLine, blank: "kept", closing: true };

export function printItems(items: readonly Item[], separator = below): Layout {
  return items.map(({ layout, apart }, index) => {
    if (index === 0) return layout;
    const isApart = apart || items[index - 1]!.apart;
    return [isApart ? { ...separator, blank: "always" as const } : separator, layout];
  });
}

/** A file: items from its first line to its last. */
export function printWhole(items: readonly Item[]): Layout {
  return [opening, printItems(items), below];
}

/** ` { … }` with each item on lines of its own. */
export function printBraces(items: readonly Item[]): Layout {
  if (items.length === 0) return [" {", emptyInside, "}"];
  return [" {", indent(opening, printItems(items)), closing, "}"];
}

/** `{ … }` on one line if there is room, unless the source has a line break behind the `{`. */
export function printFlatBraces(head: Layout, items: readonly Item[], separator: Line): Layout {
  if (items.length === 0) return group("{", head, emptyInside, "}");
  const open: Line = { ...keptLine, blank: "between" };
  const close: Line = { ...line, blank: "kept", closing: true };
  const inside = printItems(items, { ...separator, blank: "kept" });
  return group("{", head, indent(open, inside), close, "}");
}

export const emptyInside: Layout = group({ ...softLine, blank: "kept", closing: true });

/** `[`, items, `]` on one line, or each item on its own. */
export function bracketed(opener: string, inside: Layout, closer: string): Layout {
  return group(opener, indent(softLine, inside), { ...softLine, closing: true }, closer);
}
