/**
 * A small language for laying out text within a width, after Wadler's "A prettier printer".
 *
 * Invariant: layouts are data and say nothing of columns; `render.ts` sets them. A string holds at most
 * one token, with or without spaces around it, so that comments find their places (`weave.ts`). A group
 * is on one line if it fits and nothing in it must break; otherwise its own lines break, and the groups
 * inside decide for themselves.
 */

export type Layout = string | readonly Layout[] | Line | Indent | Group | Comment;

export interface Indent {
  readonly kind: "indent";
  readonly content: Layout;
}

export interface Group {
  readonly kind: "group";
  readonly content: Layout;
  /**
   * `all`: all on one line, or its own lines break. `hanging`: its own lines break, further in, or not;
   * groups inside decide for themselves either way, and what must break in them does not break it.
   * `fixed`: like `hanging`, but its lines break only if they must, not for want of room.
   */
  readonly style: "all" | "hanging" | "fixed";
  /** Something in it must break; found by `weave.ts`. */
  readonly broken: boolean;
}

export interface Line {
  readonly kind: "line";
  /** What stands there when the line does not break. */
  readonly flat: string;
  /**
   * `asGroup`, or where a comment needs it; `kept`: also if the source has a line break there; `written`:
   * only then; `never`: only for comments; `must`: always.
   */
  readonly breaks: "asGroup" | "kept" | "written" | "never" | "must";
  /** An empty line before what comes next: `kept`, if the source has one; `between`: only between comments. */
  readonly blank: "no" | "between" | "kept" | "always";
  /** A bracket that closes follows: comments before it belong inside. */
  readonly closing: boolean;
}

export interface Comment {
  readonly kind: "comment";
  readonly text: string;
}

const plain = { kind: "line", breaks: "asGroup", blank: "no", closing: false } as const;

/** A space, or a new line. */
export const line: Line = { ...plain, flat: " " };
/** Nothing, or a new line. */
export const softLine: Line = { ...plain, flat: "" };
/** A space, or a new line; the latter if there was one in the source. */
export const keptLine: Line = { ...plain, flat: " ", breaks: "kept" };
/** A space; or a new line, if there was one in the source. */
export const writtenLine: Line = { ...plain, flat: " ", breaks: "written" };
/** A new line. */
export const hardLine: Line = { ...plain, flat: "", breaks: "must" };
/** A space, unless a comment stands there. */
export const noLine: Line = { ...plain, flat: " ", breaks: "never" };

export const indent = (...content: readonly Layout[]): Layout => ({ kind: "indent", content });

export const group = (...content: readonly Layout[]): Layout => {
  return { kind: "group", style: "all", content, broken: false };
};

/** What may go on in the next line as a whole, further in: `-> relu`. Starts with a line. */
export const hanging = (...content: readonly Layout[]): Layout => {
  return { kind: "group", style: "hanging", content, broken: false };
};

/** What goes on in the next line, further in, if it did in the source. Starts with a written line. */
export const fixed = (...content: readonly Layout[]): Layout => {
  return { kind: "group", style: "fixed", content, broken: false };
};

export function join(items: readonly Layout[], separator: Layout): Layout {
  return items.flatMap((item, index) => (index === 0 ? [item] : [separator, item]));
}

export function isList(layout: Exclude<Layout, string>): layout is readonly Layout[] {
  return Array.isArray(layout);
}

/** Nothing can follow it on its line. */
export function endsLine(comment: string): boolean {
  return !comment.startsWith("/*");
}
