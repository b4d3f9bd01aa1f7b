/**
 * `--set name=value`: what the settings of models are set to from outside.
 *
 * Invariant: reads numbers, `true`, `false`, `none`, lists and texts, and nothing else; what it cannot
 * read it refuses, saying where.
 */
import type { Static } from "../graph/op.ts";
import type { Failure } from "./exit.ts";
import { usageFailure } from "./exit.ts";

export type Settings = Readonly<Record<string, Static>>;

/** @throws Failure (NN7007) */
export function readSettings(texts: readonly string[]): Settings {
  return Object.fromEntries(texts.map(readSetting));
}

function readSetting(text: string): [name: string, value: Static] {
  const match = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)$/s.exec(text);
  if (match === null) throw unreadable(text, "it should be `name=value`");
  const reader: Reader = { text: match[2]!, at: 0 };
  const value = readValue(reader, text, 0);
  skipBlanks(reader);
  if (reader.at < reader.text.length)
    throw unreadable(text, `\`${reader.text.slice(reader.at)}\` follows after the value`);
  return [match[1]!, value];
}

interface Reader {
  readonly text: string;
  at: number;
}

const deepestList = 32;

function unreadable(text: string, why: string): Failure {
  return usageFailure(
    "NN7007",
    `\`--set ${text}\` cannot be read: ${why}`,
    "for instance --set hidden=64, --set 'depths=[3,4,6,3]', --set bias=false",
  );
}

function skipBlanks(reader: Reader): void {
  while (/\s/.test(reader.text[reader.at] ?? "")) reader.at++;
}

function readValue(reader: Reader, whole: string, depth: number): Static {
  skipBlanks(reader);
  const first = reader.text[reader.at];
  if (first === "[") return readList(reader, whole, depth);
  if (first === '"' || first === "'") return readQuoted(reader, whole, first);
  const end = depth === 0 ? reader.text.length : endOfItem(reader);
  const word = reader.text.slice(reader.at, end).trim();
  if (word === "") throw unreadable(whole, "a value is missing");
  reader.at = end;
  return wordValue(word);
}

function endOfItem({ text, at }: Reader): number {
  const found = text.slice(at).search(/[,\]]/);
  return found === -1 ? text.length : at + found;
}

const words: ReadonlyMap<string, Static> = new Map<string, Static>([
  ["true", true],
  ["false", false],
  ["none", undefined],
]);

function wordValue(word: string): Static {
  if (words.has(word)) return words.get(word);
  const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word);
  return isNumber ? Number(word) : word;
}

function readQuoted(reader: Reader, whole: string, quote: string): string {
  const end = reader.text.indexOf(quote, reader.at + 1);
  if (end === -1) throw unreadable(whole, `the closing ${quote} is missing`);
  const value = reader.text.slice(reader.at + 1, end);
  reader.at = end + 1;
  return value;
}

function readList(reader: Reader, whole: string, depth: number): readonly Static[] {
  if (depth === deepestList) throw unreadable(whole, "its lists are nested too deeply");
  const items: Static[] = [];
  reader.at++;
  for (;;) {
    skipBlanks(reader);
    if (reader.text[reader.at] === "]") break;
    items.push(readValue(reader, whole, depth + 1));
    skipBlanks(reader);
    if (reader.text[reader.at] === ",") reader.at++;
    else if (reader.text[reader.at] !== "]") throw unreadable(whole, "the closing ] is missing");
  }
  reader.at++;
  return items;
}
