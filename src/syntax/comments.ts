/**
 * Which `///` lines document what, and which are mere comments.
 *
 * Invariant: every comment of the text ends up in exactly one place, a `doc` or `File.comments`.
 */
import type { IToken } from "chevrotain";
import { Semicolon } from "../../grammar/tokens.ts";
import type { Source } from "../diagnostics/source.ts";
import type { Comment } from "./ast.ts";
import type { Lexed } from "./lex.ts";

export interface Docs {
  /** The text of the lines directly above what starts at the offset. */
  above(start: number): string | undefined;
  /** All comments that document nothing, in source order. Asked when the tree is complete. */
  remaining(source: Source): readonly Comment[];
}

/** Lines below one another, in front of the same token. */
type Run = IToken[];

export function attachDocs(text: string, { tokens, comments, docs }: Lexed): Docs {
  const runs = new Map<number, Run>();
  const loose = new Set<IToken>(docs);
  let next = 0;
  for (const line of docs) {
    while (next < tokens.length && tokens[next]!.startOffset < line.startOffset) next++;
    if (!startsItsLine(text, line)) continue;
    let documented = next;
    while (tokens[documented]?.tokenType === Semicolon) documented++;
    const key = tokens[documented]?.startOffset ?? -1;
    const run = runs.get(key);
    if (run?.at(-1)!.endLine === line.startLine! - 1) run!.push(line);
    else runs.set(key, [line]);
  }
  return {
    above(start) {
      const run = runs.get(start);
      for (const line of run ?? []) loose.delete(line);
      return run?.map((line) => line.image.replace(/^\/\/\/ ?/, "").trimEnd()).join("\n");
    },
    remaining(source) {
      const all = [...comments, ...loose].sort((a, b) => a.startOffset - b.startOffset);
      return all.map((token) => ({
        span: { source, start: token.startOffset, end: token.endOffset! + 1 },
        text: token.image,
      }));
    },
  };
}

/** What stands behind something on its line is about that, and documents nothing. */
function startsItsLine(text: string, { startOffset }: IToken): boolean {
  const lineStart = text.lastIndexOf("\n", startOffset - 1) + 1;
  return text.slice(lineStart, startOffset).trim() === "";
}
