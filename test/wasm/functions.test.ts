/**
 * Functions in lanes: valid modules, within their bounds wherever one looks, JavaScript's values where there
 * is no number.
 *
 * Invariant: the bounds asserted are those that the documentation states; that all floats keep to them is
 * measured by `function-errors.ts`.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compareBytes } from "./assembler.ts";
import { cases, errorOf, type FunctionCase } from "./function-cases.ts";
import { fillExponents, fillPowers } from "./function-operands.ts";
import { createLanes, laneModule } from "./lanes.ts";

type Fill = (...operands: readonly Float32Array[]) => void;

function greatestError({ called, reference }: FunctionCase, length: number, fill: Fill): number {
  const { operands, results, run } = createLanes(called, length);
  fill(...operands);
  run(length);
  const [x, y] = [operands[0]!, operands.at(-1)!];
  return results.reduce(
    (error, got, at) => Math.max(error, errorOf(got, reference(x[at]!, y[at]!))),
    0,
  );
}

// prettier-ignore
const sizes = [
  0, 2 ** -149, 1e-20, 0.5, 1, 2, 2.5, 3, 100, 2 ** 24 - 1, 2 ** 24, (2 - 2 ** -23) * 2 ** 127, Infinity,
];
const special = [NaN, NaN, ...sizes, ...sizes.map((each) => -each)];

const documentation = readFileSync(new URL("../../docs/performance.md", import.meta.url), "utf8");

describe.each(Object.entries(cases))("%s", (name, each) => {
  const isPower = each.called.callee.parameters.length === 2;

  it("is what a reference assembler makes of it", () => {
    const { ours, reference, isValid } = compareBytes(laneModule(each.called, 4, "called"));
    expect(ours).toBe(reference);
    expect(isValid).toBe(true);
  });

  it("keeps to its bound at every exponent", () => {
    const fill: Fill = (x, y) => (y === undefined ? fillExponents(x!) : fillPowers(x!, y, 0));
    expect(greatestError(each, 512 * 300, fill)).toBeLessThanOrEqual(each.bound);
  });

  it("keeps to it where it errs most", () => {
    const fill: Fill = (...operands) =>
      operands.forEach((column, at) => column.set(each.worst.map((row) => row[at]!)));
    const error = greatestError(each, each.worst.length, fill);
    expect(error).toBeLessThanOrEqual(each.bound);
    // They are the worst indeed: a bound that is far from what was measured says little.
    expect(error).toBeGreaterThan(each.bound * 0.8);
  });

  it("is JavaScript's function where there is no number", () => {
    const count = special.length;
    const fill: Fill = (x, y) => {
      x!.forEach((_, at) => (x![at] = special[at % count]!));
      y?.forEach((_, at) => (y[at] = special[Math.floor(at / count)]!));
    };
    const length = isPower ? count * count : count;
    expect(greatestError(each, length, fill)).toBeLessThanOrEqual(each.bound);
  });

  it("leaves the same where it is inlined", () => {
    const [called, inlined] = (["called", "inlined"] as const).map((form) => {
      const { operands, results, run } = createLanes(each.called, 2048, form);
      operands.forEach(fillExponents);
      run(2048);
      return results;
    });
    expect(inlined).toEqual(called);
  });

  it("has its bound in the documentation", () => {
    const row = new RegExp(`^\\| \`${name}\` +\\| ([0-9.]+) `, "m");
    expect(row.exec(documentation)?.[1]).toBe(String(each.bound));
  });
});

describe("to the last bit", () => {
  it.each([
    ["exp", [0], 1],
    ["exp", [-0], 1],
    ["exp", [-Infinity], 0],
    ["exp", [1e4], Infinity],
    ["log", [1], 0],
    ["log", [-0], -Infinity],
    ["log", [-(2 ** -149)], NaN],
    ["tanh", [Infinity], 1],
    ["tanh", [-10], -1],
    ["tanh", [-0], -0],
    ["tanh", [2 ** -149], 2 ** -149],
    ["erf", [-Infinity], -1],
    ["erf", [4], 1],
    ["erf", [-0], -0],
    ["sin", [-0], -0],
    ["sin", [2 ** -149], 2 ** -149],
    ["sin", [-Infinity], NaN],
    ["cos", [0], 1],
    ["cos", [Infinity], NaN],
    ["atan", [-0], -0],
    ["atan", [-Infinity], -Math.fround(Math.PI / 2)],
    ["power", [NaN, 0], 1],
    ["power", [1, Infinity], NaN],
    ["power", [-2, 3], -8],
    ["power", [-2, 0.5], NaN],
    ["power", [-0, -3], -Infinity],
    ["power", [-0, -2], Infinity],
    ["power", [2, -149], 2 ** -149],
  ] as const)("%s of %j is %f", (name, values, wanted) => {
    const { operands, results, run } = createLanes(cases[name].called, 4);
    operands.forEach((each, at) => each.fill(values[at]!));
    run(4);
    expect([...results]).toEqual([wanted, wanted, wanted, wanted]);
  });
});

describe("errors are counted", () => {
  it.each([
    [1, 1 + 2 ** -24, 0.5],
    [1.5, 1.5 - 2 ** -23, 1],
    [2 ** -149, 0.5 * 2 ** -149, 0.5],
    [0, 2 ** -150, 0.5],
    [Infinity, (1 - 2 ** -25) * 2 ** 128, 0.5],
    [NaN, NaN, 0],
    [NaN, 1, Infinity],
    [1, NaN, Infinity],
    [-0, 0, Infinity],
    [0, -1e-60, Infinity],
    [-Infinity, Infinity, Infinity],
    [(2 - 2 ** -23) * 2 ** 127, 2 ** 128, Infinity],
  ])("%f for %f", (got, wanted, error) => expect(errorOf(got, wanted)).toBe(error));
});
