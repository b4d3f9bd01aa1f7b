/**
 * Arithmetic of kernels, in lanes and in doubles, of numbers at the edges.
 *
 * Invariant: what is wanted is JavaScript's own, rounded to float32; the signs of zeros count.
 */
import { describe, expect, it } from "vitest";
import {
  affineScalar,
  call,
  constant,
  load,
  local,
  type Instruction,
  type Scalar,
} from "../../src/kernel/scalar.ts";
import { eachElement, given, loop, place, runKernel, store } from "./run-kernel.ts";

const i = place(0, [1, "i"]);
const widths = [1, 4] as const;

const edges = [NaN, -Infinity, -2.5, -1, -0.5, -0, 0, 0.5, 1, 2.5, 2 ** 24, Infinity];
const pairs = edges.flatMap((a) => edges.map((b) => [a, b] as const));
const [x, z] = [load("x", i), load("z", i)];

describe.each(widths)("in %i lanes", (lanes) => {
  const unary: Readonly<Partial<Record<Instruction, (x: number) => number>>> = {
    negate: (a) => -a,
    abs: Math.abs,
    sign: Math.sign,
    floor: Math.floor,
    round: (a) => (Number.isFinite(a) && a % 1 !== 0 ? 2 * Math.round(a / 2) : a),
    sqrt: Math.sqrt,
    not: (a) => (a === 0 ? 1 : 0),
  };

  it.each(Object.entries(unary))("%s of numbers at the edges", (instruction, reference) => {
    const got = eachElement(lanes, call(instruction as Instruction, x), { x: given(edges) });
    expect(got).toEqual(edges.map((one) => Math.fround(reference(one))));
  });

  const truth = (isTrue: boolean): number => (isTrue ? 1 : 0);
  const binary: Readonly<Partial<Record<Instruction, (a: number, b: number) => number>>> = {
    add: (a, b) => a + b,
    subtract: (a, b) => a - b,
    multiply: (a, b) => a * b,
    divide: (a, b) => a / b,
    modulo: (a, b) => a - b * Math.floor(a / b),
    minimum: Math.min,
    maximum: Math.max,
    equal: (a, b) => truth(a === b),
    less: (a, b) => truth(a < b),
    lessEqual: (a, b) => truth(a <= b),
    and: (a, b) => truth(a !== 0 && b !== 0),
    or: (a, b) => truth(a !== 0 || b !== 0),
  };

  it.each(Object.entries(binary))("%s of numbers at the edges", (instruction, reference) => {
    const wanted = pairs.map(([a, b]) => Math.fround(reference(a, b)));
    const sides = { x: given(pairs.map(([a]) => a)), z: given(pairs.map(([, b]) => b)) };
    expect(eachElement(lanes, call(instruction as Instruction, x, z), sides)).toEqual(wanted);
  });

  it.each(["minimum", "maximum"] as const)("%s with a constant on either side", (instruction) => {
    const reference = binary[instruction]!;
    for (const limit of edges) {
      const wanted = edges.map((one) => reference(one, limit));
      const sides = [x, constant(limit)] as const;
      expect(eachElement(lanes, call(instruction, ...sides), { x: given(edges) })).toEqual(wanted);
      const swapped = call(instruction, sides[1], sides[0]);
      expect(eachElement(lanes, swapped, { x: given(edges) })).toEqual(wanted);
    }
  });

  it("chooses where a number is not 0, NaN among them", () => {
    const got = eachElement(lanes, call("select", x, constant(2), constant(3)), {
      x: given(edges),
    });
    expect(got).toEqual(edges.map((one) => (one === 0 ? 3 : 2)));
  });

  it("chooses what is the same for all", () => {
    for (const first of [0, 1, NaN]) {
      const isTrue = load("c", place(0));
      const got = eachElement(lanes, call("select", isTrue, x, z), {
        c: given([first]),
        x: given([1, 2, 3, 4, 5, 6, 7, 8]),
        z: given([-1, -2, -3, -4, -5, -6, -7, -8]),
      });
      const sign = first === 0 ? -1 : 1;
      expect(got).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((one) => sign * one));
    }
  });

  // Floats do not tell them apart.
  it("compares whole numbers above 2^24", () => {
    const numbers = [0, 1, 2, 3, 4, 5, 6, 7].map((at) => 2 ** 24 + at);
    const ints = { k: given(numbers, "int"), l: given([2 ** 24 + 3, ...numbers.slice(1)], "int") };
    for (const [instruction, reference] of Object.entries(binary).slice(-5, -2)) {
      const one = (a: Scalar, b: Scalar) =>
        eachElement(lanes, call(instruction as Instruction, a, b), ints);
      const [k, first] = [load("k", i), load("l", place(0))];
      expect(one(k, first)).toEqual(numbers.map((n) => reference(n, 2 ** 24 + 3)));
      expect(one(first, k)).toEqual(numbers.map((n) => reference(2 ** 24 + 3, n)));
      expect(one(k, affineScalar(place(2 ** 24 + 2, [1, "i"])))).toEqual(
        numbers.map((n, at) => reference(n, 2 ** 24 + 2 + at)),
      );
      expect(one(k, constant(2 ** 24 + 5))).toEqual(numbers.map((n) => reference(n, 2 ** 24 + 5)));
    }
  });

  it("has the number of each element", () => {
    expect(eachElement(lanes, affineScalar(place(-3, [1, "i"])), {})).toEqual([
      -3, -2, -1, 0, 1, 2, 3, 4,
    ]);
    expect(eachElement(lanes, affineScalar(place(50, [-7, "i"])), {}).slice(5)).toEqual([15, 8, 1]);
  });

  it("stores whole numbers", () => {
    const chosen = call("select", call("less", x, constant(0)), affineScalar(i), constant(-7));
    const got = eachElement(lanes, chosen, { x: given([-1, 1, -1, 1, NaN, -1, 0, -1]) }, "int");
    expect(got).toEqual([0, -7, 2, -7, -7, 5, -7, 7]);
  });
});

