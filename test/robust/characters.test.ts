/**
 * Characters that the language does not have, and words of any length: said which it is and what to write.
 */
import { describe, expect, it } from "vitest";
import { collectDiagnostics } from "../../src/diagnostics/diagnostic.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { elaborateSource } from "../../src/compile.ts";
import { parse } from "../../src/syntax/parse.ts";

/** Message and what to write, for each error, in order. */
function told(text: string): readonly string[] {
  const { diagnostics } = elaborateSource(createSource("a.nn", text));
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return errors.map(({ message, fix }) => `${message}: ${fix?.message}`);
}

const inModel = (expression: string) => `model A { input x: [2] output y = ${expression} }`;

describe("a look-alike", () => {
  it.each([
    [
      "a Cyrillic letter",
      inModel("x -> tаnh"),
      "`а` in `tаnh` is a Cyrillic letter (U+0430) that looks like `a`: write `tanh`",
    ],
    [
      "a Cyrillic letter in a word of the language",
      inModel("x").replace("input", "іnput"),
      "`і` in `іnput` is a Cyrillic letter (U+0456) that looks like `i`: write `input`",
    ],
    [
      "a Greek capital",
      inModel("x").replace("A", "Α"),
      "`Α` is a Greek letter (U+0391) that looks like `A`: write `A`",
    ],
    [
      "a full-width letter",
      inModel("ｘ"),
      "`ｘ` is a full-width character (U+FF58) that looks like `x`: write `x`",
    ],
    ["a minus sign", inModel("x − 1"), "`−` (U+2212) is written `-` here: write `-`"],
    ["an en dash", inModel("x – 1"), "`–`, an en dash (U+2013), is written `-` here: write `-`"],
    ["an arrow", inModel("x → relu"), "`→` (U+2192) is written `->` here: write `->`"],
    [
      "a dash and an arrow's head",
      inModel("x –> relu"),
      "`–`, an en dash (U+2013), is written `-` here: write `-`",
    ],
    [
      "a comparison",
      inModel("where(x ≥ 0, x, 1)"),
      "`≥` (U+2265) is written `>=` here: write `>=`",
    ],
    [
      "an ellipsis",
      `layer f(a: […, n]) = a ${inModel("f(x)")}`,
      "`…` (U+2026) is written `...` here: write `...`",
    ],
    [
      "a typographic apostrophe",
      "optimizer s(p, g) { p’ = p - g }",
      "`’` in `p’` is a typographic quotation mark (U+2019) that looks like `'`: write `p'`",
    ],
    ["a superscript", inModel("x²"), "`²` (U+00B2) means nothing here: write `^2`"],
    [
      "a zero-width space in a name",
      inModel("ta\u200bnh(x)"),
      "a zero-width space (U+200B) stands in `ta\u200bnh`: write `tanh`",
    ],
    [
      "a zero-width space",
      inModel("x\u200b + 1"),
      "a zero-width space (U+200B) stands here: leave it out",
    ],
    [
      "an ideographic space",
      inModel("x\u3000+ 1"),
      "an ideographic space (U+3000) stands here: leave it out",
    ],
    [
      "a line separator",
      inModel("x\u2028+ 1"),
      "a line separator (U+2028) stands here: leave it out",
    ],
    [
      "a mark that turns the direction",
      inModel("x\u202e+ 1"),
      "an invisible character (U+202E) stands here: leave it out",
    ],
    [
      "NUL bytes, in a row",
      inModel("x\0\0\0 + 1"),
      "a NUL character (U+0000) stands here: leave it out",
    ],
    [
      "half a surrogate pair",
      inModel("x \ud800"),
      "`\ud800` (U+D800) means nothing here: leave it out",
    ],
    ["a picture", inModel("x 😀"), "`😀` (U+1F600) means nothing here: leave it out"],
    [
      "a letter of another language",
      "model Größe { input x output y = x }",
      "`Größe` cannot be a name: names have no `ö` (U+00F6): names are written with A to Z, a to z, 0 to 9 and `_`",
    ],
    [
      "a letter by itself",
      inModel("α").replace("x:", "α:"),
      "`α` (U+03B1) cannot be a name: names are written with A to Z, a to z, 0 to 9 and `_`",
    ],
  ])("%s", (_, text, expected) => expect(told(text)).toEqual([expected]));

  it("typographic quotes, and what stands between them", () => {
    const text = `test “größer – 1” of A { given x = (1, 2) expect y == (1, 2) } ${inModel("x")}`;
    expect(told(text)).toEqual([
      '`“`, a typographic quotation mark (U+201C), is written `"` here: write `"`',
      '`”`, a typographic quotation mark (U+201D), is written `"` here: write `"`',
    ]);
  });

  it("full-width brackets", () => {
    expect(told(inModel("tanh（x）"))).toEqual([
      "`（`, a full-width character (U+FF08), is written `(` here: write `(`",
      "`）`, a full-width character (U+FF09), is written `)` here: write `)`",
    ]);
  });
});

