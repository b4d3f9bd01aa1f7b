/**
 * Formatting: nothing is lost, nothing changes its meaning, and what was formatted once stays as it is; of
 * random programs with random comments, and of the specs with a comment in every gap.
 *
 * `NNC_PROGRAMS=100000 npx vitest run test/syntax/format.test.ts` looks at more programs, from a new seed.
 */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { collectDiagnostics } from "../../src/diagnostics/diagnostic.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import type { File } from "../../src/syntax/ast.ts";
import { readTokens } from "../../src/syntax/lex.ts";
import { parse } from "../../src/syntax/parse.ts";
import { print } from "../../src/syntax/print.ts";
import { choosing, writeProgram, writeText } from "./random-programs.ts";

const asked = process.env["NNC_PROGRAMS"];
const runs = asked ? { numRuns: Number(asked) } : { numRuns: 150, seed: 20 };
const timeout = asked ? 36_000_000 : 30_000;

function read(text: string): File | undefined {
  const diagnostics = collectDiagnostics();
  const file = parse(createSource("random.nn", text), diagnostics);
  return diagnostics.hasErrors ? undefined : file;
}

/** The tree without its places. */
function meaningOf(file: File): unknown {
  const text = JSON.stringify(file.declarations, (key, value: unknown) =>
    /span$/i.test(key) ? undefined : value,
  );
  return JSON.parse(text);
}

/** The words of all comments, in order. */
function commentsOf(text: string): readonly string[] {
  const { comments, docs } = readTokens(createSource("", text).text);
  return [...comments, ...docs]
    .sort((a, b) => a.startOffset - b.startOffset)
    .map(({ image }) =>
      image
        .split(/[\s/*]+/)
        .filter(Boolean)
        .join(" "),
    );
}

function expectKept(text: string, file: File): void {
  const printed = print(file);
  const again = read(printed);
  expect(again, printed).toBeDefined();
  expect(meaningOf(again!)).toEqual(meaningOf(file));
  expect(commentsOf(printed)).toEqual(commentsOf(text));
  expect(print(again!)).toBe(printed);
}

const programs = fc
  .tuple(
    fc.array(fc.nat(1000), { maxLength: 300, size: "max" }),
    fc.array(fc.nat(1000), { maxLength: 900, size: "max" }),
  )
  .map(([tokens, gaps]) => writeText(writeProgram(choosing(tokens)), choosing(gaps)));

it(
  "a random program",
  () => {
    let understood = 0;
    fc.assert(
      fc.property(programs, (text) => {
        const file = read(text);
        fc.pre(file !== undefined);
        understood++;
        expectKept(text, file);
      }),
      runs,
    );
    expect(understood).toBeGreaterThan(runs.numRuns / 2);
  },
  timeout,
);

describe("a comment in every gap", () => {
  const folder = new URL("../specs/", import.meta.url);

  it.each(readdirSync(folder))("%s", (name) => {
    const { text } = createSource(name, readFileSync(new URL(name, folder), "utf8"));
    const { tokens } = readTokens(text);
    for (const comment of [
      "/* kept */",
      " // kept\n",
      "\n/// kept\n",
      "/* kept\n */\n",
      "\n\n// kept\r\n",
    ]) {
      let end = 0;
      const parts = tokens.flatMap(({ startOffset, endOffset }, at) => {
        const gap = text.slice(end, startOffset);
        end = endOffset! + 1;
        return [
          gap,
          `${comment}${at}`.replace(/kept(\W*)(\d+)$/, "kept $2$1"),
          text.slice(startOffset, end),
        ];
      });
      const commented = createSource(name, parts.join("")).text;
      expectKept(commented, read(commented)!);
    }
  });
});
