/**
 * Every `.nn` of the project: parsing, printing and parsing again gives the same tree; printing again
 * gives the same text; no comment is lost.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { collectDiagnostics } from "../../src/diagnostics/diagnostic.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import type { File } from "../../src/syntax/ast.ts";
import { parse } from "../../src/syntax/parse.ts";
import { print } from "../../src/syntax/print.ts";

const root = new URL("../../", import.meta.url).pathname;

function listNn(folder: string): readonly string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (name === "node_modules" || name === "dist") return [];
    if (statSync(join(root, path)).isDirectory()) return listNn(path);
    return name.endsWith(".nn") ? [path] : [];
  });
}

/** The tree without spans; comments are compared by text alone. */
function shapeOf(file: File): unknown {
  const plain = JSON.stringify(file.declarations, (key, value: unknown) =>
    /span$/i.test(key) ? undefined : value,
  );
  return {
    declarations: JSON.parse(plain) as unknown,
    comments: file.comments.map(({ text }) => text),
  };
}

function read(path: string, text: string) {
  const diagnostics = collectDiagnostics();
  const file = parse(createSource(path, text), diagnostics);
  return { file, problems: diagnostics.all.filter((each) => each.severity === "error") };
}

const paths = ["src", "examples", "docs", "test/specs"].flatMap(listNn);

describe.each(paths)("%s", (path) => {
  const { file, problems } = read(path, readFileSync(join(root, path), "utf8"));

  it("parses, prints and parses to the same", () => {
    expect(problems).toEqual([]);
    const printed = print(file);
    const again = read(path, printed);
    expect(again.problems).toEqual([]);
    expect(shapeOf(again.file)).toEqual(shapeOf(file));
    expect(print(again.file)).toBe(printed);
  });
});

it("finds the files", () => expect(paths.length).toBeGreaterThan(50));