it("may stand in strings and comments; some spaces, everywhere", () => {
  const comments = "// а → −\n/* （“\u200b */ /// größe\n";
  const test = 'test "“а” → größer" of A { given x = (1, 2) expect y == (2, 3) }\n';
  expect(told(`\ufeff${comments}${test}${inModel("x\u00a0+\t1\f")}\ufeff`)).toEqual([]);
});

describe("a megabyte", () => {
  const long = "a".repeat(1_000_000);
  it.each([
    ["of a name", `const ${long} = 1`, "this name has 1000000 characters"],
    ["of a string", `test "${long}" of A {} ${inModel("x")}`, "this string has 1000002 characters"],
    ["of digits", `const a = 0.${"1".repeat(1_000_000)}`, "this number has 1000002 characters"],
    ["of a string without end", `test "${long}`, "this string has 1000001 characters"],
  ])("%s", (_, text, message) => {
    const found = told(text);
    expect(found[0]).toContain(message);
    expect(found.join("\n").length).toBeLessThan(1000);
  });

  it.each([
    ["of brackets behind a quote", `const a = "${")".repeat(1_000_000)}`],
    ["of escapes", `const a = "${"\\n".repeat(500_000)}"`],
    ["of stars", "*".repeat(1_000_000)],
    ["of slashes", `/${"/*".repeat(500_000)}`],
    ["of apostrophes", "'".repeat(100_000)],
    ["of a comment that does not end", `/*${"* ".repeat(500_000)}`],
    ["of other signs", "€".repeat(1_000_000)],
    ["of other signs, apart", "€ ".repeat(100_000)],
    ["of statements without a value", `model A { ${"h = \n".repeat(50_000)} }`],
  ])("%s: in little time", (_, text) => {
    const diagnostics = collectDiagnostics();
    const start = performance.now();
    parse(createSource("a.nn", text), diagnostics);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(diagnostics.all.length).toBeLessThanOrEqual(1000);
  });

  it("of a line is compiled", () => {
    const text = inModel(`x ${" ".repeat(1_000_000)} + 1`);
    expect(told(text)).toEqual([]);
    expect(told(`/// ${long}\n${text}`)).toEqual([]);
  });
});

describe("a number", () => {
  it.each([
    ["1e400", "the number 1e400 is too large to be represented: the largest is about 1.8e308"],
    ["0x10", "`0x10` is neither a number nor a name: write `16`"],
    ["0x", "`0x` is neither a number nor a name: if a product was meant, write `0 * x`"],
    ["1_000", "`1_000` is neither a number nor a name: write `1000`"],
    ["1.5f", "`1.5f` is neither a number nor a name: write `1.5`"],
    ["2n", "`2n` is neither a number nor a name: write `2`"],
    ["1e", "`1e` is neither a number nor a name: write the exponent after the `e`"],
    ["3x", "`3x` is neither a number nor a name: if a product was meant, write `3 * x`"],
  ])("%s", (number, expected) => expect(told(inModel(`x + ${number}`))).toEqual([expected]));

  it("that is too small is 0", () => expect(told(inModel("x + 1e-400"))).toEqual([]));
  it("too large for a dimension is told once", () => {
    expect(told("model A { input x: [1e400] output y = x }").length).toBe(1);
  });
});
