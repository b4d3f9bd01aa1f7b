/**
 * Characters that look like those of the language and are none: Cyrillic letters, full-width signs,
 * typographic quotes and dashes, invisible spaces; and letters that names cannot have.
 *
 * Invariant: what is read in place of a text is as long as it, so that places stay what they are, and all
 * that differs is told. Inside strings and comments every character may stand.
 */
import type { ILexingError, IToken } from "chevrotain";
import { Name } from "../../grammar/tokens.ts";
import type { Source, Span } from "../diagnostics/source.ts";
import { replaceWith, type Report } from "./problems.ts";

const letters = pairs(
  "аеорсухіјѕһԁԛԝАВЕКМНОРСТХЅІЈ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
  "aeopcyxijshdqwABEKMHOPCTXSIJ" + "ABEZHIKMNOPTYXo",
);
const quotes = pairs("“”„‟«»″‘’‚‛′", '"""""""\'\'\'\'\'');
const signs = pairs("‐‑‒–—―∗⋆∙⋅•∕⁄∶ˆ∼", "------*****//:^~");

function pairs(from: string, to: string): ReadonlyMap<string, string> {
  const ours = [...to];
  return new Map([...from].map((each, at) => [each, ours[at]!]));
}

const titles: ReadonlyMap<string, string> = new Map([
  ...[..."“”„‟«»‘’‚‛"].map((each) => [each, "a typographic quotation mark"] as const),
  ...[..."′″"].map((each) => [each, "a typographic prime"] as const),
  ["\u2010", "a typographic hyphen"],
  ["\u2011", "a non-breaking hyphen"],
  ["\u2013", "an en dash"],
  ["\u2014", "an em dash"],
  ["\u0000", "a NUL character"],
  ["\u00ad", "a soft hyphen"],
  ["\u200b", "a zero-width space"],
  ["\u2028", "a line separator"],
  ["\u2029", "a paragraph separator"],
  ["\u3000", "an ideographic space"],
]);

/** What stands in place of quotes: first, as in strings any character may stand. */
export function withoutForeignQuotes(text: string, errors: readonly ILexingError[]): string {
  return replaceIn(text, errors, (character) => quotes.get(character));
}

/** What stands in place of all else; `_` for letters that look like none of ours. */
export function withoutForeignSigns(text: string, errors: readonly ILexingError[]): string {
  return replaceIn(text, errors, (character, isInWord) => {
    const own = ownLetter(character) ?? signs.get(character);
    if (own !== undefined) return own;
    if (/[\p{L}\p{M}\p{N}]/u.test(character) && !/[\u00b2\u00b3\u00b9]/.test(character)) {
      return "_".repeat(character.length);
    }
    if (!isInvisible(character)) return undefined;
    return (isInWord && hasNoWidth(character) ? "_" : " ").repeat(character.length);
  });
}

/** A letter or full-width character that looks like one of ASCII. */
function ownLetter(character: string): string | undefined {
  const code = character.codePointAt(0)!;
  if (code > 0xff00 && code < 0xff5f) return String.fromCodePoint(code - 0xfee0);
  return letters.get(character);
}

function isInvisible(character: string): boolean {
  return /[\p{Z}\p{Cc}\p{Cf}]/u.test(character);
}

function hasNoWidth(character: string): boolean {
  return /\p{Cf}/u.test(character);
}

function replaceIn(
  text: string,
  errors: readonly ILexingError[],
  replace: (character: string, isInWord: boolean) => string | undefined,
): string {
  const parts: string[] = [];
  let end = 0;
  for (const { offset, length } of errors) {
    parts.push(text.slice(end, offset));
    end = offset + length;
    const isInWord = /\w/.test(text[offset - 1] ?? "") && /\w/.test(text[end] ?? "");
    const known = new Map<string, string>();
    for (const each of text.slice(offset, end)) {
      const read = known.get(each) ?? replace(each, isInWord) ?? each;
      known.set(each, read);
      parts.push(read);
    }
  }
  parts.push(text.slice(end));
  return parts.join("");
}