describe("what lanes have together", () => {
  const foldings = [
    ["sumLanes", "add", 0, (all: readonly number[]) => all.reduce((a, b) => a + b, 0)],
    ["maximumLanes", "maximum", -Infinity, (all: readonly number[]) => Math.max(...all)],
    ["minimumLanes", "minimum", Infinity, (all: readonly number[]) => Math.min(...all)],
  ] as const;

  it.each(foldings)("%s: in whichever lane it is", (folding, instruction, start, reference) => {
    for (const special of [100, -100, NaN, Infinity, -Infinity]) {
      for (let lane = 0; lane < 8; lane++) {
        const numbers = [1, 2, 3, 4, 5, 6, 7, 8].with(lane, special);
        const body = [
          { kind: "variable", name: "sum", value: constant(start) } as const,
          loop(
            "i",
            { to: 8, lanes: 4 },
            {
              kind: "assign",
              name: "sum",
              value: call(instruction, local("sum"), x),
            },
          ),
          {
            kind: "let",
            name: "total",
            value: call(folding, local("sum")),
            integer: false,
          } as const,
          loop("k", { to: 4, lanes: 4 }, store("y", place(0, [1, "k"]), local("total"))),
        ];
        const buffers = { x: given(numbers), y: { size: 4 } };
        const y = runKernel({ lanes: 4, body, buffers })["y"]!;
        expect([...y]).toEqual([1, 2, 3, 4].map(() => reference(numbers)));
      }
    }
  });
});

describe("a variable in lanes", () => {
  it("differs from lane to lane as soon as it is assigned", () => {
    const more = call("select", local("flag"), constant(10), constant(1));
    const body = loop(
      "i",
      { to: 8, lanes: 4 },
      { kind: "variable", name: "flag", value: constant(0) },
      { kind: "variable", name: "sum", value: constant(0) },
      loop(
        "k",
        { to: 2 },
        { kind: "assign", name: "sum", value: call("add", local("sum"), more) },
        { kind: "assign", name: "flag", value: x },
      ),
      store("y", i, local("sum")),
    );
    const numbers = [0, 1, 0, 0, 1, 1, 0, 1];
    const buffers = { x: given(numbers), y: { size: 8 } };
    const y = runKernel({ lanes: 4, body: [body], buffers })["y"]!;
    expect([...y]).toEqual(numbers.map((one) => (one === 0 ? 2 : 11)));
  });
});
