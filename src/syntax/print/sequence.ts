/**
 * Tree → text: things below one another (declarations, statements, entries, the pipelines of a block),
 * with the comments between them and at most one empty line where there were some.
 */
import type { Span } from "../../diagnostics/source.ts";
import { blankLine, hardLine, type Layout } from "./layout.ts";
import { commentLayout, type Written } from "./written.ts";

export interface Item {
  readonly span: Pick<Span, "start" | "end">;
  readonly print: () => Layout;
  /** Empty lines set it off from its neighbours. */
  readonly apart?: boolean;
}

export interface Surroundings {
  /** Where the sequence starts, behind the bracket that opens it. */
  readonly start: number;
  readonly end: number;
  readonly separator: Layout;
}

export function printSequence(
  written: Written,
  items: readonly Item[],
  { start, end, separator }: Surroundings,
): readonly Layout[] {
  const layouts: Layout[] = [];
  let last = start;

  /** What separates the thing that starts at `next` from the one that ended at `last`. */
  function separate(next: number, apart = false): void {
    if (layouts.length === 0) return;
    const blank = separator === hardLine && (apart || written.hasBlankLine(last, next));
    layouts.push(blank ? blankLine : separator);
  }

  /** Comments of their own; whether the last is followed by something on its line. */
  function printComments(before: number, apart: boolean): boolean {
    let continues = false;
    for (let comment = written.take(before); comment; comment = written.take(before)) {
      if (continues) layouts.push(" ");
      else separate(comment.span.start, apart);
      apart = false;
      layouts.push(commentLayout(comment));
      last = comment.span.end;
      continues =
        comment.text.startsWith("/*") &&
        !written.hasBreak(last, written.peek(before)?.span.start ?? before);
    }
    return continues;
  }

  items.forEach((item, index) => {
    const apart = Boolean(item.apart || items[index - 1]?.apart);
    const comments = written.peek(item.span.start) !== undefined;
    if (printComments(item.span.start, apart)) layouts.push(" ");
    else separate(item.span.start, apart && !comments);
    layouts.push(item.print(), written.atEnd(item.span));
    last = item.span.end;
    layouts.push(written.onLine(last, items[index + 1]?.span.start ?? end));
  });
  printComments(end, false);
  return layouts;
}
