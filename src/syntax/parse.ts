/**
 * Text → tree. The one entrance to the syntax of `.nn`.
 *
 * Invariant: never throws. Whatever was understood is in the tree, whatever was not is a diagnostic, and
 * the time is bounded by the length of the text.
 */
import { NnParser } from "../../grammar/parser.ts";
import type { Diagnostic, Diagnostics } from "../diagnostics/diagnostic.ts";
import type { Source } from "../diagnostics/source.ts";
import type { File } from "./ast.ts";
import { balanceBrackets } from "./brackets.ts";
import { attachDocs } from "./comments.ts";
import { warnOfJoinedLines } from "./joinedLines.ts";
import { lex } from "./lex.ts";
import { checkNesting } from "./nesting.ts";
import { reportTo, type Report } from "./problems.ts";
import { parseAround } from "./recovery.ts";
import { readDeclaration } from "./tree/declarations.ts";
import { startOf, type Reader } from "./tree/reader.ts";

/** Made once, as it takes some milliseconds; it forgets everything between texts. */
let parser: NnParser | undefined;

/** Of one file. */
const longest = { characters: 20_000_000, "words and signs": 1_000_000 };

export function parse(source: Source, diagnostics: Diagnostics): File {
  const found: Diagnostic[] = [];
  const file = read(source, reportTo(found));
  const start = ({ span }: Diagnostic) => span?.start ?? 0;
  for (const each of found.sort((a, b) => start(a) - start(b))) diagnostics.report(each);
  return file;
}

/** Time and memory go with the length of a file. */
function isTooLong(
  source: Source,
  length: number,
  unit: keyof typeof longest,
  report: Report,
): boolean {
  if (length <= longest[unit]) return false;
  const [is, most] = [length, longest[unit]].map((each) => {
    return String(each).replaceAll(/\B(?=(\d{3})+$)/g, ",");
  });
  const message = `this file has ${is} ${unit}: more than the ${most} that can be read`;
  report("NN1031", message, { source, start: 0, end: 0 });
  return true;
}

function read(source: Source, report: Report): File {
  const span = { source, start: 0, end: source.text.length };
  const nothing: File = { kind: "file", span, declarations: [], comments: [], broken: [] };
  if (isTooLong(source, source.text.length, "characters", report)) return nothing;
  const lexed = lex(source, report);
  if (isTooLong(source, lexed.tokens.length, "words and signs", report)) return nothing;
  const docs = attachDocs(source.text, lexed);
  const balanced = balanceBrackets(source, lexed.tokens, report);
  if (!checkNesting(source, balanced.tokens, report)) {
    return { ...nothing, comments: docs.remaining(source) };
  }
  parser ??= new NnParser();
  const { cst, broken, headless } = parseAround(parser, source, balanced, report);
  const reader: Reader = { source, report, docAbove: (start) => docs.above(start) };
  const declarations = (cst.children.declaration ?? [])
    .map((node) => ({ start: startOf(node), declaration: readDeclaration(reader, node) }))
    .filter(({ start }) => !headless.has(start))
    .map(({ declaration }) => declaration);
  warnOfJoinedLines(source, lexed.tokens, report);
  const comments = docs.remaining(source);
  return { kind: "file", span, declarations, comments, broken: [...broken] };
}
