/**
 * How formatted text looks: `layout/untidy.nn`, formatted, is `layout/tidy.nn`. Written by
 * `npx vitest run test/syntax/layout.test.ts -u`, to be read aloud.
 */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { collectDiagnostics } from "../../src/diagnostics/diagnostic.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { parse } from "../../src/syntax/parse.ts";
import { print } from "../../src/syntax/print.ts";

function format(text: string): string {
  const diagnostics = collectDiagnostics();
  const file = parse(createSource("layout.nn", text), diagnostics);
  expect(diagnostics.all.filter(({ severity }) => severity === "error")).toEqual([]);
  return print(file);
}

it("untidy.nn becomes tidy.nn", async () => {
  const untidy = readFileSync(new URL("layout/untidy.nn", import.meta.url), "utf8");
  await expect(format(untidy)).toMatchFileSnapshot("layout/tidy.nn");
});

/** A statement in a model, formatted. */
function statement(text: string): string {
  const lines = format(`model A {\n${text}\n}`).split("\n").slice(1, -2);
  return lines.map((line) => line.slice(2)).join("\n");
}

it.each([
  [
    "a sign keeps its parentheses",
    "y = (-x)^2 + (-x) @ W + (-x)[0]",
    "y = (-x)^2 + (-x) @ W + (-x)[0]",
  ],
  ["needless parentheses go", "y = ((a) * b) + (c -> f)", "y = a * b + (c -> f)"],
  ["powers", "y = 2^(3^2) + (2^3)^2 + x^(1 + y)", "y = 2^3^2 + (2^3)^2 + x ^ (1 + y)"],
  ["a comment behind a comma", "y = f(a // one\n, b)", "y = f(\n  a, // one\n  b\n)"],
  ["a comment before an operator", "y = a // one\n + b", "y = a + // one\n  b"],
  ["a comment in nothing", "y = f(/* none */)", "y = f(/* none */)"],
  [
    "a comment that is part of a line",
    "y = f(/* first */ a, b /* last */)",
    "y = f(/* first */ a, b /* last */)",
  ],
  ["a comment before a bracket that closes", "y = [\n1\n// end\n]", "y = [\n  1\n  // end\n]"],
  ["a comment behind a statement", "y = a; // one\nz = b", "y = a // one\nz = b"],
  ["stars", "/*\n    * one\n  * two\n */\ny = a", "/*\n * one\n * two\n */\ny = a"],
])("%s", (_, text, expected) => expect(statement(text)).toBe(expected));
