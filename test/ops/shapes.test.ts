/** Result types, and what ops say where shapes do not fit: both shapes, and the first axis that differs. */
import { describe, expect, it } from "vitest";
import type { Value } from "../../src/graph/graph.ts";
import { ShapeProblem } from "../../src/graph/op.ts";
import { formatType, type ElementType, type Shape } from "../../src/graph/type.ts";
import { ops } from "../../src/ops/registry.generated.ts";
import { build, source } from "./values.ts";

const float = (...shape: Shape): Value => source("x", shape);
const int = (...shape: Shape): Value => source("i", shape, "int");
const bool = (...shape: Shape): Value => source("c", shape, "bool");

describe("element types", () => {
  const [f, i, b] = [float(2), int(2), bool(2)];
  const types: readonly (readonly [string, Value, ElementType])[] = [
    ["int + int", build.add(i, i), "int"],
    ["int + float", build.add(i, f), "float"],
    ["bool + bool", build.add(b, b), "int"],
    ["bool * float", build.multiply(b, f), "float"],
    ["int + 1", build.add(i, 1), "int"],
    ["int + 0.5", build.add(i, 0.5), "float"],
    ["int / int", build.divide(i, i), "float"],
    ["int % int", build.modulo(i, i), "int"],
    ["-bool", build.negate(b), "int"],
    ["abs(int)", build.abs(i), "int"],
    ["floor(float)", build.floor(f), "float"],
    ["exp(int)", build.exp(i), "float"],
    ["int < float", build.less(i, f), "bool"],
    ["not int", build.not(i), "bool"],
    ["where(bool, int, float)", build.where(b, i, f), "float"],
    ["where(bool, bool, bool)", build.where(b, b, b), "bool"],
    ["sum of bools", build.sum(b, [0]), "int"],
    ["max of bools", build.max(b, [0]), "int"],
    ["argmax of floats", build.argmax(f, 0), "int"],
    ["concat of bools", build.concat([b, b], 0), "bool"],
    ["concat of int and float", build.concat([i, f], 0), "float"],
    ["gather of ints", build.gather(i, i, 0, 0), "int"],
    ["int @ int", build.contract(i, i, ["k"], ["k"], []), "int"],
    ["int @ float", build.contract(i, f, ["k"], ["k"], []), "float"],
  ];
  it.each(types)("%s", (_, value, element) => expect(value.type.element).toBe(element));
});

describe("operands are brought to one shape", () => {
  const results: readonly (readonly [Shape, Shape, Shape])[] = [
    [[3], [3], [3]],
    [[2, 3], [3], [2, 3]],
    [
      [2, 1],
      [1, 3],
      [2, 3],
    ],
    [[], [2, 3], [2, 3]],
    [
      ["batch", 5],
      [3, 5],
      ["batch", 3, 5],
    ],
    [["batch", 3, 5], [5], ["batch", 3, 5]],
    [["batch"], [3], ["batch", 3]],
    [
      ["batch", 1],
      ["batch", 3],
      ["batch", 3],
    ],
    [
      ["batch", 2, 1],
      ["batch", 3],
      ["batch", 2, 3],
    ],
    [["batch"], [], ["batch"]],
  ];
  it.each(results)("[%s] and [%s]", (a, b, result) => {
    expect(build.add(float(...a), float(...b)).type.shape).toEqual(result);
    expect(build.add(float(...b), float(...a)).type.shape).toEqual(result);
  });

  it("nothing is inserted where shapes agree", () => {
    const x = float("batch", 3);
    expect(build.add(x, x).node.inputs).toEqual([x, x]);
  });

  it("a number is a constant of that shape, whole ones ints beside ints", () => {
    const [, number] = build.multiply(int(2), 3).node.inputs;
    expect(formatType(number!.type)).toBe("int[2]");
    expect(number!.node.attributes).toMatchObject({ value: 3 });
  });
});

const problems: readonly (readonly [string, () => Value, RegExp, number?])[] = [
  ["the last axis", () => build.add(float(2, 3), float(4)),
    /float\[2, 3\] and float\[4\] do not fit: in the last dimension 3 is not 4/, -1],
  ["the last but one", () => build.add(float("batch", 2, 3), float(5, 3)),
    /float\[2, 3\] and float\[5, 3\] do not fit: in the last but one dimension 2 is not 5/, -2],
  ["three operands", () => build.where(bool(2), float(2), float(3)), /2 is not 3/, -1],
  ["reshape", () => build.reshape(float(2, 3), [4]), /float\[2, 3\] has 6 elements, \[4\] would have 4/],
  ["broadcast", () => build.broadcast(float(2), [3], [0]), /float\[2\] does not repeat to \[3\]/],
  ["transpose", () => build.transpose(float(2, 3), [1, 1]), /\[1, 1\] does not name each axis once/],
  ["slice", () => build.slice(float(3), [2], [2], [1]), /outside/],
  ["windows that reach outside", () => build.slide(float(5, 3), 0, 4, 1, 1), /4 windows of 3 do not fit/],
  ["concat", () => build.concat([float(2, 3), float(4, 5)], 1), /float\[2, 3\] and float\[4, 5\]/],
  ["gather by a float", () => build.gather(float(2), float(2), 0, 0), /must be an int/],
  ["gather of other rows", () => build.gather(float(2, 3), int(4), 1, 1), /int\[4\] cannot index float\[2, 3\]/],
  ["contract", () => build.contract(float(2, 3), float(4, 5), ["i", "k"], ["k", "j"], ["i", "j"]),
    /float\[2, 3\] and float\[4, 5\] sums over 3 and 4/],
  ["sum over no axis of it", () => build.sum(float(2), [1]), /no axis 1/],
  ["argmax over no axis of it", () => build.argmax(float(2), 2), /no axis 2/],
  ["orthonormalize", () => build.orthonormalize(float(3, 2)), /float\[3, 2\] is not a matrix/],
]; // prettier-ignore

describe("what does not fit", () => {
  for (const [name, make, message, axis] of problems) {
    it(name, () => {
      expect(make).toThrow(ShapeProblem);
      expect(make).toThrow(message);
      if (axis !== undefined) {
        expect(make).toThrow(
          expect.objectContaining({ detail: expect.objectContaining({ axis }) }),
        );
      }
    });
  }
});

it("samples cover the batch wherever an op takes tensors", () => {
  // Constants and what initialisers alone use do not vary over the batch.
  const never = ["constant", "orthonormalize"];
  const without = ops.filter(({ samples }) => {
    const first = samples.flatMap(({ inputs, attributes }) => [
      ...inputs.map(({ type }) => type.shape[0]),
      (attributes?.["shape"] as Shape | undefined)?.[0],
    ]);
    return samples.length > 0 && !first.includes("batch");
  });
  expect(without.map(({ name }) => name)).toEqual(never);
});
