/**
 * Where in a gap between two tokens its comments are printed.
 *
 * Comments are taken by rows, a row being those on one line. The first may stand on the line of the token
 * before, the last on that of the token behind; a single row may stand on both, and belongs to the one
 * behind unless a bracket closes there or a separator stands between them.
 */
import { endsLine, hardLine, indent, join, type Layout, type Line } from "./layout.ts";
import type { Gap, GapComment } from "./gaps.ts";

/** The tokens beside a gap; none at the ends of the file. */
export interface Around {
  readonly before: string | undefined;
  readonly after: string | undefined;
}

type Row = readonly GapComment[];

interface Rows {
  readonly trailing: Row;
  readonly own: readonly Row[];
  readonly leading: Row;
}

/** What is printed behind the token before, and what in place of the line. */
export function placeAtLine(
  gap: Gap,
  line: Line,
  { before }: Around,
): { behind: Layout; line: Layout } {
  const { trailing, own, leading } = divide(gap.comments, line, before);
  const isOpened = before === "{" || before === "(" || before === "[";
  const isOver = trailing.at(-1)?.newlineAfter === true;
  const behind = [isOpened && !isOver ? "" : " ", printRow(trailing)];
  const isKept = line.breaks === "kept" || line.breaks === "written";
  const must = isOver || own.length > 0 || (isKept && gap.newline);
  const set: Line = must ? { ...line, breaks: "must" } : line;
  if (line.closing) {
    const rows = own.map((row, at) => {
      const blank = isBlank(line, row) && !(at === 0 && isOpened);
      return [lineBefore(blank), printRow(row)];
    });
    return {
      behind: trailing.length > 0 ? behind : "",
      line: [indent(...rows), { ...set, blank: "no" }],
    };
  }
  const next = [...own, leading].filter((row) => row.length > 0);
  const first = line.blank === "always" || (line.blank === "kept" && isBlank(line, next[0], gap));
  const rows = own.map((row, at) => [printRow(row), lineBefore(isBlank(line, next[at + 1], gap))]);
  const start = { ...set, blank: first ? "always" : "no" } as const;
  return {
    behind: trailing.length > 0 ? behind : "",
    line: [start, rows, leading.length > 0 ? [printRow(leading), " "] : ""],
  };
}

/** Whether there is an empty line before the row, or before the token behind all. */
function isBlank({ blank }: Line, row: Row | undefined, gap?: Gap): boolean {
  return blank !== "no" && (row?.[0]?.blankBefore ?? gap?.blank ?? false);
}

function lineBefore(blank: boolean): Line {
  return blank ? { ...hardLine, blank: "always" } : hardLine;
}

/** Comments where no line can end: those that end one are followed by a line of their own making. */
export function placeInline(comments: readonly GapComment[], { before, after }: Around): Layout {
  const opens = /[([]$/.test(before!.trimEnd());
  const closes = /^[,;.:)\]([]/.test(after!.trimStart());
  return comments.map((each, at) => {
    const behind = closes && at === comments.length - 1 ? "" : " ";
    return [
      at === 0 && !opens ? " " : "",
      { kind: "comment", text: each.text },
      endsLine(each.text) ? indent(hardLine) : behind,
    ];
  });
}

function divide(comments: readonly GapComment[], line: Line, before: string | undefined): Rows {
  const rows = rowsOf(comments);
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return { trailing: [], own: [], leading: [] };
  const isBehind = before !== undefined && !first[0]!.ownLine;
  const isBefore = !last.at(-1)!.newlineAfter && !line.closing;
  if (rows.length === 1 && isBehind && isBefore) return divideRow(first, line);
  return {
    trailing: isBehind ? first : [],
    own: rows.slice(isBehind ? 1 : 0, isBefore ? -1 : undefined),
    leading: isBefore ? last : [],
  };
}

/** Between tokens on one line the separator decides, if it is still there to be seen. */
function divideRow(row: Row, { breaks, flat }: Line): Rows {
  const isSeparated = breaks === "must" || flat.startsWith(";");
  const trailing = isSeparated ? row.filter((each) => each.beforeSeparator) : [];
  return { trailing, own: [], leading: row.slice(trailing.length) };
}

function rowsOf(comments: readonly GapComment[]): readonly Row[] {
  const rows: GapComment[][] = [];
  comments.forEach((each, at) => {
    if (at === 0 || comments[at - 1]!.newlineAfter) rows.push([]);
    rows.at(-1)!.push(each);
  });
  return rows;
}

function printRow(row: Row): Layout {
  return join(
    row.map(({ text }) => ({ kind: "comment", text })),
    " ",
  );
}
