/**
 * Comments that silence warnings: which ones, how far, and what is said of those that silence nothing.
 */
import { describe, expect, it } from "vitest";
import { elaborateSource, type CompileOptions } from "../../src/compile.ts";
import { createSource, positionAt } from "../../src/diagnostics/source.ts";

/** `line code`, in order. */
function told(text: string, options: CompileOptions = {}): readonly string[] {
  const { diagnostics } = elaborateSource(createSource("net.nn", text), options);
  return diagnostics.map(
    ({ code, span }) => `${positionAt(span!.source, span!.start).line + 1} ${code}`,
  );
}

const collapsing =
  "model M {\n  input x: [6]\n  output y = x\n    -> dense(6)\n    -> dense(4)\n}\n";

function withComment(line: number, comment: string): string {
  const lines = collapsing.split("\n");
  lines.splice(line - 1, 0, comment);
  return lines.join("\n");
}

function behind(line: number, comment: string): string {
  const lines = collapsing.split("\n");
  lines[line - 1] += ` ${comment}`;
  return lines.join("\n");
}

describe("a comment", () => {
  it("is needed", () => expect(told(collapsing)).toEqual(["5 NN8001"]));

  it.each([
    ["behind the line", behind(5, "// nnc-ignore NN8001")],
    ["as a block comment", behind(5, "/* nnc-ignore NN8001 */")],
    ["with a reason", behind(5, "// nnc-ignore NN8001: low rank, but of 4")],
    ["with a reason in parentheses", behind(5, "// nnc-ignore NN8001 (it is meant)")],
    ["above the line", withComment(5, "    // nnc-ignore NN8001")],
    ["above the statement", withComment(3, "  // nnc-ignore NN8001")],
    ["above the declaration", withComment(1, "// nnc-ignore NN8001")],
    ["above its doc", withComment(1, "// nnc-ignore NN8001\n/// A model.")],
    ["below its doc", withComment(1, "/// A model.\n// nnc-ignore NN8001")],
    ["some lines above", withComment(3, "  // nnc-ignore NN8001\n\n  // the output")],
  ])("silences %s", (_, text) => expect(told(text)).toEqual([]));

  it.each([
    ["behind another line", behind(3, "// nnc-ignore NN8001"), ["3 NN8010", "5 NN8001"]],
    ["above another statement", withComment(2, "// nnc-ignore NN8001"), ["2 NN8010", "6 NN8001"]],
    ["above another line", withComment(4, "// nnc-ignore NN8001"), ["4 NN8010", "6 NN8001"]],
    ["below it", withComment(6, "// nnc-ignore NN8001"), ["5 NN8001", "6 NN8010"]],
    ["for another code", behind(5, "// nnc-ignore NN8003"), ["5 NN8001", "5 NN8010"]],
    ["without a code", behind(5, "// nnc-ignore"), ["5 NN8001", "5 NN8010"]],
    ["with an unknown code", behind(5, "// nnc-ignore NN8801"), ["5 NN8001", "5 NN8010"]],
    ["in a doc", withComment(1, "/// nnc-ignore NN8001"), ["6 NN8001"]],
    ["that begins otherwise", behind(5, "// see nnc-ignore NN8001"), ["5 NN8001"]],
  ])("silences nothing %s", (_, text, expected) => expect(told(text)).toEqual(expected));
});

describe("several codes", () => {
  const both = (comment: string): string =>
    `model M {\n  input x: [6]\n  output y = (x -> dense(6) -> dense(4))\n    - 1 ${comment}\n}\n`;

  it.each(["NN8001, NN8007", "NN8001 NN8007: both are meant", "NN8007,NN8001"])("%s", (codes) => {
    const text = `// nnc-ignore ${codes}\n${both("")}`;
    expect(told(both(""))).toEqual(["3 NN8001", "4 NN8007"]);
    expect(told(text)).toEqual([]);
  });

  it("each silences something, or is told", () => {
    expect(told(both("// nnc-ignore NN8007, NN8001"))).toEqual(["3 NN8001", "4 NN8010"]);
  });
});

describe("errors", () => {
  it("are never silenced, and the comment is not judged beside them", () => {
    const text = "model M {\n  input x\n  output y = z // nnc-ignore NN2001\n}\n";
    expect(told(text)).toEqual(["3 NN2001"]);
  });

  it("a comment that means one is told", () => {
    const text = "model M {\n  input x\n  output y = x // nnc-ignore NN2001\n}\n";
    expect(told(text)).toEqual(["3 NN8010"]);
  });
});

describe("what is not looked for is not missed", () => {
  const layer =
    "layer pair(x) = x -> dense(6) -> dense(4) // nnc-ignore NN8001\n" +
    "layer safe(x) {\n  h = x + 1 // nnc-ignore NN8004\n  return h\n}\n";
  const model = "model M {\n  input x: [6]\n  output y = x -> pair\n}\n";

  it("in a layer that nobody applies: what is found in the text alone is", () => {
    expect(told(layer)).toEqual(["3 NN8010"]);
    expect(told(layer.replace("dense(6) -> ", "") + model)).toEqual(["1 NN8010", "3 NN8010"]);
  });

  it("under other settings, and in other models than the one asked for", () => {
    const text = behind(5, "// nnc-ignore NN8003").replace("model M", "model M(n = 4)");
    expect(told(text, { set: { n: 5 } })).toEqual(["5 NN8001"]);
    expect(told(text, { model: "M" })).toEqual(["5 NN8001"]);
    expect(told(text, { freeze: ["dense1.*"] })).toEqual([]);
  });

  it("in other files", () => {
    const read = (): string => layer;
    const text = 'import { pair } from "./layers.nn"\n' + model;
    expect(told(text, { read })).toEqual([]);
  });
});
