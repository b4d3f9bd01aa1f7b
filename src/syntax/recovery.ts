/**
 * Parses in spite of errors: cuts out the statement that is broken, and parses again without it.
 *
 * Invariant: every error reported is the first one of a program whose beginning was understood, so none
 * is the consequence of another; and the concrete syntax that results is whole. Each round removes or
 * mends at least one token, and rounds are few (`workLimit`), so time is bounded.
 */
import { createTokenInstance, type IToken } from "chevrotain";
import type { FileCstNode } from "../../grammar/cst.generated.ts";
import type { NnParser } from "../../grammar/parser.ts";
import * as t from "../../grammar/tokens.ts";
import type { Source } from "../diagnostics/source.ts";
import { closesOne, enclosingBrackets, type Balanced } from "./brackets.ts";
import type { Failure } from "./failure.ts";
import { mendMisspeltWord } from "./misspelt.ts";
import type { Report } from "./problems.ts";
import { endsOperand, isName, startsDeclaration, startsLine, startsStatement } from "./starts.ts";
import { isJoint, separateStatements } from "./separate.ts";
import { explain, reportMissingOperand } from "./syntaxErrors.ts";

export interface Parsed {
  readonly cst: FileCstNode;
  /** Names in what was cut out. */
  readonly broken: ReadonlySet<string>;
  /** Offsets of declarations whose head was cut: read for errors, but kept out of the tree. */
  readonly headless: ReadonlySet<number>;
}

/** A stretch of tokens, `end` exclusive. */
interface Region {
  readonly start: number;
  readonly end: number;
}

const mostErrors = 50;
/** Tokens looked at in all rounds together. */
const workLimit = 3_000_000;

export function parseAround(
  parser: NnParser,
  source: Source,
  balanced: Balanced,
  report: Report,
): Parsed {
  const broken = new Set<string>();
  const headless = new Set<number>();
  const tokens = separateStatements(balanced.tokens);
  const mended = new Set<number>();
  const cut = (region: Region, failure: Failure): void => {
    for (const name of brokenNames(failure, region)) broken.add(name);
    tokens.splice(region.start, region.end - region.start);
  };
  const mostRounds = Math.min(mostErrors, 2 + Math.floor(workLimit / (tokens.length + 1)));
  for (let round = 1; ; round++) {
    const { cst, failure } = parse(parser, source, tokens);
    if (!failure) return { cst, broken, headless };
    const other = round === 1 ? balanced.byLayout?.() : undefined;
    if (other) return parseAround(parser, source, other, report);
    const word = mendMisspeltWord(failure, report);
    if (word) {
      tokens[word.index] = word.token;
      mended.add(word.token.startOffset);
      continue;
    }
    const brace = missingBrace(failure);
    if (brace) {
      explain(failure, report);
      tokens.splice(failure.index, 0, brace);
      continue;
    }
    const next = swallowedStatement(failure);
    if (next !== undefined) {
      reportMissingOperand(failure, tokens[next - 1]!, report);
      cut({ start: Math.min(failure.start, next - 1), end: next }, failure);
      continue;
    }
    const head = brokenHead(failure);
    const region = round < mostRounds ? (head ?? brokenRegion(failure)) : wholeOf(tokens);
    const found = tokens[failure.index];
    const isTold =
      (found && isMistake(found)) || mended.has(tokens[failure.start]?.startOffset ?? -1);
    if (!isTold && !isKnown(failure, region, balanced.inserted)) explain(failure, report);
    if (head) headless.add(tokens[failure.start]!.startOffset);
    cut(region, failure);
  }
}

function wholeOf(tokens: readonly IToken[]): Region {
  return { start: 0, end: tokens.length };
}

function parse(
  parser: NnParser,
  source: Source,
  tokens: IToken[],
): { cst: FileCstNode; failure: Failure | undefined } {
  parser.input = tokens;
  const cst = parser.file() as FileCstNode;
  const error = parser.errors[0];
  if (!error) return { cst, failure: undefined };
  const found = tokens.indexOf(error.token);
  const index = found === -1 ? tokens.length : found;
  const around = enclosingBrackets(tokens);
  const rules = error.context.ruleStack;
  const start = brokenStart(parser, tokens, around, index, rules);
  return { cst, failure: { source, tokens, around, index, start, rules, expected: error.message } };
}

/** The index of the first token of the declaration or statement that is broken. */
function brokenStart(
  parser: NnParser,
  tokens: readonly IToken[],
  around: Int32Array,
  index: number,
  rules: readonly string[],
): number {
  const inside = parser.unfinished.at(-1);
  const before = parser.lastFinished;
  const insideAt = inside ? tokens.indexOf(inside) : Math.min(index, tokens.length - 1);
  if (!before || index === tokens.length) return insideAt;
  const beforeAt = tokens.indexOf(before);
  // What starts a statement only because nothing else could stand there is part of the one before.
  const isOutside = !inside || beforeAt > insideAt || insideAt === index;
  const sideBySide = around[beforeAt] === around[index] && isOutside;
  if (!sideBySide) return startsBody(rules, around, index) ? index : insideAt;
  return continuesLine(tokens, index) ? beforeAt : index;
}

