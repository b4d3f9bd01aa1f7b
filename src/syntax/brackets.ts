/**
 * Brackets: inserts those that are missing, so that the parser and its recovery can rely on nesting.
 *
 * Invariant: every opening bracket of the result is closed, by a bracket of its own kind. A closing one
 * that closes nothing stays, for the parser to stumble over. Where brackets match and the text parses,
 * nothing is guessed; otherwise the layout (indentation, what a line starts with) decides what was meant.
 */
import { createTokenInstance, type IToken, type TokenType } from "chevrotain";
import * as t from "../../grammar/tokens.ts";
import type { Source } from "../diagnostics/source.ts";
import { insertAt, type Report } from "./problems.ts";
import { startsDeclaration, startsLine, startsStatement } from "./starts.ts";

export const closers: ReadonlyMap<TokenType, TokenType> = new Map([
  [t.LeftParenthesis, t.RightParenthesis],
  [t.LeftBracket, t.RightBracket],
  [t.LeftBrace, t.RightBrace],
]);
const closing: ReadonlySet<TokenType> = new Set(closers.values());

const mostReports = 20;
/** Farther out nobody looks for the `{` that a `}` was meant for. */
const mostLevels = 1000;

export interface Balanced {
  readonly tokens: readonly IToken[];
  /** Offsets at which something was inserted: an error about what stands there says nothing new. */
  readonly inserted: readonly number[];
  /**
   * Where brackets match as they are: what the layout makes of them, if that is something else. One may be
   * missing, and another too many further down.
   */
  readonly byLayout?: () => Balanced | undefined;
}

/** For each token the index of the innermost bracket around it, or -1. Closers that close nothing count as inside. */
export function enclosingBrackets(tokens: readonly IToken[]): Int32Array {
  const around = new Int32Array(tokens.length);
  const open: number[] = [];
  tokens.forEach((token, index) => {
    const top = open.at(-1);
    if (top !== undefined && closers.get(tokens[top]!.tokenType) === token.tokenType) open.pop();
    around[index] = open.at(-1) ?? -1;
    if (closers.has(token.tokenType)) open.push(index);
  });
  return around;
}

/** Whether the closing bracket at `index` closes one. What opens stands beside it, and nothing else closes it before. */
export function closesOne(tokens: readonly IToken[], around: Int32Array, index: number): boolean {
  const level = around[index]!;
  let opener = index - 1;
  while (opener > level && around[opener]! > level) opener--;
  return opener > level && closers.get(tokens[opener]!.tokenType) === tokens[index]!.tokenType;
}

export function balanceBrackets(
  source: Source,
  tokens: readonly IToken[],
  report: Report,
): Balanced {
  const guess = (): Balanced => new Balancer(source, tokens, report).run();
  if (!isBalanced(tokens)) return guess();
  const byLayout = (): Balanced | undefined => {
    const balanced = guess();
    return balanced.inserted.length > 0 ? balanced : undefined;
  };
  return { tokens, inserted: [], byLayout };
}

function isBalanced(tokens: readonly IToken[]): boolean {
  const expected: (TokenType | undefined)[] = [];
  for (const { tokenType } of tokens) {
    const closer = closers.get(tokenType);
    if (closer) expected.push(closer);
    else if (closing.has(tokenType) && expected.pop() !== tokenType) return false;
  }
  return expected.length === 0;
}

class Balancer {
  private readonly source: Source;
  private readonly tokens: readonly IToken[];
  private readonly report: Report;
  private readonly open: IToken[] = [];
  /** How many brackets are open, by what closes them. */
  private readonly counts = new Map<TokenType, number>();
  private readonly result: IToken[] = [];
  private readonly inserted: number[] = [];

  constructor(source: Source, tokens: readonly IToken[], report: Report) {
    this.source = source;
    this.tokens = tokens;
    this.report = report;
  }

  run(): Balanced {
    this.tokens.forEach((token, index) => {
      this.closeBefore(token, index);
      this.take(token);
    });
    while (this.open.length > 0) this.insertCloser(undefined);
    return { tokens: this.result, inserted: this.inserted };
  }

  /** Closes what cannot still be open when `token` comes. */
  private closeBefore(token: IToken, index: number): void {
    const outermost = this.open[0];
    if (!outermost || !startsLine(this.tokens, index)) return;
    if (startsDeclaration(this.tokens, index)) {
      const nested = token.startColumn! > this.indentation(outermost);
      while (!nested && this.open.length > 0) this.insertCloser(token);
    } else if (startsStatement(this.tokens, index) && !this.continuesParameters(index)) {
      while (this.open.length > 0 && this.isLeftBy(token, this.open.at(-1)!)) {
        this.insertCloser(token);
      }
    }
  }

