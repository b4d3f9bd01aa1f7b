/** Rewrites that ops know of themselves: what becomes of them, and that the numbers stay. */
import { describe, expect, it } from "vitest";
import type { Value } from "../../src/graph/graph.ts";
import { printGraph } from "../../src/graph/text.ts";
import { runPasses } from "../../src/passes/pipeline.ts";
import { build, compute, source } from "./values.ts";

const show = (value: Value): string =>
  printGraph(runPasses({ name: "g", outputs: [{ name: "y", value }] }), { origins: false });

const x = source("x0", [2, 3]);
const half = build.constant(0.5, [2, 3]);

const positive = build.add(build.multiply(x, x), 2);
const product = build.contract(x, x, ["i", "k"], ["j", "k"], ["i", "j"]);
const pad = (value: Value, shape: number[], from: number[], fill?: number): Value =>
  build.unslice(
    value,
    shape,
    from,
    shape.map(() => 1),
    fill,
  );
const cut = (value: Value, from: number[], count: number[]): Value =>
  build.slice(
    value,
    from,
    count,
    count.map(() => 1),
  );

const rules: readonly (readonly [string, Value, Value])[] = [
  ["arithmetic of constants", build.add(build.multiply(half, 3), half), build.constant(2, [2, 3])],
  ["functions of constants", build.exp(build.constant(0, [2])), build.constant(1, [2])],
  ["comparisons of constants", build.greater(half, 0), build.constant(1, [2, 3], "bool")],
  ["ints stay ints", build.add(build.constant(2, [], "int"), 3), build.constant(5, [], "int")],
  ["1 / 0 stays", build.divide(build.constant(1, [2]), 0), build.divide(build.constant(1, [2]), 0)],
  ["a constant repeated", build.broadcast(build.constant(2, [3]), [4, 3], [1]), build.constant(2, [4, 3])],
  ["a sum of what is repeated", build.sum(build.broadcast(x, [4, 2, 5, 3], [1, 3]), [0, 2]),
    build.multiply(x, 20)],
  ["a sum over some of the repetitions", build.sum(build.broadcast(x, [4, 2, 5, 3], [1, 3]), [2]),
    build.multiply(build.broadcast(x, [4, 2, 3], [1, 2]), 5)],
  ["a sum over an axis of its own stays", build.sum(build.broadcast(x, [4, 2, 3], [1, 2]), [0, 1]),
    build.sum(build.broadcast(x, [4, 2, 3], [1, 2]), [0, 1])],
  ["a sum of windows side by side", build.sum(build.unslide(build.exp(x), 0, 6, 3, 1), [1]), build.reshape(build.exp(x), [6])],
  ["… that leave something", build.sum(build.unslide(build.exp(x), 0, 8, 3, 1), [1]),
    build.unslice(build.reshape(build.exp(x), [6]), [8], [0], [1])],
  ["… that lie over each other stay", build.sum(build.unslide(build.exp(x), 0, 5, 2, 1), [1]),
    build.sum(build.unslide(build.exp(x), 0, 5, 2, 1), [1])],
  ["… with gaps stay", build.sum(build.unslide(build.exp(x), 0, 9, 3, 2), [1]),
    build.sum(build.unslide(build.exp(x), 0, 9, 3, 2), [1])],
  ["samples are not counted", build.sum(build.perSample(x), [0]), build.sum(build.perSample(x), [0])],
  ["log(exp(x))", build.log(build.exp(x)), x],
  ["a quarter power of what is positive", build.power(positive, 0.25), build.sqrt(build.sqrt(positive))],
  ["three quarters of it", build.power(positive, 0.75), build.multiply(build.sqrt(positive), build.sqrt(build.sqrt(positive)))],
  ["less half of it", build.power(positive, -0.5), build.divide(1, build.sqrt(positive))],
  ["a quarter power of anything stays", build.power(x, 0.75), build.power(x, 0.75)],
  ["nor is a product a square", build.power(build.add(build.multiply(x, half), 1), 0.75), build.power(build.add(build.multiply(x, half), 1), 0.75)],
  ["exp(0)", build.exp(build.constant(0, [2])), build.constant(1, [2])],
  ["where both are one", build.where(build.greater(x, 0), x, x), x],
  ["work on reshaped values", build.multiply(build.reshape(x, [3, 2]), build.reshape(half, [3, 2])),
    build.reshape(build.multiply(x, half), [3, 2])],
  ["an axis of length 1 is only repeated", build.broadcast(build.reshape(x, [2, 1, 3]), [2, 4, 3], [0, 1, 2]),
    build.broadcast(x, [2, 4, 3], [0, 2])],
  ["padding around padding", pad(pad(x, [4, 3], [1, 0]), [4, 6], [0, 2]), pad(x, [4, 6], [1, 2])],
  ["with other numbers stays", pad(pad(x, [4, 3], [1, 0]), [4, 6], [0, 2], 1), pad(pad(x, [4, 3], [1, 0]), [4, 6], [0, 2], 1)],
  ["padding before repeating", pad(build.broadcast(x, [2, 5, 3], [0, 2]), [4, 5, 3], [1, 0, 0]),
    build.broadcast(pad(x, [4, 3], [1, 0]), [4, 5, 3], [0, 2])],
  ["a slice of what is padded", cut(pad(x, [6, 3], [2, 0]), [1, 0], [3, 3]), pad(x, [3, 3], [1, 0])],
  ["a slice of the padding", cut(pad(x, [6, 3], [4, 0]), [1, 0], [3, 3]), build.constant(0, [3, 3])],
  ["a slice of a slice", cut(cut(x, [0, 1], [2, 2]), [1, 1], [1, 1]), cut(x, [1, 2], [1, 1])],
  ["a slice of a product", cut(product, [1, 0], [1, 2]), build.contract(cut(x, [1, 0], [1, 3]), x, ["i", "k"], ["j", "k"], ["i", "j"])],
  ["a transposed product", build.transpose(product, [1, 0]), build.contract(x, x, ["i", "k"], ["j", "k"], ["j", "i"])],
  ["a sum over a product", build.sum(product, [1]), build.contract(x, x, ["i", "k"], ["j", "k"], ["i"])],
  ["where of a constant condition", build.where(build.constant(0, [2, 3], "bool"), 1, x), x],
  ["transposes of transposes", build.transpose(build.transpose(x, [1, 0]), [1, 0]), x],
]; // prettier-ignore

