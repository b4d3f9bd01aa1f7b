/** Gradients where a function has a kink, a tie or a pole: what docs say of them, to the number. */
import { describe, expect, it } from "vitest";
import type { Value } from "../../src/graph/graph.ts";
import { build, compute, type Given } from "./values.ts";

type Formula = (...values: Value[]) => Value;
type Case = readonly [
  name: string,
  formula: Formula,
  given: readonly (readonly number[] | Given)[],
  gradients: readonly (readonly number[])[],
];

const matrix = (numbers: readonly number[], ...shape: number[]): Given => ({ numbers, shape });

const cases: readonly Case[] = [
  ["maximum: a tie goes to the first wire", (a, b) => build.maximum(a!, b!),
    [[1, 0, 2], [1, 0, 3]], [[1, 1, 0], [0, 0, 1]]],
  ["minimum: a tie goes to the first wire", (a, b) => build.minimum(a!, b!),
    [[1, 0, 2], [1, 0, 3]], [[1, 1, 1], [0, 0, 0]]],
  ["relu'(0) = 0", (x) => build.maximum(0, x!), [[-1, 0, 1]], [[0, 0, 1]]],
  ["leakyRelu'(0) = 0.1", (x) => build.maximum(build.multiply(0.1, x!), x!),
    [[-1, 0, 1]], [[0.1, 0.1, 1]]],
  ["max over an axis: the first of equals", (x) => build.max(x!, [1]),
    [matrix([1, 2, 2, 3, 3, 0], 2, 3)], [[0, 1, 0, 1, 0, 0]]],
  ["max over several axes: the first in row-major order", (x) => build.max(x!, [0, 1]),
    [matrix([1, 3, 3, 2], 2, 2)], [[0, 1, 0, 0]]],
  ["max over axes with one between: the first of each", (x) => build.max(x!, [0, 2]),
    [matrix([1, 1, 1, 1, 1, 1, 1, 1], 2, 2, 2)], [[1, 0, 1, 0, 0, 0, 0, 0]]],
  ["min over an axis that is not the last", (x) => build.min(x!, [0]),
    [matrix([1, 3, 1, 2], 2, 2)], [[1, 0, 0, 1]]],
  ["abs'(0) = 0", (x) => build.abs(x!), [[-2, 0, 2]], [[-1, 0, 1]]],
  ["sqrt is steep at 0", (x) => build.sqrt(x!), [[0, 4]], [[Infinity, 0.25]]],
  ["where: only the side that is taken", (x) =>
    build.where(build.greater(x!, 0), build.log(build.where(build.greater(x!, 0), x!, 1)), 0),
    [[-1, 0, 2]], [[0, 0, 0.5]]],
  ["x^2, also at 0", (x) => build.power(x!, 2), [[-1, 0, 3]], [[-2, 0, 6]]],
  ["x^0 is 1 everywhere", (x) => build.power(x!, 0), [[-1, 0, 3]], [[0, 0, 0]]],
  ["a^b by both, at 0 and at b = 0", (a, b) => build.power(a!, b!),
    [[0, 0, 0, 2, -2, 1], [0, 1, 2, 0, 3, 0]],
    [[0, 1, 0, 0, 12, 0], [0, 0, 0, Math.LN2, NaN, 0]]],
  ["modulo with the sign of its right side", (a, b) => build.modulo(a!, b!),
    [[5, -5, 5, -5], [3, 3, -3, -3]], [[1, 1, 1, 1], [-1, 2, 2, -1]]],
  ["tanh far out", (x) => build.tanh(x!), [[-1000, 0, 1000]], [[0, 1, 0]]],
  ["one value used twice", (x) => build.maximum(x!, x!), [[1, 2]], [[1, 1]]],
]; // prettier-ignore

describe("gradients at kinks", () => {
  for (const [name, formula, given, gradients] of cases) {
    const inputs = given.map((each) => ("numbers" in each ? each : { numbers: each }));
    it(name, () => expect(compute(formula, inputs).gradients).toEqual(gradients));
    it(`${name}, after the passes`, () => {
      // What passes find to be constant has no gradient: that is 0.
      const found = compute(formula, inputs, { simplified: true }).gradients;
      expect(found.map((each, input) => each ?? gradients[input]!.map(() => 0))).toEqual(gradients);
    });
  }
});

describe("no gradient flows", () => {
  const still: readonly (readonly [string, Formula])[] = [
    ["sign", (x) => build.sign(x!)],
    ["floor", (x) => build.floor(x!)],
    ["round", (x) => build.round(x!)],
    ["stopGradient", (x) => build.stopGradient(x!)],
    ["a comparison", (x) => build.greater(x!, 0)],
    ["argmax", (x) => build.argmax(x!, 0)],
  ];
  it.each(still)("through %s", (_, formula) => {
    expect(compute(formula, [{ numbers: [0.5, -1.5] }]).gradients).toEqual([undefined]);
  });
});
