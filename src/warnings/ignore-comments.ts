/**
 * `// nnc-ignore NN8001, NN8003: why`: comments that silence warnings.
 *
 * Invariant: a comment behind code silences its line; one on a line of its own the statement or declaration
 * that starts below, or the line there. Errors are never silenced. A comment that silences nothing is told,
 * but only where all that it could silence was looked for.
 */
import { catalogue } from "../diagnostics/catalogue/index.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { positionAt, type Source, type Span } from "../diagnostics/source.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import { tell } from "../diagnostics/tell.ts";
import { topologicalOrder } from "../graph/graph.ts";
import type { Model } from "../model/model.ts";
import type * as ast from "../syntax/ast.ts";

export interface Compiled {
  readonly main: ast.File;
  readonly files: readonly ast.File[];
  readonly models: readonly Model[];
  /** All of the file is compiled, under no other settings than its own. */
  readonly isWhole: boolean;
}

interface IgnoreComment {
  readonly span: Span;
  readonly codes: readonly { readonly code: string; readonly span: Span }[];
  readonly covers: Span;
}

/** Without what comments silence, and with what is to be said of the comments themselves. */
export function silence(all: readonly Diagnostic[], compiled: Compiled): readonly Diagnostic[] {
  const { files, main } = compiled;
  const comments = new Map(files.map((file) => [file.span.source, ignoreCommentsOf(file)]));
  const finders = new Map([...comments].map(([source, own]) => [source, createFinder(own)]));
  const used = new Set<string>();
  const told = all.filter(({ code, severity, span }) => {
    const find = severity === "warning" && span ? finders.get(span.source) : undefined;
    const silencing = find === undefined ? [] : find(code, span!.start);
    for (const each of silencing) used.add(keyOf(each, code));
    return silencing.length === 0;
  });
  if (all.some(({ severity }) => severity === "error")) return told;
  const own = comments.get(main.span.source) ?? [];
  return [...told, ...own.flatMap((each) => judge(each, used, compiled))];
}

/** The comments for a code at an offset; those that cover one line are known by it, as there may be many. */
function createFinder(
  comments: readonly IgnoreComment[],
): (code: string, offset: number) => readonly IgnoreComment[] {
  const byLine = new Map<number, IgnoreComment[]>();
  const wide: IgnoreComment[] = [];
  const lineOf = ({ source }: Span, offset: number): number => positionAt(source, offset).line;
  for (const comment of comments) {
    const { covers } = comment;
    const line = lineOf(covers, covers.start);
    if (line !== lineOf(covers, covers.end)) wide.push(comment);
    else byLine.set(line, [...(byLine.get(line) ?? []), comment]);
  }
  const [first] = comments;
  return (code, offset) => {
    const near = first === undefined ? [] : (byLine.get(lineOf(first.span, offset)) ?? []);
    return [...near, ...wide].filter(
      ({ covers, codes }) =>
        covers.start <= offset && offset <= covers.end && codes.some((each) => each.code === code),
    );
  };
}

function keyOf({ span }: IgnoreComment, code: string): string {
  return `${span.source.path}:${span.start} ${code}`;
}

// ── reading ───────────────────────────────────────────────────────────────────────────────────────

