/**
 * Texts that would break out of a comment, a string or a template literal of the generated code: in the
 * documentation of everything that has some, in comments, in names of tests, in the name of the file.
 *
 * Invariant: what is generated loads, runs, passes the strictest tsc, and prettier would change nothing.
 */
import { check as isFormatted } from "prettier";
import { afterEach, describe, expect, it } from "vitest";
import { loadModule, type GeneratedClass } from "../../src/check/load.ts";
import { compile } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { parse } from "../../src/syntax/parse.ts";
import { collectDiagnostics } from "../../src/diagnostics/diagnostic.ts";
import { print } from "../../src/syntax/print.ts";
import { generateFiles } from "../emit/generate.ts";
import { typeCheckStrictly } from "../emit/type-check.ts";

const texts: Readonly<Record<string, string>> = {
  "an end of a comment": "*/ globalThis.escaped = 1; /*",
  "two ends of a comment": "**/ globalThis.escaped = 1; /**",
  "an end of a comment, hidden": "*\u200b/ globalThis.escaped = 1;",
  "a template literal": "`${(globalThis.escaped = 1)}`",
  "a placeholder": "${(globalThis.escaped = 1)}",
  "quotation marks": `"'\`); globalThis.escaped = 1; (`,
  "a backslash": "\\",
  "an escape": "\\u002a\\u002f globalThis.escaped = 1;",
  "a line separator": "\u2028 globalThis.escaped = 1;",
  "a paragraph separator": "\u2029 globalThis.escaped = 1;",
  "a carriage return": "\r globalThis.escaped = 1;",
  "comments of HTML": "<!-- --> ]]>",
  "an end of a script": "</script><script>globalThis.escaped = 1</script>",
  "a source map": "//# sourceMappingURL=data:,",
  "the first line of a script": "#!/bin/sh",
  "letters from right to left": "\u202e globalThis.escaped = 1;",
  "a word of tsc's": "@ts-nocheck",
};

const written = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll('"', '\\"');

function modelWith(text: string): string {
  const doc = `/// ${text}`;
  return `${doc}
model Hostile(width = 2) {
  ${doc}
  input x: [2] // ${text}
  ${doc}
  target t: [2]
  ${doc}
  param w: [width] = 1
  /* ${text.replaceAll("*/", "")} */
  ${doc}
  output y = x * w
  ${doc}
  loss error = mse(y, t)
  ${doc}
  metric size = mean(y)
  train { optimizer sgd(rate: 0.1) }
}
test "${written(text.replaceAll("\r", ""))}" of Hostile { given x = (1, 2) expect y == (1, 2) }
`;
}

const state = globalThis as { escaped?: unknown };
afterEach(() => {
  delete state.escaped;
});

const cases = Object.entries(texts).flatMap(([name, text]): [string, string, string][] => [
  [`${name} in the text`, "hostile.nn", modelWith(text)],
  [`${name} in the name of the file`, `${text}.nn`, modelWith("")],
]);

describe.each(cases)("%s", (_, path, text) => {
  const result = compile(createSource(path, text), { targets: ["ts", "js"] });
  const [typescript, javascript] = [".ts", ".js"].map(
    (ending) => result.files.find((file) => file.path.endsWith(ending))!.text,
  );

  it("stays where it stands", async () => {
    expect(result.diagnostics).toEqual([]);
    const name = path.slice(0, -".nn".length);
    const { js: wasm } = generateFiles(name, text, { engine: "wasm" });
    for (const module of [javascript!, wasm]) {
      const { Hostile } = await loadModule(module);
      const net = (Hostile as GeneratedClass).create();
      expect([...net.forward({ x: [1, 2] })["y"]!]).toEqual([1, 2]);
      expect(state.escaped).toBeUndefined();
    }
  });

  it("is printed as prettier would", async () => {
    expect(await isFormatted(typescript!, { parser: "typescript" })).toBe(true);
    expect(await isFormatted(javascript!, { parser: "babel" })).toBe(true);
  });
});

it("pass the strictest tsc", () => {
  const files = cases.map(([, path, text], index): readonly [string, string] => {
    const [file] = compile(createSource(path, text)).files;
    return [`hostile${index}.ts`, file!.text];
  });
  expect(typeCheckStrictly(files)).toBe("");
});

it.each(Object.entries(texts))("%s is formatted as it is", (_, text) => {
  const diagnostics = collectDiagnostics();
  const source = createSource("hostile.nn", modelWith(text));
  const once = print(parse(source, diagnostics));
  const again = print(parse(createSource("hostile.nn", once), diagnostics));
  expect([again, diagnostics.all]).toEqual([once, []]);
});