/** Tells where `read` differs from the source, of each word once. Names with other letters keep them. */
export function reportForeign(
  source: Source,
  read: string,
  tokens: readonly IToken[],
  report: Report,
): void {
  if (read === source.text) return;
  const told = new Set<string>();
  let at = 0;
  for (const token of tokens) {
    reportSigns({ source, start: at, end: token.startOffset }, read, report);
    at = token.endOffset! + 1;
    const span = { source, start: token.startOffset, end: at };
    if (token.tokenType === Name || token.tokenType.CATEGORIES!.includes(Name)) {
      reportWord(span, token, told, report);
    } else reportSigns(span, read, report);
  }
  reportSigns({ source, start: at, end: read.length }, read, report);
}

function reportWord(span: Span, token: IToken, told: Set<string>, report: Report): void {
  const written = span.source.text.slice(span.start, span.end);
  if (written === token.image) return;
  const wrong = [...written].filter((each) => !/[\w']/.test(each));
  const unlike = wrong.find((each) => ownCharacter(each) === undefined);
  const ours = [...written].map((each) => ownCharacter(each) ?? each).join("");
  token.image = ours;
  if (told.has(written)) return;
  told.add(written);
  if (unlike !== undefined) {
    const letter = `\`${unlike}\` (${codeOf(unlike)})`;
    const message =
      written === unlike
        ? `${letter} cannot be a name`
        : `\`${written}\` cannot be a name: names have no ${letter}`;
    const fix = { message: "names are written with A to Z, a to z, 0 to 9 and `_`" };
    return report("NN1006", message, span, { fix });
  }
  const [first] = wrong as [string];
  const place = written === first ? "" : ` in \`${written}\``;
  const message = isInvisible(first)
    ? `${titleOf(first)} stands${place}`
    : `\`${first}\`${place} is ${titleOf(first)} that looks like \`${ownCharacter(first)}\``;
  report("NN1006", message, span, { fix: replaceWith(span, ours) });
}

/** What a character of a word is read as; undefined for letters that look like none of ours. */
function ownCharacter(character: string): string | undefined {
  if (/[\w']/.test(character)) return character;
  if (hasNoWidth(character)) return "";
  return ownLetter(character) ?? quotes.get(character);
}

/** Signs and spaces; a row of the same one at once. */
function reportSigns({ source, start, end }: Span, read: string, report: Report): void {
  const written = source.text.slice(start, end);
  if (written === read.slice(start, end)) return;
  for (const { 0: row, 1: each, index } of written.matchAll(/(.)\1*/gsu)) {
    const span = { source, start: start + index, end: start + index + row.length };
    const ours = read.slice(span.start, span.end);
    if (ours !== row) reportSign(span, { row, character: each!, ours }, report);
  }
}

function reportSign(
  span: Span,
  { row, character, ours }: { row: string; character: string; ours: string },
  report: Report,
): void {
  if (isInvisible(character)) {
    const fix = replaceWith(span, /\p{Zs}/u.test(character) ? " " : "", "leave it out");
    report("NN1006", `${titleOf(character)} stands here`, span, { fix });
    return;
  }
  const fix = replaceWith(span, ours);
  const shown = row.length > 10 ? character : row;
  const what = `\`${shown}\`, ${titleOf(character)},`;
  report("NN1006", `${what} is written \`${ours.slice(0, shown.length)}\` here`, span, { fix });
}

/** `an en dash (U+2013)`. */
function titleOf(character: string): string {
  return `${titles.get(character) ?? kindOf(character)} (${codeOf(character)})`;
}

function kindOf(character: string): string {
  if (/\p{Script=Cyrillic}/u.test(character)) return "a Cyrillic letter";
  if (/\p{Script=Greek}/u.test(character)) return "a Greek letter";
  if (/[\uff01-\uff5e]/.test(character)) return "a full-width character";
  if (/\p{Zs}/u.test(character)) return "a space of another kind";
  return isInvisible(character) ? "an invisible character" : "a character of another kind";
}

/** `U+2013`. */
export function codeOf(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
}
