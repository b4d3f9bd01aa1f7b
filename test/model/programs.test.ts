/**
 * Programs with their mistakes written on the line: `// error NN2001 part of the message`. What is said is
 * just that, in that order of lines, and nothing else.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { positionAt } from "../../src/diagnostics/source.ts";
import { elaborateText } from "./elaborate-text.ts";

const folder = new URL("programs/", import.meta.url);

interface Expected {
  readonly line: number;
  readonly code: string;
  readonly part: string;
}

function expectedIn(text: string): readonly Expected[] {
  return text.split("\n").flatMap((content, index) =>
    content
      .split(" // ")
      .slice(1)
      .map((comment) => /^error (NN\d+) ?(.*)$/.exec(comment.trim()))
      .filter((match) => match !== null)
      .map((match) => ({ line: index + 1, code: match[1]!, part: match[2]!.trim() })),
  );
}

describe("mistakes", () => {
  for (const file of readdirSync(folder)) {
    it(file, () => {
      const text = readFileSync(new URL(file, folder), "utf8");
      const expected = expectedIn(text);
      const { diagnostics } = elaborateText(text);
      const found = diagnostics.map(({ code, message, span, fix }) => ({
        line: span ? positionAt(span.source, span.start).line + 1 : 0,
        code,
        message: `${message} ${fix?.message ?? ""}`,
      }));
      const brief = (all: readonly { line: number; code: string }[]): readonly string[] =>
        all.map(({ line, code }) => `${line} ${code}`).toSorted();
      expect(brief(found), found.map((each) => JSON.stringify(each)).join("\n")).toEqual(
        brief(expected),
      );
      for (const { line, code, part } of expected) {
        const messages = found.filter((each) => each.line === line && each.code === code);
        expect(messages.map(({ message }) => message).join("\n")).toContain(part);
      }
    });
  }
});
