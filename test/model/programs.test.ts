/**
 * Programs with their mistakes written on the line: `// error NN2001 part of the message`, or on the next
 * one: `// error above NN1004`; warnings likewise: `// warning NN8001`. What is said is just that, and nothing
 * else; of other files, too, which say so in their own comments.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { elaborateSource } from "../../src/compile.ts";
import { createSource, positionAt } from "../../src/diagnostics/source.ts";

const folder = new URL("programs/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".nn"));

interface Mistake {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly text: string;
}

/** What the comments of a file promise. */
function expectedIn(file: string, text: string): readonly Mistake[] {
  return text.split("\n").flatMap((content, index) =>
    [
      ...content.matchAll(
        /\/\/ (?:error|warning)( above)? (NN\d+)((?:(?! \/\/ (?:error|warning) ).)*)/g,
      ),
    ].map((match) => {
      const line = match[1] === undefined ? index + 1 : index;
      return { file, line, code: match[2]!, text: match[3]!.trim() };
    }),
  );
}

function brief(all: readonly Mistake[]): readonly string[] {
  return all.map(({ file, line, code }) => `${file}:${line} ${code}`).toSorted();
}

/** What is said, and what the comments of all files that were read promise. */
function judge(main: string): { found: readonly Mistake[]; expected: readonly Mistake[] } {
  const expected: Mistake[] = [];
  const read = (file: string): string | undefined => {
    const url = new URL(file, folder);
    if (!existsSync(url)) return undefined;
    const text = readFileSync(url, "utf8");
    expected.push(...expectedIn(file, text));
    return text;
  };
  const { diagnostics } = elaborateSource(createSource(main, read(main)!), { read });
  const found = diagnostics.map(({ code, message, span, fix }) => ({
    file: span?.source.path ?? "nowhere",
    line: span ? positionAt(span.source, span.start).line + 1 : 0,
    code,
    text: `${message} ${fix?.message ?? ""}`,
  }));
  return { found, expected };
}

describe("mistakes", () => {
  it.each(files)("%s", (file) => {
    const { found, expected } = judge(file);
    const said = found.map((each) => JSON.stringify(each)).join("\n");
    expect(brief(found), said).toEqual(brief(expected));
    for (const promised of expected) {
      const [here] = brief([promised]);
      const texts = found.filter((each) => brief([each])[0] === here).map(({ text }) => text);
      expect(texts.join("\n")).toContain(promised.text);
    }
  });
});
