/** What every op computes, beside numbers worked out by hand or by another formula. */
import { describe, expect, it } from "vitest";
import type { Value } from "../../src/graph/graph.ts";
import { registry } from "../../src/ops/registry.generated.ts";
import { build, compute, type Given } from "./values.ts";

type Case = readonly [
  formula: (...values: Value[]) => Value,
  given: readonly Given[],
  shape: readonly number[],
  numbers: readonly number[],
];

const list = (...numbers: readonly number[]): Given => ({ numbers });
const matrix = (rows: number, columns: number, ...numbers: readonly number[]): Given => ({
  numbers,
  shape: [rows, columns],
});
const whole = (...numbers: readonly number[]): Given => ({ numbers, element: "int" });
const truth = (...numbers: readonly number[]): Given => ({ numbers, element: "bool" });
const { E, PI } = Math;

const cases: Readonly<Record<string, readonly Case[]>> = {
  add: [[(a, b) => build.add(a!, b!), [list(1, -2), list(0.5, 3)], [2], [1.5, 1]]],
  subtract: [[(a, b) => build.subtract(a!, b!), [list(1, -2), list(0.5, 3)], [2], [0.5, -5]]],
  multiply: [[(a, b) => build.multiply(a!, b!), [list(1, -2), list(0.5, 3)], [2], [0.5, -6]]],
  divide: [[(a, b) => build.divide(a!, b!), [whole(7, -2, 1), whole(2, 4, 0)], [3], [3.5, -0.5, Infinity]]],
  // The sign of the right side, as in Python.
  modulo: [[(a, b) => build.modulo(a!, b!), [list(7, -7, 7, -7, 2.5), list(3, 3, -3, -3, 1)], [5], [1, 2, -2, -1, 0.5]]],
  negate: [[(x) => build.negate(x!), [list(1, -2)], [2], [-1, 2]]],
  power: [[(a, b) => build.power(a!, b!), [list(2, 9, 0, -2), list(10, 0.5, 0, 3)], [4], [1024, 3, 1, -8]]],
  exp: [[(x) => build.exp(x!), [list(0, 1, -1000)], [3], [1, E, 0]]],
  log: [[(x) => build.log(x!), [list(1, E, 0)], [3], [0, 1, -Infinity]]],
  sqrt: [[(x) => build.sqrt(x!), [list(0, 2.25)], [2], [0, 1.5]]],
  abs: [[(x) => build.abs(x!), [list(-1.5, 0, 2)], [3], [1.5, 0, 2]]],
  sign: [[(x) => build.sign(x!), [list(-1.5, 0, 2)], [3], [-1, 0, 1]]],
  floor: [[(x) => build.floor(x!), [list(-1.5, 0.99, 2)], [3], [-2, 0, 2]]],
  round: [[(x) => build.round(x!), [list(-1.5, -0.5, 0.5, 1.5, 2.5, 0.4999, -2.51)], [7], [-2, 0, 0, 2, 2, 0, -3]]],
  sin: [[(x) => build.sin(x!), [list(0, PI / 2)], [2], [0, 1]]],
  cos: [[(x) => build.cos(x!), [list(0, PI)], [2], [1, -1]]],
  atan: [[(x) => build.atan(x!), [list(0, 1, -Infinity)], [3], [0, PI / 4, -PI / 2]]],
  // Abramowitz and Stegun, table 7.1.
  erf: [[(x) => build.erf(x!), [list(0, 0.5, -1, 2, 10)], [5], [0, 0.5204998778, -0.8427007929, 0.995322265, 1]]],
  tanh: [[(x) => build.tanh(x!), [list(0, Math.log(3), -50)], [3], [0, 0.8, -1]]],
  minimum: [[(a, b) => build.minimum(a!, b!), [list(1, -2), list(0.5, 3)], [2], [0.5, -2]]],
  maximum: [[(a, b) => build.maximum(a!, b!), [list(1, -2), list(0.5, 3)], [2], [1, 3]]],
  equal: [[(a, b) => build.equal(a!, b!), [list(1, 2), list(1, 3)], [2], [1, 0]]],
  notEqual: [[(a, b) => build.notEqual(a!, b!), [list(1, 2), list(1, 3)], [2], [0, 1]]],
  less: [[(a, b) => build.less(a!, b!), [list(1, 2, 3), list(2, 2, 2)], [3], [1, 0, 0]]],
  lessEqual: [[(a, b) => build.lessEqual(a!, b!), [list(1, 2, 3), list(2, 2, 2)], [3], [1, 1, 0]]],
  greater: [[(a, b) => build.greater(a!, b!), [list(1, 2, 3), list(2, 2, 2)], [3], [0, 0, 1]]],
  greaterEqual: [[(a, b) => build.greaterEqual(a!, b!), [list(1, 2, 3), list(2, 2, 2)], [3], [0, 1, 1]]],
  and: [[(a, b) => build.and(a!, b!), [truth(0, 0, 1, 1), truth(0, 1, 0, 1)], [4], [0, 0, 0, 1]]],
  or: [[(a, b) => build.or(a!, b!), [truth(0, 0, 1, 1), truth(0, 1, 0, 1)], [4], [0, 1, 1, 1]]],
  not: [[(x) => build.not(x!), [truth(0, 1)], [2], [1, 0]]],
  where: [[(c, a, b) => build.where(c!, a!, b!), [truth(1, 0), list(1, 2), list(3, 4)], [2], [1, 4]]],
  ensureIndex: [[(x) => build.ensureIndex(x!, 3), [whole(0, 2, 1)], [3], [0, 2, 1]]],
  opaque: [[(x) => build.opaque(x!, "h"), [list(1, -2)], [2], [1, -2]]],
  stopGradient: [[(x) => build.stopGradient(x!), [list(1, -2)], [2], [1, -2]]],
  broadcast: [
    [(x) => build.broadcast(x!, [2, 3], [1]), [list(1, 2, 3)], [2, 3], [1, 2, 3, 1, 2, 3]],
    [(x) => build.broadcast(x!, [2, 3], [0]), [list(1, 2)], [2, 3], [1, 1, 1, 2, 2, 2]],
    [(x) => build.broadcast(x!, [2, 2], [0, 1]), [matrix(1, 2, 5, 6)], [2, 2], [5, 6, 5, 6]],
  ],
  reshape: [[(x) => build.reshape(x!, [3, 2]), [matrix(2, 3, 1, 2, 3, 4, 5, 6)], [3, 2], [1, 2, 3, 4, 5, 6]]],
  transpose: [
    [(x) => build.transpose(x!, [1, 0]), [matrix(2, 3, 1, 2, 3, 4, 5, 6)], [3, 2], [1, 4, 2, 5, 3, 6]],
    // result[k, i, j] = x[i, j, k]
    [(x) => build.transpose(x!, [2, 0, 1]), [{ numbers: [0, 1, 2, 3, 4, 5, 6, 7], shape: [2, 2, 2] }],
      [2, 2, 2], [0, 2, 4, 6, 1, 3, 5, 7]],
  ],
  slice: [
    [(x) => build.slice(x!, [1], [2], [2]), [list(0, 1, 2, 3)], [2], [1, 3]],
    [(x) => build.slice(x!, [1, 2], [2, 3], [-1, -1]), [matrix(2, 3, 1, 2, 3, 4, 5, 6)], [2, 3], [6, 5, 4, 3, 2, 1]],
  ],
  unslice: [
    [(x) => build.unslice(x!, [4], [1], [1]), [list(5, 6)], [4], [0, 5, 6, 0]],
    [(x) => build.unslice(x!, [5], [4], [-2]), [list(5, 6)], [5], [0, 0, 6, 0, 5]],
  ],
  // [i, p] is x[2 i + p, p]
  slide: [
    [(x) => build.slide(x!, 0, 2, 2, 1), [matrix(5, 2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)], [2, 2], [0, 3, 4, 7]],
  ],
  unslide: [
    [(x) => build.unslide(x!, 0, 5, 2, 1), [matrix(2, 2, 1, 2, 3, 4)], [5, 2], [1, 0, 0, 2, 3, 0, 0, 4, 0, 0]],
  ],
  concat: [
    [(a, b) => build.concat([a!, b!], 0), [list(1, 2), list(3)], [3], [1, 2, 3]],
    [(a, b) => build.concat([a!, b!], 1), [matrix(2, 1, 1, 2), matrix(2, 2, 3, 4, 5, 6)], [2, 3], [1, 3, 4, 2, 5, 6]],
  ],
  gather: [
    [(x, i) => build.gather(x!, i!, 0, 0), [matrix(3, 2, 1, 2, 3, 4, 5, 6), whole(2, 0)], [2, 2], [5, 6, 1, 2]],
    [(x, i) => build.gather(x!, i!, 1, 1), [matrix(2, 3, 1, 2, 3, 4, 5, 6), whole(2, 0)], [2], [3, 4]],
    [(x, i) => build.gather(x!, i!, 1, 0), [matrix(2, 3, 1, 2, 3, 4, 5, 6), whole(2, 0)], [2, 2], [3, 1, 6, 4]],
  ],
  scatterAdd: [
    [(u, i) => build.scatterAdd(u!, i!, [3, 2], 0, 0), [matrix(3, 2, 1, 2, 3, 4, 5, 6), whole(2, 0, 2)],
      [3, 2], [3, 4, 0, 0, 6, 8]],
    [(u, i) => build.scatterAdd(u!, i!, [2, 3], 1, 1), [list(7, 8), whole(2, 0)], [2, 3], [0, 0, 7, 8, 0, 0]],
  ],
  sum: [
    [(x) => build.sum(x!, [0]), [matrix(2, 3, 1, 2, 3, 4, 5, 6)], [3], [5, 7, 9]],
    [(x) => build.sum(x!, [1], true), [matrix(2, 3, 1, 2, 3, 4, 5, 6)], [2, 1], [6, 15]],
    [(x) => build.sum(x!, [0, 1]), [matrix(2, 3, 1, 2, 3, 4, 5, 6)], [], [21]],
  ],
  max: [[(x) => build.max(x!, [1]), [matrix(2, 3, 1, 3, 2, -4, -5, -6)], [2], [3, -4]]],
  min: [[(x) => build.min(x!, [1]), [matrix(2, 3, 1, 3, 2, -4, -5, -6)], [2], [1, -6]]],
  argmax: [
    [(x) => build.argmax(x!, 1), [matrix(2, 3, 1, 3, 3, -4, -5, -4)], [2], [1, 0]],
    [(x) => build.argmax(x!, 0), [matrix(2, 3, 1, 3, 3, -4, 5, 3)], [3], [0, 1, 0]],
    [(x) => build.argmax(x!, 1), [matrix(2, 3, 1, NaN, NaN, NaN, Infinity, 3)], [2], [1, 0]],
  ],
  argmin: [
    [(x) => build.argmin(x!, 1), [matrix(2, 3, 1, 3, 1, -4, -5, -5)], [2], [0, 1]],
    [(x) => build.argmin(x!, 1), [matrix(2, 3, -Infinity, 3, NaN, NaN, -5, NaN)], [2], [2, 0]],
  ],
  contract: [
    [(a, b) => build.contract(a!, b!, ["i", "k"], ["k", "j"], ["i", "j"]),
      [matrix(2, 2, 1, 2, 3, 4), matrix(2, 2, 5, 6, 7, 8)], [2, 2], [19, 22, 43, 50]],
    [(a, b) => build.contract(a!, b!, ["i"], ["j"], ["j", "i"]), [list(1, 2), list(3, 4, 5)], [3, 2], [3, 6, 4, 8, 5, 10]],
    [(a, b) => build.contract(a!, b!, ["i"], ["i"], []), [list(1, 2), list(3, 4)], [], [11]],
  ],
  constant: [
    [() => build.constant(2.5, [2]), [], [2], [2.5, 2.5]],
    [() => build.constant([1, 2, 3, 4], [2, 2], "int"), [], [2, 2], [1, 2, 3, 4]],
  ],
  // The second row without its part along the first, both of length 1.
  orthonormalize: [
    [(x) => build.orthonormalize(x!), [matrix(2, 2, 3, 4, 1, 0)], [2, 2], [0.6, 0.8, 0.8, -0.6]],
  ],
}; // prettier-ignore

/** Digits of the tables that the numbers are from; everything else is exact or one rounding off. */
const digits: Readonly<Record<string, number>> = { erf: 9 };

describe("what ops compute", () => {
  for (const [name, list] of Object.entries(cases)) {
    it.each(list)(`${name} %#`, (formula, given, shape, numbers) => {
      const found = compute(formula, given);
      expect(found.shape).toEqual(shape);
      numbers.forEach((each, index) =>
        expect(found.numbers[index], `element ${index}`).toBeCloseTo(each, digits[name] ?? 14),
      );
      expect(found.numbers.length).toBe(numbers.length);
    });
  }

  // Draws and scans have tests of their own.
  it("every op is here, but for what has no numbers of its own", () => {
    const others = ["source", "draw", "scan"];
    expect([...Object.keys(cases), ...others].sort()).toEqual(Object.keys(registry).sort());
  });
});
