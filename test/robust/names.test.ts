/**
 * Names that mean something to JavaScript, or to a generated class, as names of whatever the language lets
 * people name: each compiles, passes the strictest tsc, runs, and agrees with the interpreter.
 */
import { describe, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import { compile } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { typeCheckStrictly } from "../emit/type-check.ts";

const words =
  "await async arguments eval static yield enum undefined null void delete new function class var const let default this";
const globals =
  "NaN Infinity Math Object Number Function Float32Array Int32Array Uint8Array globalThis";
const inherited = "constructor prototype __proto__ toString valueOf hasOwnProperty";
const ofClasses =
  "input target params grads buffers metrics flat spec forward backward step update loss save load create reset";
const ofCode =
  "n i j m x1 sum1 key samples settings inputs outputs memory seed steps last net self";
const names = [words, globals, inherited, ofClasses, ofCode].flatMap((list) => list.split(" "));

const join = (write: (name: string) => string): string => names.map(write).join("\n  ");
const sumOf = (write: (name: string) => string): string => names.map(write).join(" + ");

const models: Readonly<Record<string, string>> = {
  inputs: `model Hostile {
  ${join((name) => `input ${name}`)}
  output result = ${sumOf((name) => name)}
}`,
  outputs: `model Hostile {
  input value
  ${join((name) => `output ${name} = 2 * value`)}
}`,
  params: `model Hostile {
  input value
  target wanted
  ${join((name) => `param ${name} = 0.5`)}
  output result = value * (${sumOf((name) => name)})
  loss mse(result, wanted)
  train { optimizer sgd(rate: 0.001) }
}`,
  values: `model Hostile {
  input value
  ${join((name) => `${name} = 2 * value`)}
  output result = ${sumOf((name) => name)}
}`,
  states: `model Hostile {
  input sequence: [2]
  scan item over sequence {
    ${join((name) => `state ${name} = 0`)}
    ${join((name) => `${name}' = item + ${name} / 2`)}
  }
  output result = ${sumOf((name) => name)}
}`,
  emits: `model Hostile {
  input sequence: [2]
  scan item over sequence {
    ${join((name) => `emit ${name} = 2 * item`)}
  }
  output result = ${sumOf((name) => name)}
}`,
  losses: `model Hostile {
  input value
  param w = 1
  output result = value * w
  ${join((name) => (name === "loss" ? "" : `loss ${name} = mean(result)`))}
  train { optimizer sgd(rate: 0.001) }
}`,
  metrics: `model Hostile {
  input value
  param w = 1
  output result = value * w
  ${join((name) => (name === "loss" ? "loss mean(result)" : `metric ${name} = mean(2 * result)`))}
  train { optimizer sgd(rate: 0.001) }
}`,
  layers: `${join((name) => `layer ${name}(value) { param w = 1 return value * w }`)}
model Hostile {
  input value
  output result = value ${names.map((name) => `-> ${name}`).join(" ")}
}`,
  settings: `model Hostile(${names.map((name) => `${name} = 0.5`).join(", ")}) {
  input value
  output result = value * (${sumOf((name) => name)})
}`,
};

describe.each(Object.entries(models))("as names of %s", (_, text) => {
  it("agree with the interpreter", async () => {
    const { ok, diagnostics } = await check(createSource("hostile.nn", text));
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(ok).toBe(true);
  });
});

it("pass the strictest tsc", () => {
  const files = Object.entries(models).map(([role, text]): readonly [string, string] => {
    const [file] = compile(createSource(`${role}.nn`, text)).files;
    return [`${role}.nn.ts`, file!.text];
  });
  expect(typeCheckStrictly(files)).toBe("");
});