describe("what becomes of it", () => {
  it.each(rules)("%s", (_, before, after) => expect(show(before)).toBe(show(after)));
});

describe("numbers stay", () => {
  const given = [{ numbers: [1, -2, 3, 0, 0.5, -1], shape: [2, 3] }];
  const formulas: readonly (readonly [string, (x: Value) => Value])[] = [
    ["sum of repeated", (a) => build.sum(build.broadcast(a, [4, 2, 5, 3], [1, 3]), [0, 2])],
    ["folded", (a) => build.multiply(a, build.exp(build.add(build.constant(1, [2, 3]), 2)))],
    [
      "windows put back",
      (a) => build.sum(build.unslide(build.broadcast(a, [2, 4, 3], [0, 2]), 0, 9, 2, 2), [1]),
    ],
    [
      "padded and cut",
      (a) => cut(pad(pad(a, [2, 7], [0, 3], 0.5), [5, 7], [2, 0], 0.5), [1, 2], [3, 3]),
    ],
    [
      "of a product some windows",
      (a) => {
        const outer = build.contract(a, a, ["i", "k"], ["j", "l"], ["i", "j", "k", "l"]);
        return build.sum(build.unslide(outer, 1, 4, 1, 1), [2]);
      },
    ],
    [
      "moved around",
      (a) => build.reshape(build.transpose(build.transpose(a, [1, 0]), [1, 0]), [6]),
    ],
  ];
  it.each(formulas)("%s", (_, formula) => {
    const plain = compute((a) => formula(a!), given);
    const simple = compute((a) => formula(a!), given, { simplified: true });
    simple.numbers.forEach((each, index) => expect(each).toBeCloseTo(plain.numbers[index]!, 12));
    simple.gradients[0]!.forEach((each, index) =>
      expect(each).toBeCloseTo(plain.gradients[0]![index]!, 12),
    );
  });
});
