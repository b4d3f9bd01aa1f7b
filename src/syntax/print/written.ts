/**
 * How the program was written: its comments, which must all be printed again, and its line breaks, some
 * of which are kept. Trees that were not parsed have spans of length 0 and were written nohow.
 *
 * Invariant: comments come out in source order, each once. Whoever prints something first asks for the
 * comments before it; `next` remembers how far that has gone.
 */
import type { Span } from "../../diagnostics/source.ts";
import type { Comment } from "../ast.ts";
import { toLineEnd, type Layout } from "./layout.ts";

export class Written {
  readonly text: string;
  private readonly comments: readonly Comment[];
  private next = 0;

  constructor(text: string, comments: readonly Comment[]) {
    this.text = text;
    this.comments = comments;
  }

  /** The next comment that nobody has printed, if it starts before the offset. */
  peek(before: number): Comment | undefined {
    const comment = this.comments[this.next];
    return comment && comment.span.start < before ? comment : undefined;
  }

  take(before: number): Comment | undefined {
    const comment = this.peek(before);
    if (comment) this.next++;
    return comment;
  }

  /** Comments in front of what starts at the offset, and a space behind them. */
  before({ start }: Pick<Span, "start">): Layout {
    return this.takeAll(start).flatMap((comment) => [commentLayout(comment), " "]);
  }

  /** Comments at the end of what ends at the offset, with a space in front. */
  atEnd({ end }: Pick<Span, "end">): Layout {
    return this.takeAll(end).flatMap((comment) => [" ", commentLayout(comment)]);
  }

  /** Comments behind what ends at `from`, on its line; those before something else on that line are left. */
  onLine(from: number, to: number): Layout {
    const layouts: Layout[] = [];
    let end = from;
    for (let each = this.peek(to); each; each = this.peek(to)) {
      if (this.hasBreak(end, each.span.start)) break;
      layouts.push(" ", commentLayout(each));
      end = each.span.end;
      this.next++;
    }
    return layouts;
  }

  private takeAll(before: number): Comment[] {
    const taken: Comment[] = [];
    for (let each = this.take(before); each; each = this.take(before)) taken.push(each);
    return taken;
  }

  hasBreak(from: number, to: number): boolean {
    return this.text.slice(from, to).includes("\n");
  }

  hasBlankLine(from: number, to: number): boolean {
    return /\n[ \t]*\n/.test(this.text.slice(from, to));
  }

  /** The offset of the next `sign` from here on that is in no comment. */
  find(sign: string, from: number): number {
    const pattern = /\/\/[^\n]*|\/\*[^]*?\*\/|"(?:[^"\\\n]|\\.)*"|[^]/g;
    pattern.lastIndex = from;
    for (let match = pattern.exec(this.text); match; match = pattern.exec(this.text)) {
      if (match[0] === sign) return match.index;
    }
    return this.text.length;
  }
}

export function commentLayout({ text }: Comment): Layout {
  return text.startsWith("/*") ? text : toLineEnd(text);
}
