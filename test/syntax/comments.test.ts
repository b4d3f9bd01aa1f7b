/**
 * A comment in any gap of a spec survives formatting, and changes nothing else.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { collectDiagnostics } from "../../src/diagnostics/diagnostic.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import type { File } from "../../src/syntax/ast.ts";
import { parse } from "../../src/syntax/parse.ts";
import { print } from "../../src/syntax/print.ts";

const folder = new URL("../specs/", import.meta.url);

function read(text: string): File | undefined {
  const diagnostics = collectDiagnostics();
  const file = parse(createSource("spec.nn", text), diagnostics);
  return diagnostics.hasErrors ? undefined : file;
}

function shapeOf(file: File): string {
  return JSON.stringify(file.declarations, (key, value: unknown) =>
    /span$/i.test(key) ? undefined : value,
  );
}

/** Places of white space outside of strings and not at the end of a comment, which would take it in. */
function gapsOf(text: string): readonly number[] {
  const blank = text.replace(/\/\/[^\n]*|"[^"\n]*"/g, (part) => "#".repeat(part.length));
  return [...blank.matchAll(/\s+/g)]
    .map((match) => match.index)
    .filter((gap) => text.slice(text.lastIndexOf("\n", gap - 1) + 1, gap).indexOf("//") < 0);
}

describe.each(readdirSync(folder))("%s", (name) => {
  const text = readFileSync(new URL(name, folder), "utf8");
  const expected = shapeOf(read(text)!);

  it.each([
    ["block", "/* kept */"],
    ["line", "// kept\n"],
  ])("a %s comment in every gap", (_, comment) => {
    const lost: string[] = [];
    for (const gap of gapsOf(text)) {
      const commented = `${text.slice(0, gap)} ${comment} ${text.slice(gap)}`;
      const file = read(commented);
      const printed = file === undefined ? "" : print(file);
      const again = read(printed);
      const kept = printed.split("kept").length === 2;
      const same = again !== undefined && shapeOf(again) === expected;
      if (!kept || !same) {
        lost.push(text.slice(Math.max(0, gap - 20), gap + 20));
      }
    }
    expect(lost).toEqual([]);
  });
});