const mark = /^\/[/*]\s*nnc-ignore\b/;
const listed = /^[\s,]*((?:NN|nn)?\w*\d\w*)/;

function ignoreCommentsOf(file: ast.File): readonly IgnoreComment[] {
  const marked = file.comments.filter(({ text }) => mark.test(text));
  if (marked.length === 0) return [];
  const starts = new Map<number, Span>();
  for (const { span } of statementsOf(file)) {
    if (!starts.has(span.start)) starts.set(span.start, span);
  }
  return marked.map(({ span, text }) => {
    const [found] = mark.exec(text)!;
    return { span, codes: codesIn(text, found.length, span), covers: covered(starts, span) };
  });
}

/** Codes, separated by commas or blanks, up to the reason. */
function codesIn(text: string, from: number, comment: Span): IgnoreComment["codes"] {
  const codes: { code: string; span: Span }[] = [];
  for (let at = from; ;) {
    const match = listed.exec(text.slice(at));
    if (!match) return codes;
    at += match[0].length;
    const [, code] = match as unknown as [string, string];
    const end = comment.start + at;
    codes.push({ code, span: { ...comment, start: end - code.length, end } });
  }
}

/** `statements` by where they start. */
function covered(statements: ReadonlyMap<number, Span>, { source, start, end }: Span): Span {
  const line = lineAround(source, start);
  if (source.text.slice(line.start, start).trim() !== "") return { source, ...line };
  const below = codeBelow(source, end);
  return statements.get(below) ?? { source, ...lineAround(source, below), start: below };
}

function lineAround({ text }: Source, offset: number): { start: number; end: number } {
  const end = text.indexOf("\n", offset);
  return { start: text.lastIndexOf("\n", offset - 1) + 1, end: end === -1 ? text.length : end };
}

/** Where the next code starts, behind blanks and further comments. */
function codeBelow({ text }: Source, offset: number): number {
  const skipped = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
  skipped.lastIndex = offset;
  return offset + skipped.exec(text)![0].length;
}

/** Declarations, and the statements of their bodies, at any depth; what is around comes first. */
function statementsOf({ declarations }: ast.File): readonly { readonly span: Span }[] {
  const found: { readonly span: Span }[] = [];
  const waiting: (ast.Declaration | ast.Statement | ast.TestStatement)[] = [...declarations];
  for (let each = waiting.pop(); each; each = waiting.pop()) {
    found.push(each);
    for (const statements of bodiesOf(each)) {
      for (const statement of statements) waiting.push(statement);
    }
  }
  return found;
}

function bodiesOf(
  each: ast.Declaration | ast.Statement | ast.TestStatement,
): readonly (readonly (ast.Statement | ast.TestStatement)[])[] {
  if ("statements" in each) return [each.statements];
  if (each.kind === "layer") return each.body.kind === "statements" ? [each.body.statements] : [];
  return each.kind === "ifStatement" ? [each.consequent, each.alternative ?? []] : [];
}

// ── judging ───────────────────────────────────────────────────────────────────────────────────────

/** Warnings that are found in the text, whether or not a layer is applied. */
const inTheText = ["NN8004", "NN8007"];

function judge(
  comment: IgnoreComment,
  used: ReadonlySet<string>,
  compiled: Compiled,
): readonly Diagnostic[] {
  if (comment.codes.length === 0) {
    const fix = { message: "name its code: `// nnc-ignore NN8001: why`" };
    const message = "this comment does not say which warning it silences";
    return [tell("NN8010", message, { span: comment.span, fix })];
  }
  return comment.codes.flatMap(({ code, span }) => {
    const severity = Object.hasOwn(catalogue, code) ? catalogue[code]!.severity : undefined;
    if (severity === undefined) {
      const warnings = Object.keys(catalogue).filter((each) => each.startsWith("NN8"));
      const meant = didYouMean(code, warnings);
      const fix = meant === undefined ? undefined : { message: meant };
      return [tell("NN8010", `there is no warning \`${code}\``, { span, fix })];
    }
    if (severity === "error") {
      const fix = { message: "only warnings can be silenced: mend what it tells" };
      return [tell("NN8010", `\`${code}\` is an error`, { span, fix })];
    }
    if (used.has(keyOf(comment, code)) || !isLookedFor(code, comment, compiled)) return [];
    const message = `nothing here is warned of by ${code}: the comment silences nothing`;
    return [tell("NN8010", message, { span, fix: { message: "delete it" } })];
  });
}

/** Whether the code would have been told here: of a layer only if something of it was expanded. */
function isLookedFor(code: string, { covers }: IgnoreComment, compiled: Compiled): boolean {
  const { main, models, isWhole } = compiled;
  if (inTheText.includes(code)) return true;
  if (!isWhole) return false;
  const around = main.declarations.find(
    ({ span }) => span.start <= covers.end && covers.start <= span.end,
  );
  return around?.kind !== "layer" || models.some((model) => comesFrom(model, around.span));
}

function comesFrom({ inference, training }: Model, { source, start, end }: Span): boolean {
  const values = [inference, training].flatMap((section) => section.values);
  const roots = [inference, training].flatMap(({ outputs, metrics }) => [...outputs, ...metrics]);
  const nodes = topologicalOrder([...values, ...roots].map(({ value }) => value));
  return nodes.some(({ origin }) => {
    const from = origin?.span;
    return from?.source === source && start <= from.start && from.end <= end;
  });
}