/** The token stands where the first statement of a body should, and starts none. */
function startsBody(rules: readonly string[], around: Int32Array, index: number): boolean {
  const bodies = ["body", "trainStatement", "testDeclaration"];
  return bodies.includes(rules.at(-1)!) && around[index] === index - 1;
}

/** What cannot start a statement belongs to the one before it, unless it stands on a line of its own. */
function continuesLine(tokens: readonly IToken[], index: number): boolean {
  const { tokenType } = tokens[index]!;
  const joints = [t.Arrow, t.Dot, t.LeftBracket, t.LeftParenthesis, t.Comma, t.Equals, t.Colon];
  const isJoint = joints.includes(tokenType) || tokenType.CATEGORIES!.includes(t.Operator);
  return isJoint || !startsLine(tokens, index);
}

/** From the start of what is broken to where the next of its kind seems to start, or the body ends. */
function brokenRegion({ tokens, around, index, start }: Failure): Region {
  const bracket = around[start]!;
  for (let end = start + 1; end < tokens.length; end++) {
    if (around[end]! < bracket) return { start, end };
    if (around[end] !== bracket) continue;
    const isKnown = bracket === -1 ? startsDeclaration(tokens, end) : startsStatement(tokens, end);
    const starts = isKnown || standsBelow(tokens, start, end);
    if (starts && (end >= index || startsLine(tokens, end))) return { start, end };
  }
  return { start, end: tokens.length };
}

/** A name in the column of the statement, behind something whole: whatever it is, it is something new. */
function standsBelow(tokens: readonly IToken[], start: number, at: number): boolean {
  const isBelow = startsLine(tokens, at) && tokens[at]!.startColumn === tokens[start]!.startColumn;
  return isBelow && isName(tokens[at]) && endsOperand(tokens[at - 1]!);
}

/** What stands in the parentheses of a declaration's head, if the error is there: its body is read still. */
function brokenHead({ tokens, around, index, rules }: Failure): Region | undefined {
  const [, , declaration, part] = rules;
  const isTest = declaration === "testDeclaration" && part === "callArguments";
  if (part !== "parameters" && !isTest) return undefined;
  let opener = index < tokens.length ? around[index]! : -1;
  while (opener !== -1 && around[opener] !== -1) opener = around[opener]!;
  if (opener === -1) return undefined;
  const end = around.indexOf(-1, opener + 1);
  return end > opener + 1 ? { start: opener + 1, end } : undefined;
}

/**
 * `h = x ->` with nothing behind it: the first name of the next line was taken for the layer, or for the
 * operand that is missing. The index of that name.
 */
function swallowedStatement({ tokens, index }: Failure): number | undefined {
  // `a, b = …`: the first of the names.
  let next = index - 1;
  while (tokens[next - 1]?.tokenType === t.Comma && isName(tokens[next - 2])) next -= 2;
  const joint = tokens[next - 1];
  if (!joint || !startsLine(tokens, next) || !startsStatement(tokens, next)) return undefined;
  return isJoint(joint) ? next : undefined;
}

/** A `{` where one is wanted, if there is a `}` that closes nothing and so must have been meant for it. */
function missingBrace({ tokens, around, index, expected }: Failure): IToken | undefined {
  const next = tokens[index];
  if (expected !== t.LeftBrace.name || !next) return undefined;
  const stray = tokens.some((token, at) => {
    return at > index && token.tokenType === t.RightBrace && !closesOne(tokens, around, at);
  });
  const { startOffset, startLine, startColumn } = next;
  const [line, column] = [startLine!, startColumn!];
  const end = startOffset - 1;
  return stray
    ? createTokenInstance(t.LeftBrace, "{", startOffset, end, line, line, column, column - 1)
    : undefined;
}

/** The names that may have been declared in the region: all in a statement, its own of a declaration. */
function brokenNames({ tokens, around, start }: Failure, region: Region): string[] {
  const cut = tokens.slice(region.start, region.end);
  const isDeclaration = around[start] === -1 && tokens[start]!.tokenType !== t.Import;
  const declared = isDeclaration && isName(tokens[start]) ? tokens.slice(start + 1, start + 2) : [];
  const names = isDeclaration && region.start === start ? declared : [...declared, ...cut];
  return names.filter((token) => isName(token)).map((token) => token.image.replace(/'$/, ""));
}

/** Told when it was read, whatever stands around it. */
function isMistake({ tokenType }: IToken): boolean {
  return [t.SingleQuoted, t.UnterminatedString, t.MalformedNumber].includes(tokenType);
}

/** A bracket that was missing here has been reported; what comes of it says nothing new. */
function isKnown({ tokens }: Failure, region: Region, inserted: readonly number[]): boolean {
  const first = tokens[region.start];
  const last = tokens[region.end - 1];
  if (!first || !last) return false;
  return inserted.some((at) => at >= first.startOffset && at <= last.endOffset! + 1);
}
