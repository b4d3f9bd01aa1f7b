/**
 * A word of the language with a typo in it: says which was meant, and lets parsing go on with that one.
 *
 * Invariant: mends only plain names where the word would have stood, so no token is mended twice.
 */
import type { IToken, TokenType } from "chevrotain";
import * as t from "../../grammar/tokens.ts";
import { spanOfToken, type Failure } from "./failure.ts";
import { replaceWith, type Report } from "./problems.ts";
import { isName } from "./starts.ts";

interface Mended {
  readonly index: number;
  readonly token: IToken;
}

const declarationWords = [t.Import, t.Const, t.Layer, t.Model, t.Optimizer, t.Test];
const trainWords = [t.Optimizer, t.Batch, t.Epochs];
const testWords = [t.Given, t.Expect];
const bodyWords = t.tokens.filter(
  (type) => type.CATEGORIES?.includes(t.StatementWord) && !testWords.includes(type),
);

export function mendMisspeltWord(failure: Failure, report: Report): Mended | undefined {
  const { source, tokens } = failure;
  const suspect = suspectIn(failure);
  const token = suspect && tokens[suspect.index];
  if (token?.tokenType !== t.Identifier) return undefined;
  const meant = nearest(token.image, suspect!.words);
  if (!meant) return undefined;
  const word = meant.LABEL!;
  const span = spanOfToken(source, token);
  const fix = replaceWith(span, word, `did you mean \`${word}\`?`);
  report("NN1009", `\`${token.image}\` is no word of the language`, span, { fix });
  return {
    index: suspect!.index,
    token: { ...token, tokenType: meant, tokenTypeIdx: meant.tokenTypeIdx! },
  };
}

/** The token that may be a misspelt word, and the words that could stand there. */
function suspectIn({ tokens, index, start, rules }: Failure):
  | {
      index: number;
      words: readonly TokenType[];
    }
  | undefined {
  const rule = rules.at(-1);
  if (rules.length === 0) return { index, words: declarationWords };
  if (rule === "trainStatement") return { index, words: trainWords };
  if (rule === "testDeclaration") return { index, words: testWords };
  if (rule === "statement" || rule === "body") return { index, words: bodyWords };
  const followsName = index === start + 1 && isName(tokens[start]);
  if (rule === "valueStatement" && followsName) return { index: start, words: bodyWords };
  return undefined;
}

function nearest(written: string, words: readonly TokenType[]): TokenType | undefined {
  // `batch_size`
  const text = written.replace(/_?size$/i, "");
  const allowed = text.length <= 4 ? 1 : 2;
  const ranked = words
    .filter((type) => Math.abs(type.LABEL!.length - text.length) <= allowed)
    .map((type) => ({ type, distance: editDistance(text.toLowerCase(), type.LABEL!) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.type;
}

/** How many letters to insert, leave out, replace or swap with their neighbour. */
export function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const above = rows[i - 1]!;
      const replaced = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          replaced,
          above[j]! + 1,
          row[j - 1]! + 1,
          swapped ? rows[i - 2]![j - 2]! + 1 : Infinity,
        ),
      );
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
