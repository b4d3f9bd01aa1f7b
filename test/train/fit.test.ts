/** Data sets against a model's ports: what fits, what is refused and where; scaling. */
import { describe, expect, it } from "vitest";
import { Problem } from "../../src/diagnostics/problem.ts";
import { render } from "../../src/diagnostics/render.ts";
import { elementsOf, type DataSet } from "../../src/train/data/data-set.ts";
import { wholeFile } from "../../src/train/data/problem.ts";
import { fitToPorts, type FittedPort } from "../../src/train/fit.ts";
import { applyScalings, measureScalings, type Normalisation } from "../../src/train/normalise.ts";
import type { Numbers } from "../../src/train/numbers.ts";

type Columns = Readonly<
  Record<string, readonly [shape: readonly number[], data: Numbers | number[]]>
>;

function setOf(columns: Columns): DataSet {
  const place = wholeFile("d.npz");
  const made = Object.entries(columns).map(([name, [shape, data]]) => {
    const numbers = Array.isArray(data) ? Float64Array.from(data) : data;
    return [name, { name, shape, data: numbers, place: () => place }] as const;
  });
  const first = made[0]![1];
  const count = first.data.length / elementsOf(first.shape);
  return { count, columns: new Map(made), names: Object.keys(columns), place };
}

const port = (name: string, more: Partial<FittedPort> = {}): FittedPort => {
  return { name, element: "float", shape: [], limit: undefined, ...more };
};

function problemOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof Problem) return render(error.diagnostics, "short").trimEnd();
    throw error;
  }
  return "fits";
}

describe("shapes", () => {
  it.each<[string, readonly number[], readonly number[], string]>([
    ["equal", [2, 3], [2, 3], "fits"],
    ["a picture as a list", [6], [2, 3], "fits"],
    ["a list as a picture", [2, 3], [6], "fits"],
    ["axes of length 1", [2, 3, 1], [2, 3], "fits"],
    ["a column of one", [], [1], "fits"],
    [
      "too many",
      [4],
      [6],
      "d.npz: error NN6021: `x` is 4 numbers for each sample, [4], but the data have 6, [6] (samples have the declared shape, or are lists of as many numbers)",
    ],
    [
      "axes swapped",
      [3, 2],
      [2, 3],
      "d.npz: error NN6021: `x` is 6 numbers for each sample, [3, 2], but the data have 6, [2, 3] (samples have the declared shape, or are lists of as many numbers)",
    ],
  ])("%s", (_what, wanted, given, message) => {
    const set = setOf({ x: [given, new Float64Array(elementsOf(given) * 2)] });
    expect(problemOf(() => fitToPorts(set, [port("x", { shape: wanted })]))).toBe(message);
  });
});

describe("values", () => {
  it.each<[string, Partial<FittedPort>, number, string]>([
    ["a float", {}, 0.5, "fits"],
    [
      "NaN",
      {},
      NaN,
      "NN6023: `x` of sample 2 is NaN (leave the sample out, or put a number in its place)",
    ],
    [
      "infinity",
      {},
      -Infinity,
      "NN6023: `x` of sample 2 is -Infinity (leave the sample out, or put a number in its place)",
    ],
    ["an int", { element: "int" }, -3, "fits"],
    [
      "half an int",
      { element: "int" },
      0.5,
      "NN6025: `x` of sample 2 is 0.5, but must be an int (an `int` is a whole number, a `bool` is 0 or 1)",
    ],
    [
      "an int too large",
      { element: "int" },
      2 ** 31,
      "NN6025: `x` of sample 2 is 2147483648, but must be an int (an `int` is a whole number, a `bool` is 0 or 1)",
    ],
    [
      "a NaN int",
      { element: "int" },
      NaN,
      "NN6023: `x` of sample 2 is NaN (leave the sample out, or put a number in its place)",
    ],
    ["a class", { element: "int", limit: 10 }, 9, "fits"],
    [
      "a class too high",
      { element: "int", limit: 10 },
      11,
      "NN6024: `x` of sample 2 is 11, but must be from 0 to 9",
    ],
    [
      "classes from 1",
      { element: "int", limit: 10 },
      10,
      "NN6024: `x` of sample 2 is 10, but must be from 0 to 9 (if the classes are counted from 1, subtract 1)",
    ],
    [
      "a negative class",
      { element: "int", limit: 10 },
      -1,
      "NN6024: `x` of sample 2 is -1, but must be from 0 to 9",
    ],
    ["a bool", { element: "bool" }, 1, "fits"],
    [
      "no bool",
      { element: "bool" },
      2,
      "NN6025: `x` of sample 2 is 2, but a bool is 0 or 1 (an `int` is a whole number, a `bool` is 0 or 1)",
    ],
  ])("%s", (_what, more, value, message) => {
    const set = setOf({ x: [[], [1, value, 1]] });
    const found = problemOf(() => fitToPorts(set, [port("x", more)]));
    expect(found.replace("d.npz: error ", "")).toBe(message);
  });

  it("tells the first five of many", () => {
    const set = setOf({ x: [[], new Float64Array(100).fill(NaN)] });
    expect(problemOf(() => fitToPorts(set, [port("x")])).split("\n")).toHaveLength(5);
  });
});

