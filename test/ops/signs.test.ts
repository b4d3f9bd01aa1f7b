/**
 * What ops say of signs holds: for all signs of the inputs, of every sample. Rewritten logarithms rest on it.
 */
import { describe, expect, it } from "vitest";
import type { Value } from "../../src/graph/graph.ts";
import type { Op, Sample, SampleInput, Sign, Tensor } from "../../src/graph/op.ts";
import { interpret, resolveShape } from "../../src/interpret.ts";
import { ops } from "../../src/ops/registry.generated.ts";
import { build, source } from "./values.ts";

const samples = 3;
const numbersOf: Readonly<Record<Sign, readonly number[]>> = {
  positive: [0.5, 1, 3],
  nonnegative: [0, 0.5, 2],
  nonpositive: [0, -0.5, -2],
  negative: [-0.5, -1, -3],
  any: [-2, 0, 3],
};
const signs = Object.keys(numbersOf) as readonly Sign[];
const holds: Readonly<Record<Sign, (number: number) => boolean>> = {
  positive: (number) => number > 0,
  nonnegative: (number) => number >= 0,
  nonpositive: (number) => number <= 0,
  negative: (number) => number < 0,
  any: () => true,
};

/** Every way to give each of `count` inputs a sign. */
function combinations(count: number): readonly (readonly Sign[])[] {
  if (count === 0) return [[]];
  return combinations(count - 1).flatMap((rest) => signs.map((sign) => [...rest, sign]));
}

function tensorOf({ type, values, range }: SampleInput, sign: Sign, input: number): Tensor {
  const shape = resolveShape(type.shape, samples);
  const count = shape.reduce((product, each) => product * each, 1);
  const places = values ?? Array.from({ length: count }, (_, at) => at % (range?.[1] ?? 2));
  const pool = numbersOf[sign];
  // Inputs walk through their numbers at different paces, so that all pairs meet.
  const float = (at: number): number => pool[Math.floor(at / (1 + 2 * input)) % pool.length]!;
  const data = Float64Array.from({ length: count }, (_, at) =>
    type.element === "float" ? float(at) : places[at]!,
  );
  return { shape, data };
}

/** What the op says of its result's sign, and the numbers that it then gives. */
function claim(op: Op, sample: Sample, given: readonly Sign[]) {
  const inputs = sample.inputs.map(({ type }, index) =>
    source(`x${index}`, type.shape, type.element),
  );
  const bindings = new Map(
    sample.inputs.map((each, index) => [`input:x${index}`, tensorOf(each, given[index]!, index)]),
  );
  const [value] = build.node(op, inputs, sample.attributes ?? {});
  const signOf = (input: Value): Sign => {
    const isFloat = input.type.element === "float";
    return isFloat ? given[inputs.indexOf(input)]! : "nonnegative";
  };
  const [{ data }] = interpret([value!], bindings, { samples }) as readonly [Tensor];
  return { sign: op.sign!(value!, signOf), numbers: [...data] };
}

describe("signs", () => {
  for (const op of ops.filter((each) => each.sign !== undefined && each.isGiven !== true)) {
    it(`${op.name} says no more than holds`, () => {
      const wrong = op.samples.flatMap((sample) =>
        combinations(sample.inputs.length).flatMap((given) => {
          const { sign, numbers } = claim(op, sample, given);
          const fits = numbers.every((number) => Number.isNaN(number) || holds[sign](number));
          return fits ? [] : [`${sample.name}, ${given.join(" and ")}: ${sign}, not ${numbers}`];
        }),
      );
      expect(wrong).toEqual([]);
    });
  }
});

describe("what logarithms need", () => {
  const positive = (value: Value): Sign => value.node.op.sign?.(value, positive) ?? "any";
  const x = source("x", [3]);
  const known: readonly (readonly [string, Value])[] = [
    ["exp(x)", build.exp(x)],
    ["a sum of exponentials", build.sum(build.exp(x), [0])],
    ["a choice of exponentials", build.where(build.greater(x, 0), build.exp(x), 1)],
    ["1 + exp(x)", build.add(1, build.exp(x))],
    ["behind stopGradient", build.stopGradient(build.exp(x))],
    ["moved", build.reshape(build.broadcast(build.exp(x), [2, 3], [1]), [6])],
    ["the larger of it and 0", build.maximum(build.exp(x), 0)],
  ];
  it.each(known)("%s is positive", (_, value) => expect(positive(value)).toBe("positive"));
});
