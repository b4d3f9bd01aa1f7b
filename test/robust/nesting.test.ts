/**
 * Texts that nest or go on without end: an error with a code, or a result; never a stack that overflows.
 */
import { describe, expect, it } from "vitest";
import { compile } from "../../src/compile.ts";
import { collectDiagnostics } from "../../src/diagnostics/diagnostic.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { parse } from "../../src/syntax/parse.ts";

const many = 100_000;

/** The codes of what is wrong with a text, each once. */
function parsed(text: string): readonly string[] {
  const diagnostics = collectDiagnostics();
  parse(createSource("deep.nn", text), diagnostics);
  const errors = diagnostics.all.filter(({ severity }) => severity === "error");
  return [...new Set(errors.map(({ code }) => code))];
}

const inModel = (body: string) => `model A { input x output y = ${body} }`;

describe("100,000 brackets", () => {
  it.each([
    ["(", ")"],
    ["[", "]"],
    ["{", "}"],
    ["f(", ")"],
    ["([{", "}])"],
    ["x -> residual { ", " }"],
    ["if true then (", ") else x"],
  ])("%s", (open, close) => {
    const count = Math.ceil(many / open.length);
    expect(parsed(inModel(open.repeat(count) + "x" + close.repeat(count)))).toEqual(["NN1029"]);
    expect(parsed(inModel(open.repeat(count)))).toContain("NN1029");
  });

  it.each([")", "]", "}", ")]}"])("closing only: %s", (close) => {
    expect(parsed(inModel(`x ${close.repeat(many)}`))).toContain("NN1003");
  });

  it("closed in the wrong order", () => {
    const count = many / 3;
    expect(parsed(inModel("([{".repeat(count) + ")]}".repeat(count)))).toContain("NN1029");
    expect(parsed(inModel("[".repeat(count) + ")".repeat(count)))).toContain("NN1029");
  });

  it("in the statements of a body", () => {
    const text = `model A { ${"if true { ".repeat(many)}y = x${" }".repeat(many)} }`;
    expect(parsed(text)).toEqual(["NN1029"]);
  });
});

describe("100,000 in a row", () => {
  it.each([
    ["+", "x + "],
    ["^", "x^"],
    ["@", "x @ "],
    ["and", "x and "],
    ["-", "-"],
    ["not", "not "],
    ["if then else", "if true then x else "],
    ["if then", "if true then "],
  ])("%s", (_, part) => {
    const found = parsed(inModel(`${part.repeat(many)}x`));
    expect(found).toContain("NN1029");
    expect(found.length).toBe(1);
  });

  it.each([
    ["a path", ".a"],
    ["indices", "[0]"],
    ["calls", "()"],
  ])("%s", (_, part) => expect(parsed(inModel(`x${part.repeat(many)}`))).toEqual(["NN1029"]));

  it("else if", () => {
    const text = `model A { ${"if false { y = x } else ".repeat(many)}{ y = x } }`;
    expect(parsed(text)).toEqual(["NN1029"]);
  });

  it("arguments, members of lists, names, settings are no nesting", () => {
    const list = (item: string) => Array.from({ length: many / 10 }, () => item).join(", ");
    expect(parsed(inModel(`f(${list("x")}; ${list("1")})`))).toEqual([]);
    expect(parsed(`const a = [${list("-1")}, (${list("2")})]`)).toEqual([]);
    expect(parsed(`layer f(${list("x")}; ${list("a = 1")}) = x`)).toEqual([]);
    expect(parsed(`import { ${list("a")} } from "./b.nn"`)).toEqual([]);
    expect(parsed(`${inModel("x")} test "t" of A { expect ${list("y == 1")} }`)).toEqual([]);
  });
});

/** The codes of what is wrong with a program that is compiled to the end. */
function compiled(text: string): readonly string[] {
  const { diagnostics, files } = compile(createSource("deep.nn", text));
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  expect(files.length).toBe(errors.length > 0 ? 0 : 1);
  return [...new Set(errors.map(({ code }) => code))];
}

const chain = (count: number, next: (before: string) => string, end = (last: string) => last) => {
  const values = Array.from({ length: count }, (_, at) => `h${at + 1} = ${next(`h${at}`)}\n`);
  return `model A { input x: [4]\nh0 = x\n${values.join("")}output y = ${end(`h${count}`)} }`;
};

describe("a long chain", () => {
  it.each([
    ["in one expression of the generated code", chain(1500, (h) => `${h} + 1`)],
    [
      "that is read once",
      chain(
        2000,
        (h) => `sin(${h})`,
        (h) => `sum(${h})`,
      ),
    ],
    [
      "of movements",
      chain(
        1500,
        (h) => `roll(${h}; 1)`,
        (h) => `${h} + 1`,
      ),
    ],
    ["of movements that read twice", chain(60, (h) => `concat(reverse(${h}; 0), ${h})[1:5]`)],
    [
      "of results, the last one first",
      chain(300, (h) => `${h} * 2`).replace(
        /(h\d+ = .*\n)+/,
        (all) => all.trim().split("\n").reverse().join("\n") + "\n",
      ),
    ],
  ])("%s", (_, text) => expect(compiled(text)).toEqual([]));

  it("of consts, in a file", () => {
    const consts = Array.from({ length: 5000 }, (_, at) => `const c${at + 1} = c${at} + 1\n`);
    const text = `const c0 = 1\n${consts.join("")}${inModel("x + c5000")}`;
    expect(compiled(text)).toEqual(["NN2113"]);
  });
});

describe("more than a network needs", () => {
  it("100,000 layers applied", () => {
    const stages = " -> relu".repeat(many);
    expect(compiled(inModel(`x${stages}`))).toEqual(["NN2114"]);
  });

  it("wires", () => {
    const wires = Array.from({ length: 20_000 }, () => "x").join(", ");
    expect(compiled(inModel(`stack(${wires})`))).toEqual(["NN2114"]);
  });

  it("a layer that doubles at every level", () => {
    const layers = Array.from(
      { length: 40 },
      (_, at) => `layer l${at + 1}(x) = x -> l${at} -> l${at}`,
    );
    const text = `layer l0(x) = sin(x)\n${layers.join("\n")}\n${inModel("x -> l40")}`;
    expect(compiled(text)).toEqual(["NN2114"]);
  });

  it("words and signs", () => {
    expect(parsed("const a = 1\n".repeat(300_000))).toEqual(["NN1031"]);
  });

  it("characters", () => expect(parsed(`//${" ".repeat(20_000_000)}`)).toEqual(["NN1031"]));
});
