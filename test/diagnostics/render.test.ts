/** What people see of a diagnostic: frames that point at the right columns, whatever the text holds. */
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { diagnosticToJson, render, renderPretty } from "../../src/diagnostics/render.ts";
import type { Span } from "../../src/diagnostics/source.ts";
import { createSource } from "../../src/diagnostics/source.ts";

function spanOf(text: string, part: string, path = "net.nn"): Span {
  const source = createSource(path, text);
  const start = source.text.indexOf(part);
  return { source, start, end: start + part.length };
}

function problem(span: Span | undefined, more: Partial<Diagnostic> = {}): Diagnostic {
  return {
    code: "NN2104",
    severity: "error",
    message: "there is no layer `sofmax`",
    span,
    related: [],
    fix: undefined,
    ...more,
  };
}

const digits = "model Digits {\n  input x: [256]\n  output y = x -> dense(10) -> sofmax\n}\n";

describe("pretty", () => {
  it("underlines the span, says where else and what to do", () => {
    const span = spanOf(digits, "sofmax");
    const related = [
      { span: { ...spanOf(digits, "[256]"), source: span.source }, message: "the input" },
    ];
    const text = renderPretty(
      problem(span, { related, fix: { message: "did you mean `softmax`?" } }),
    );
    expect(text).toBe(
      [
        "error NN2104: there is no layer `sofmax`",
        "  --> net.nn:3:32",
        "    |",
        "  3 |   output y = x -> dense(10) -> sofmax",
        "    |                                ^^^^^^",
        "  note: the input",
        "  --> net.nn:2:12",
        "    |",
        "  2 |   input x: [256]",
        "    |            ^^^^^",
        "  help: did you mean `softmax`?",
      ].join("\n"),
    );
  });

  const frames: [what: string, text: string, part: string, frame: string[]][] = [
    ["tabs become spaces", "\tx = \ty", "y", ["1 |     x =     y", "  |             ^"]],
    [
      "wide characters take two columns",
      "/* 数字 */ y",
      "y",
      ["1 | /* 数字 */ y", "  |            ^"],
    ],
    ["combining marks take none", "/* e\u0301 */ y", "y", ["1 | /* e\u0301 */ y", "  |         ^"]],
    ["control characters are shown", "a\u001b[31m y", "y", ["1 | a␛[31m y", "  |        ^"]],
    [
      "several lines: indentation is not underlined",
      "a = {\n  b\n}",
      "{\n  b\n}",
      ["1 | a = {", "  |     ^", "2 |   b", "  |   ^", "3 | }", "  | ^"],
    ],
    [
      "many lines: the first and the last",
      "{\n1\n2\n3\n4\n5\n}",
      "{\n1\n2\n3\n4\n5\n}",
      ["1 | {", "  | ^", "2 | 1", "  | ^", "3 | 2", "  | ^", "...", "7 | }", "  | ^"],
    ],
  ];
  it.each(frames)("%s", (_what, text, part, frame) => {
    expect(
      renderPretty(problem(spanOf(text, part)))
        .split("\n")
        .slice(3),
    ).toEqual(frame.map((line) => `  ${line}`));
  });

  it("points after the last character when the text ends too early", () => {
    const source = createSource("net.nn", "model A {\n  x = 1\n\n");
    const end = source.text.length;
    const text = renderPretty(problem({ source, start: end, end }));
    expect(text.split("\n").slice(1)).toEqual([
      "  --> net.nn:2:8",
      "    |",
      "  2 |   x = 1",
      "    |        ^",
    ]);
  });

  it("cuts a line of a megabyte around the span", () => {
    const text = `${"a".repeat(5e5)} here ${"b".repeat(5e5)}`;
    const [line, marks] = renderPretty(problem(spanOf(text, "here")))
      .split("\n")
      .slice(3);
    expect(line!.length).toBeLessThan(120);
    expect(line!.slice(marks!.indexOf("^"), marks!.lastIndexOf("^") + 1)).toBe("here");
    expect(line).toMatch(/^ {2}1 \| …a+ here b+…$/);
  });

  it("shows the beginning of a span longer than the window", () => {
    const [line, marks] = renderPretty(problem(spanOf("x".repeat(1000), "x".repeat(1000))))
      .split("\n")
      .slice(3);
    expect(line).toMatch(/^ {2}1 \| x{96}…$/);
    expect(marks).toMatch(/^ {4}\| \^{96}$/);
  });

  it("names only the file where there is no text to point into", () => {
    const span = { source: createSource("data.npz", ""), start: 0, end: 0 };
    expect(renderPretty(problem(span))).toBe(
      "error NN2104: there is no layer `sofmax`\n  --> data.npz",
    );
  });

  it("paints by meaning and changes no letter", () => {
    const one = problem(spanOf(digits, "sofmax"), { fix: { message: "did you mean `softmax`?" } });
    const roles = new Set<string>();
    const painted = renderPretty(one, (role, text) => (roles.add(role), text));
    expect(painted).toBe(renderPretty(one));
    expect([...roles].sort()).toEqual(["error", "gutter", "help", "message"]);
  });
});

describe("for programs", () => {
  const one = problem(spanOf(digits, "sofmax"), { fix: { message: "did you mean `softmax`?" } });

  it("short", () => {
    expect(render([one, problem(undefined)], "short")).toBe(
      "net.nn:3:32: error NN2104: there is no layer `sofmax` (did you mean `softmax`?)\n" +
        "error NN2104: there is no layer `sofmax`\n",
    );
  });

  it("github", () => {
    const span = spanOf("a: 100%", "100%", "a,b.nn");
    expect(render([problem(span, { message: "100%\nno", severity: "warning" })], "github")).toBe(
      "::warning file=a%2Cb.nn,line=1,endLine=1,col=4,endColumn=8,title=NN2104::100%25%0Ano\n",
    );
  });

  it("json has the ranges of the language server protocol", () => {
    expect(diagnosticToJson(one)).toEqual({
      code: "NN2104",
      severity: "error",
      message: "there is no layer `sofmax`",
      file: "net.nn",
      range: { start: { line: 2, character: 31 }, end: { line: 2, character: 37 } },
      related: [],
      fix: { message: "did you mean `softmax`?" },
    });
  });
});
