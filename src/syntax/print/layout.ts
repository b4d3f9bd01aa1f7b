/**
 * A small language for laying out text within a width, after Wadler's "A prettier printer".
 *
 * Invariant: a group is on one line if it fits up to the next line break that must be; otherwise its own
 * `line`s break, and the groups inside decide for themselves. Nothing is ever printed behind a `//`.
 */

export type Layout =
  | string
  | readonly Layout[]
  | Line
  | { readonly kind: "indent"; readonly content: Layout }
  | Group
  | { readonly kind: "toLineEnd"; readonly text: string };

interface Group {
  readonly kind: "group";
  readonly content: Layout;
  /** Breaks although it may fit. */
  readonly broken: boolean;
  /** Is indented if it breaks. */
  readonly hanging: boolean;
}

interface Line {
  readonly kind: "line";
  /** What stands there when the line does not break. */
  readonly flat: string;
  /** Breaks whatever the group does. */
  readonly hard: boolean;
  readonly blankBefore: boolean;
}

/** A space, or a new line. */
export const line: Layout = { kind: "line", flat: " ", hard: false, blankBefore: false };
/** Nothing, or a new line. */
export const softLine: Layout = { kind: "line", flat: "", hard: false, blankBefore: false };
/** `; `, or a new line. */
export const orSemicolon: Layout = { kind: "line", flat: "; ", hard: false, blankBefore: false };
/** Two spaces, or a new line. */
export const wideLine: Layout = { kind: "line", flat: "  ", hard: false, blankBefore: false };
export const hardLine: Layout = { kind: "line", flat: "", hard: true, blankBefore: false };
/** A new line after an empty one. */
export const blankLine: Layout = { kind: "line", flat: "", hard: true, blankBefore: true };

export const indent = (...content: readonly Layout[]): Layout => ({ kind: "indent", content });

export const group = (content: Layout, { broken = false, hanging = false } = {}): Layout => ({
  kind: "group",
  content,
  broken,
  hanging,
});

/** A comment that nothing can follow on its line. */
export const toLineEnd = (text: string): Layout => ({ kind: "toLineEnd", text });

export function join(items: readonly Layout[], separator: Layout): Layout {
  return items.flatMap((item, index) => (index === 0 ? [item] : [separator, item]));
}

/** A piece of layout still to be printed, with what holds around it. */
interface Work {
  readonly layout: Layout;
  readonly indentation: number;
  readonly flat: boolean;
}

const step = 2;

export function render(layout: Layout, width: number): string {
  const page = new Page();
  const work: Work[] = [{ layout, indentation: 0, flat: false }];
  for (let next = work.pop(); next; next = work.pop()) {
    const { layout: each, indentation, flat } = next;
    if (typeof each === "string") page.write(each, indentation);
    else if (isList(each)) pushAll(work, each, next);
    else if (each.kind === "toLineEnd") page.writeToLineEnd(each.text, indentation);
    else if (each.kind === "indent") {
      work.push({ layout: each.content, indentation: indentation + step, flat });
    } else if (each.kind === "group") {
      const room = width - page.column;
      const content = { layout: each.content, indentation, flat: true };
      const fits = !each.broken && (flat || fitsIn(room, content, work));
      work.push(fits ? content : breakGroup(each, indentation));
    } else if (each.hard || !flat) page.breakLine(each.blankBefore);
    else page.write(each.flat, indentation);
  }
  return page.finish();
}

function breakGroup({ content, hanging }: Group, indentation: number): Work {
  return { layout: content, indentation: indentation + (hanging ? step : 0), flat: false };
}

function isList(layout: Exclude<Layout, string>): layout is readonly Layout[] {
  return Array.isArray(layout);
}

function pushAll(work: Work[], layouts: readonly Layout[], around: Work): void {
  for (let at = layouts.length - 1; at >= 0; at--) work.push({ ...around, layout: layouts[at]! });
}

/** Whether `first`, which is set flat, and what stands behind it reach the next line break within `room`. */
function fitsIn(room: number, first: Work, behind: readonly Work[]): boolean {
  const work: Work[] = [first];
  let rest = behind.length;
  while (room >= 0) {
    const next = work.pop() ?? behind[--rest];
    if (!next) return true;
    const { layout } = next;
    if (typeof layout === "string") {
      const lineEnd = layout.indexOf("\n");
      if (lineEnd !== -1) return lineEnd <= room;
      room -= layout.length;
    } else if (isList(layout)) pushAll(work, layout, next);
    else if (layout.kind === "toLineEnd") return true;
    else if (layout.kind === "indent") work.push({ ...next, layout: layout.content });
    else if (layout.kind === "group") {
      const flat = next.flat && !layout.broken;
      work.push({ ...next, layout: layout.content, flat });
    } else if (layout.hard || !next.flat) return true;
    else room -= layout.flat.length;
  }
  return false;
}

/** Lines of text being written, without spaces at their ends. */
class Page {
  private readonly lines: string[] = [];
  private current = "";
  /** A `//` comment has been written: nothing may follow on this line. */
  private closed = false;

  get column(): number {
    return this.current.length;
  }

  write(text: string, indentation: number): void {
    if (text.trim() === "" && (this.closed || this.column === 0)) return;
    if (this.closed) this.breakLine(false);
    const start = this.column === 0 ? " ".repeat(indentation) : this.current;
    const lines = (start + text).split("\n");
    this.current = lines.pop()!;
    this.lines.push(...lines);
  }

  writeToLineEnd(text: string, indentation: number): void {
    this.write(text, indentation);
    this.closed = true;
  }

  breakLine(blankBefore: boolean): void {
    if (this.lines.length > 0 || this.current !== "") this.lines.push(this.current.trimEnd());
    if (blankBefore && this.lines.length > 0) this.lines.push("");
    this.current = "";
    this.closed = false;
  }

  finish(): string {
    this.breakLine(false);
    return this.lines.length === 0 ? "" : `${this.lines.join("\n")}\n`;
  }
}