  /** No statement stands in `(` or `[`, and none in a `{` whose line is indented as far as its own. */
  private isLeftBy(statement: IToken, opener: IToken): boolean {
    if (opener.tokenType !== t.LeftBrace) return true;
    return opener !== this.open[0] && statement.startColumn! <= this.indentation(opener);
  }

  /** `(x; out = 3`: inside parentheses a `;` separates wires from settings. */
  private continuesParameters(index: number): boolean {
    return this.tokens[index - 1]?.tokenType === t.Semicolon;
  }

  private take(token: IToken): void {
    const { tokenType } = token;
    if (closers.has(tokenType)) this.push(token);
    else if (closing.has(tokenType)) this.close(token);
    this.result.push(token);
  }

  /** Closes the bracket that `closer` belongs to, after those inside it that are still open. */
  private close(closer: IToken): void {
    const partner = this.partnerOf(closer);
    if (partner === undefined) return;
    while (this.open.at(-1) !== partner) this.insertCloser(closer);
    this.pop();
  }

  /** The innermost of its kind; a `}` that starts a line belongs to the `{` of that indentation. */
  private partnerOf(closer: IToken): IToken | undefined {
    const innermost = this.innermost(closer);
    if (!innermost || closer.tokenType !== t.RightBrace) return innermost;
    const column = closer.startColumn!;
    if (this.indentation(closer) !== column || this.indentation(innermost) <= column)
      return innermost;
    const near = this.open.slice(-mostLevels).filter(({ tokenType }) => tokenType === t.LeftBrace);
    return near.findLast((each) => this.indentation(each) === column) ?? innermost;
  }

  private innermost({ tokenType }: IToken): IToken | undefined {
    if (!this.counts.get(tokenType)) return undefined;
    return this.open.findLast((each) => closers.get(each.tokenType) === tokenType);
  }

  private push(opener: IToken): void {
    this.open.push(opener);
    this.count(opener, 1);
  }

  private pop(): IToken {
    const opener = this.open.pop()!;
    this.count(opener, -1);
    return opener;
  }

  private count({ tokenType }: IToken, by: number): void {
    const closer = closers.get(tokenType)!;
    this.counts.set(closer, (this.counts.get(closer) ?? 0) + by);
  }

  /** The column of the first character of the token's line that is no space. */
  private indentation(token: IToken): number {
    const lineStart = token.startOffset - token.startColumn! + 1;
    return /^\s*/.exec(this.source.text.slice(lineStart, token.startOffset))![0].length + 1;
  }

  /** Before `next`, or at the end of the file. */
  private insertCloser(next: IToken | undefined): void {
    const opener = this.pop();
    const type = closers.get(opener.tokenType)!;
    const last = this.result.at(-1)!;
    const at = last.endOffset! + 1;
    const sign = type.LABEL!;
    const column = last.endColumn! + 1;
    const line = last.endLine!;
    this.result.push(createTokenInstance(type, sign, at, at - 1, line, line, column, column - 1));
    this.inserted.push(at);
    if (this.inserted.length > mostReports) return;
    const span = { source: this.source, start: opener.startOffset, end: opener.endOffset! + 1 };
    const place = next
      ? { source: this.source, start: next.startOffset, end: next.endOffset! + 1 }
      : { source: this.source, start: at, end: at };
    this.report(
      "NN1002",
      `a \`${sign}\` is missing: ${this.describe(opener)} is not closed`,
      span,
      {
        related: [
          { span: place, message: next ? "it should be closed before this" : "the file ends here" },
        ],
        fix: insertAt(
          span,
          at,
          opener.tokenType === t.LeftBrace ? `\n${sign}` : sign,
          `write \`${sign}\``,
        ),
      },
    );
  }

  private describe(opener: IToken): string {
    if (opener.tokenType !== t.LeftBrace) return `the \`${opener.image}\` opened here`;
    const lineStart = opener.startOffset - opener.startColumn! + 1;
    const line = this.source.text.slice(lineStart, opener.startOffset);
    const word = /^\s*(?:\} *)?(model|layer|optimizer|test|train|if|else|scan)\b/.exec(line)?.[1];
    return word ? `the \`${word}\` opened here` : "the block opened here";
  }
}
