/**
 * Signs of zeros, seen by what they make of 1 / x: the same in the interpreter, in script and in WebAssembly, in
 * straight lines and in lanes. Only a sum of nothing but -0 is left out, whose start is not told.
 */
import { describe, expect, it } from "vitest";
import { elaborateSource } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { interpret } from "../../src/interpret.ts";
import { engines } from "../../src/check/classes.ts";
import { createNet } from "../emit/generate.ts";

const given = [0, -0, -0.25, 0.25];

/** What functions make of them, by the rules of IEEE 754; -0 is less than 0. */
const wanted: Readonly<Record<string, readonly number[]>> = {
  "relu(x)": [0, 0, 0, 0.25],
  "max(0, x)": [0, 0, 0, 0.25],
  "min(x, 0)": [0, -0, -0.25, 0],
  "max(x, -x)": [0, 0, 0.25, 0.25],
  "clip(x; lo: 0, hi: 1)": [0, 0, 0, 0.25],
  "abs(x)": [0, 0, 0.25, 0.25],
  "-x": [-0, 0, 0.25, -0.25],
  "round(x)": [0, -0, -0, 0],
  "floor(x)": [0, -0, -1, 0],
  "sign(x)": [0, -0, -1, 1],
  "0 * erf(x)": [0, -0, -0, 0],
  "0 * tanh(x)": [0, -0, -0, 0],
  "0 * sin(x)": [0, -0, -0, 0],
  "0 * atan(x)": [0, -0, -0, 0],
};

const expressions = Object.keys(wanted);

/** Straight lines, and what is too long for them. */
describe.each([given.length, 64])("of %i numbers", (count) => {
  const text = `model Zeros {
    input x: [${count}]
    ${expressions.map((each, at) => `output y${at} = 1 / (${each})`).join("\n")}
  }`;
  const x = Array.from({ length: count }, (_, at) => given[at % given.length]!);
  const check = (numbersOf: (name: string) => ArrayLike<number>): void =>
    expressions.forEach((each, at) => {
      const expected = x.map((_, index) => 1 / wanted[each]![index % given.length]!);
      expect([...Array.from(numbersOf(`y${at}`))], each).toEqual(expected);
    });

  it("in the interpreter", () => {
    const { models } = elaborateSource(createSource("zeros.nn", text), {});
    const { outputs } = models[0]!.inference;
    const bindings = new Map([["input:x", { shape: [1, count], data: Float64Array.from(x) }]]);
    const tensors = interpret(
      outputs.map(({ value }) => value),
      bindings,
      { samples: 1 },
    );
    check((name) => tensors[outputs.findIndex((each) => each.name === name)]!.data);
  });

  it.each(engines)("in %s", async (engine) => {
    const outputs = (await createNet(text, "Zeros", { engine })).forward({ x });
    check((name) => outputs[name]!);
  });
});
