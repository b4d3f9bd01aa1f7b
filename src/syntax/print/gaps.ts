/**
 * What the source has between its tokens, found again between those that are printed.
 *
 * The formatter prints all tokens of the source in their order, but for some signs: `;`, trailing commas
 * and needless parentheses are left out, a few parentheses are new. Invariant: words, numbers and strings
 * correspond one to one; signs are matched between them. Every comment is in exactly one gap, in order.
 */
import type { IToken } from "chevrotain";
import type { Lexed } from "../lex.ts";

export interface GapComment {
  readonly text: string;
  /** It stands below the comment before, or the token. */
  readonly ownLine: boolean;
  readonly blankBefore: boolean;
  /** The line ends between it and what comes next. */
  readonly newlineAfter: boolean;
  /** A `,` or `;` that is left out follows before the next token. */
  readonly beforeSeparator: boolean;
  /** It documents nothing, though it may look so. */
  readonly isLoose: boolean;
}

/** What stands before a token that is printed. */
export interface Gap {
  readonly comments: readonly GapComment[];
  readonly newline: boolean;
  /** There is an empty line between the last comment, or the token before, and the token. */
  readonly blank: boolean;
}

/** A comment of the gap that is being read. */
interface Pending {
  readonly token: IToken;
  readonly ownLine: boolean;
  readonly blankBefore: boolean;
  /** It stands below the token before. */
  readonly isBelow: boolean;
  newlineAfter: boolean;
  beforeSeparator: boolean;
}

interface Piece {
  readonly token: IToken;
  readonly isComment: boolean;
}

/** One gap before each of the printed tokens, and one at the end. `loose`: offsets of `///` that document nothing. */
export function findGaps(
  text: string,
  { tokens, comments, docs }: Lexed,
  printed: readonly string[],
  loose: ReadonlySet<number>,
): readonly Gap[] {
  const pieces = [
    ...tokens.map((token): Piece => ({ token, isComment: false })),
    ...[...comments, ...docs].map((token): Piece => ({ token, isComment: true })),
  ].sort((a, b) => a.token.startOffset - b.token.startOffset);
  const builder = new GapBuilder(printed, loose);
  let end = 0;
  for (const { token, isComment } of pieces) {
    builder.addSpace(text.slice(end, token.startOffset));
    if (isComment) builder.addComment(token);
    else builder.addToken(token.image);
    end = token.endOffset! + 1;
  }
  builder.addSpace(text.slice(end));
  return builder.finish();
}

class GapBuilder {
  private readonly gaps: Gap[] = [];
  private readonly printed: readonly string[];
  private readonly loose: ReadonlySet<number>;
  private comments: Pending[] = [];
  private newline = false;
  private blank = false;
  /** The line has ended since the last printed token or comment. */
  private startsLine = true;
  /** A token that is left out stands in the gap. */
  private hasDropped = false;

  constructor(printed: readonly string[], loose: ReadonlySet<number>) {
    this.printed = printed;
    this.loose = loose;
  }

  addSpace(space: string): void {
    if (!space.includes("\n")) return;
    this.newline = this.startsLine = true;
    this.blank ||= /\n[^\S\n]*\n/.test(space);
    const last = this.comments.at(-1);
    if (last) last.newlineAfter = true;
  }

  addComment(token: IToken): void {
    this.comments.push({
      token,
      ownLine: this.startsLine,
      blankBefore: this.blank,
      isBelow: this.newline,
      newlineAfter: token.image.startsWith("//"),
      beforeSeparator: false,
    });
    this.blank = this.startsLine = false;
  }

  addToken(image: string): void {
    const at = this.indexOf(image);
    if (at === undefined) this.drop(image);
    else {
      // What is new behind the last token closes something that it is in; what is new before this, opens.
      const first = this.gaps.length;
      const isClosed = at > first && [")", ","].includes(this.printed[first]!);
      while (this.gaps.length < at && !isClosed) this.gaps.push(emptyGap);
      this.close();
      while (this.gaps.length <= at) this.gaps.push(emptyGap);
    }
  }

  /** Which of the printed tokens the next one of the source is. */
  private indexOf(image: string): number | undefined {
    for (let at = this.gaps.length; at < this.printed.length; at++) {
      const candidate = this.printed[at]!;
      if (isSolid(image) !== isSolid(candidate)) {
        if (isSolid(image)) continue;
        return undefined;
      }
      if (isSolid(image) || image === candidate) return at;
      if (isDroppable(image)) return undefined;
    }
    return undefined;
  }

  private drop(image: string): void {
    this.hasDropped = true;
    for (const comment of this.comments) comment.beforeSeparator ||= image === ";" || image === ",";
  }

  private close(): void {
    const comments = this.comments.map((each) => this.read(each));
    this.gaps.push({ comments, newline: this.newline, blank: this.blank });
    this.comments = [];
    this.newline = this.blank = this.startsLine = this.hasDropped = false;
  }

  /** What documents nothing stays so when signs that kept it from it are left out. */
  private read({ token, isBelow, ...where }: Pending): GapComment {
    const isLoose = this.loose.has(token.startOffset);
    const text = tidied(token);
    const isFreed = isLoose && this.hasDropped && isBelow;
    return { ...where, isLoose, text: isFreed ? withoutMeaning(text) : text };
  }

  finish(): readonly Gap[] {
    while (this.gaps.length < this.printed.length) this.gaps.push(emptyGap);
    const last = this.comments.at(-1);
    if (last) last.newlineAfter = true;
    this.close();
    return this.gaps;
  }
}

const emptyGap: Gap = { comments: [], newline: false, blank: false };

/** Words but `and`, which a `,` may stand for between claims, numbers and strings. */
function isSolid(image: string): boolean {
  return /^[\w"']|^\.\d/.test(image) && image !== "and";
}

function isDroppable(image: string): boolean {
  return [";", ",", "(", ")"].includes(image);
}

function tidied({ image }: IToken): string {
  if (image.startsWith("/*")) return image;
  const doc = /^\/\/\/(?!\/) ?(.*)$/s.exec(image)?.[1];
  return (doc === undefined ? image : `/// ${doc}`).trimEnd();
}

/** A comment that can document nothing, wherever it stands. */
export function withoutMeaning(text: string): string {
  return text.replace(/^\/\/\/(?!\/)/, "//");
}
