/**
 * The prelude's files: each declares the one name that it is called after, says what it is, is formatted
 * like everything else, and stands in the compiler as it stands in the folder.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { collectDiagnostics } from "../../src/diagnostics/diagnostic.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { preludeSources } from "../../src/prelude/sources.generated.ts";
import { parse } from "../../src/syntax/parse.ts";
import { print } from "../../src/syntax/print.ts";
import { elaborateText } from "../model/elaborate-text.ts";

const folder = new URL("../../src/prelude/", import.meta.url);
const files = readdirSync(folder, { recursive: true })
  .map(String)
  .filter((path) => path.endsWith(".nn"))
  .sort();

it("stands in the compiler", () => {
  const texts = files.map((path) => [path, readFileSync(new URL(path, folder), "utf8")]);
  expect(preludeSources()).toEqual(texts);
});

describe.each(preludeSources())("%s", (path, text) => {
  const diagnostics = collectDiagnostics();
  const { declarations } = parse(createSource(path, text), diagnostics);
  const [declaration] = declarations;

  it("declares its name, and says what it is", () => {
    expect(diagnostics.all).toEqual([]);
    expect(declarations.length).toBe(1);
    if (declaration?.kind !== "layer" && declaration?.kind !== "optimizer") throw new Error();
    expect(path.replace("internal/", "")).toBe(`${declaration.name.text}.nn`);
    expect(declaration.doc).toMatch(/\S/);
  });

  // Applying one makes no layer of the network, so nothing of it would have a name there.
  if (path.startsWith("internal/")) {
    it("owns nothing and draws nothing", () => {
      const code = text.replaceAll(/^\/\/\/.*$/gm, "");
      expect(code).not.toMatch(
        /\b(param|buffer|shared|uniform|normal|truncatedNormal|bernoulli)\b/,
      );
    });
  }

  it("is formatted", () => {
    expect(print(parse(createSource(path, text), collectDiagnostics()))).toBe(text);
  });

  it("names nothing unknown, also in branches that are seldom taken", () => {
    const others = preludeSources().filter(([other]) => other.startsWith("internal/"));
    const texts = [...others.filter(([other]) => other !== path).map(([, each]) => each), text];
    expect(elaborateText(texts.join("\n")).diagnostics).toEqual([]);
  });
});