it.each([
  [
    "labels",
    "d.npz: error NN6020: the model needs `label`, which `d.npz` does not have (it has `x` and `labels`; did you mean `labels`?)",
  ],
  [
    "y",
    "d.npz: error NN6020: the model needs `label`, which `d.npz` does not have (it has `x` and `y`)",
  ],
])("a missing column beside %s", (name, message) => {
  const set = setOf({ x: [[], [1]], [name]: [[], [1]] });
  const fitted = () =>
    fitToPorts({ ...set, columns: new Map([["x", set.columns.get("x")!]]) }, [
      port("x"),
      port("label"),
    ]);
  expect(problemOf(fitted)).toBe(message);
});

describe("normalise", () => {
  const scale = (
    data: Numbers | number[],
    shape: readonly number[],
    kind: Normalisation,
    training: number[],
  ) => {
    const samples = fitToPorts(setOf({ x: [shape, data] }), [port("x", { shape })]);
    const scalings = measureScalings(
      samples,
      Uint32Array.from(training),
      new Map([["x", kind]]),
      wholeFile("d"),
    );
    return [...applyScalings(samples, scalings).columns[0]!.data];
  };

  it.each<[string, Numbers | number[], readonly number[], Normalisation, number[], number[]]>([
    ["bytes by 255", new Uint8Array([0, 51, 102]), [], "0..1", [0, 1, 2], [0, 0.2, 0.4]],
    ["one range for the whole column", [2, 4, 6, 10], [2], "0..1", [0, 1], [0, 0.25, 0.5, 1]],
    ["the range of the training part", [2, 4, 6, 10], [], "0..1", [0, 1], [0, 1, 2, 4]],
    [
      "mean 0 and deviation 1 for each feature",
      [1, 100, 3, 300],
      [2],
      "standard",
      [0, 1],
      [-1, -1, 1, 1],
    ],
    ["a constant", [5, 5], [], "standard", [0, 1], [0, 0]],
    ["a constant range", [5, 5], [], "0..1", [0, 1], [0, 0]],
  ])("%s", (_what, data, shape, kind, training, expected) => {
    const values = scale(data, shape, kind, training);
    values.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 14));
  });

  it("refuses what is no float column", () => {
    const samples = fitToPorts(setOf({ label: [[], [1]] }), [port("label", { element: "int" })]);
    const measure = (name: string) => () =>
      measureScalings(samples, new Uint32Array(1), new Map([[name, "standard"]]), wholeFile("d"));
    expect(problemOf(measure("label"))).toMatch(
      /NN6026: `label` cannot be normalised: it is not float/,
    );
    expect(problemOf(measure("x"))).toMatch(/NN6026: `x` cannot be normalised: the model has none/);
  });
});
