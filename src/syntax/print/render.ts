/**
 * Layout → text of a given width.
 *
 * Invariant: whether a group breaks depends on what must break, on the column, and on the text from there
 * to the next place where a line can end; never on how groups further on will be set. So a text that was
 * set once is set the same again.
 */
import { endsLine, isList, type Group, type Layout, type Line } from "./layout.ts";

/**
 * How the lines around a piece of layout are set: `flat` they stand on one line with all that is inside,
 * `broken` they break, `level` they do not but groups inside decide for themselves.
 */
type Mode = "flat" | "broken" | "level";

/** A piece of layout still to be set, with what holds around it. */
interface Work {
  readonly layout: Layout;
  readonly indentation: number;
  readonly mode: Mode;
}

const step = 2;

export function render(layout: Layout, width: number): string {
  const page = new Page();
  const work: Work[] = [{ layout, indentation: 0, mode: "broken" }];
  for (let next = work.pop(); next; next = work.pop()) {
    const { layout: each, indentation, mode } = next;
    if (typeof each === "string") page.write(each);
    else if (isList(each)) pushAll(work, each, next);
    else if (each.kind === "indent") {
      work.push({ layout: each.content, indentation: indentation + step, mode });
    } else if (each.kind === "group") work.push(setGroup(each, next, width - page.column, work));
    else if (each.kind === "comment") page.writeComment(each.text);
    else if (breaks(each.breaks, mode)) page.breakLine(indentation, each.blank === "always");
    else page.write(each.flat);
  }
  return page.finish();
}

function breaks(line: Line["breaks"], mode: Mode): boolean {
  return line === "must" || (mode === "broken" && line !== "never" && line !== "written");
}

function setGroup(group: Group, around: Work, room: number, behind: readonly Work[]): Work {
  const { content, style, broken } = group;
  const { indentation } = around;
  const flat: Work = { layout: content, indentation, mode: "flat" };
  if (around.mode === "flat") return flat;
  if (style === "all") {
    return { ...flat, mode: !broken && fitsIn(room, flat, behind) ? "flat" : "broken" };
  }
  const isBroken = broken || (style === "hanging" && !fitsIn(room, flat, behind));
  return isBroken
    ? { layout: content, indentation: indentation + step, mode: "broken" }
    : { ...flat, mode: "level" };
}

function pushAll(work: Work[], layouts: readonly Layout[], around: Work): void {
  const { indentation, mode } = around;
  for (let at = layouts.length - 1; at >= 0; at--) {
    work.push({ layout: layouts[at]!, indentation, mode });
  }
}

/** Whether `first`, and what stands behind it, end within `room` or reach a line that can break. */
function fitsIn(room: number, first: Work, behind: readonly Work[]): boolean {
  const work: Work[] = [first];
  let rest = behind.length;
  while (room >= 0) {
    const next = work.pop() ?? behind[--rest];
    if (!next) return true;
    const { layout, mode } = next;
    if (typeof layout === "string") room -= layout.length;
    else if (isList(layout)) pushAll(work, layout, next);
    else if (layout.kind === "indent") work.push({ ...next, layout: layout.content });
    else if (layout.kind === "group") {
      work.push({ ...next, layout: layout.content, mode: modeInside(layout, mode) });
    } else if (layout.kind === "comment") {
      if (endsLine(layout.text)) return true;
      const lineEnd = layout.text.indexOf("\n");
      if (lineEnd !== -1) return lineEnd <= room;
      room -= layout.text.length;
    } else if (breaks(layout.breaks, mode)) return true;
    else room -= layout.flat.length;
  }
  return false;
}

/** How a group that is still to come might be set: what can break counts as broken. */
function modeInside({ style, broken }: Group, around: Mode): Mode {
  if (broken) return "broken";
  if (around === "flat") return "flat";
  return style === "fixed" ? "level" : "broken";
}

/** Lines of text being written, without spaces at their ends. */
class Page {
  private readonly lines: string[] = [];
  private current = "";

  get column(): number {
    return this.current.length;
  }

  write(text: string): void {
    this.current += this.current.trim() === "" ? text.trimStart() : text;
  }

  /** Further lines of a comment whose lines start with `*` are set below the first; others stay as they are. */
  writeComment(text: string): void {
    const [first, ...more] = text.split("\n");
    const isStarred = more.length > 0 && more.every((each) => each.trimStart().startsWith("*"));
    const indentation = /^ */.exec(this.current)![0];
    this.current += first!;
    for (const each of more) {
      this.lines.push(isStarred ? this.current.trimEnd() : this.current);
      this.current = isStarred ? `${indentation} ${each.trim()}` : each;
    }
  }

  breakLine(indentation: number, blank: boolean): void {
    const isFirst = this.lines.length === 0 && this.current.trim() === "";
    if (!isFirst) this.lines.push(this.current.trimEnd());
    if (blank && !isFirst) this.lines.push("");
    this.current = " ".repeat(indentation);
  }

  finish(): string {
    this.breakLine(0, false);
    while (this.lines.at(-1) === "") this.lines.pop();
    return this.lines.length === 0 ? "" : `${this.lines.join("\n")}\n`;
  }
}
