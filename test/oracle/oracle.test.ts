/**
 * Independent judgement: PyTorch's outputs, losses, gradients and steps of training beside those of the
 * interpreter and of generated code. README.md says how the numbers are made and made anew.
 *
 * Invariant: PyTorch and the interpreter, both in float64, agree to within 1e-9 of the largest number of
 * a tensor, and of 1 where rounding explains it. Generated code may be off by as much and by what the
 * error analysis of its precision allows, nothing chosen.
 */
import { describe, expect, it } from "vitest";
import { formatPlace } from "../../src/check/compare.ts";
import type { Tensor } from "../../src/graph/op.ts";
import { runGenerated } from "./generated.ts";
import { createInterpreter, type Interpreted } from "./interpreted.ts";
import { families, generate, readFamily, type Network } from "./networks.ts";

/** Of PyTorch and the interpreter, of the largest number of a tensor. */
const accuracy = 1e-9;

type Results = ReadonlyMap<string, ArrayLike<number>>;
type BoundOf = (key: string, index: number) => number;

const networks = families.flatMap((family) =>
  readFamily(family).map((network) => [family, network.model.name, network] as const),
);

describe.each(networks)("%s: %s", (_, __, network) => {
  const interpret = once(() => createInterpreter(network));
  const inFloat64 = once(() => interpret()(2 ** -53));

  it("the interpreter agrees", () => {
    const bounds = boundsOf(inFloat64());
    const atMost: BoundOf = (key, index) => Math.min(accuracy, bounds(key, index));
    expect(disagreements(network, numbersOf(interpret()()), atMost)).toEqual([]);
  });

  const precisions = network.onlyF64 === undefined ? (["f32", "f64"] as const) : ["f64" as const];
  it.each(precisions)("generated code agrees in %s", async (precision) => {
    const bounds = precision === "f64" ? inFloat64() : interpret()(2 ** -24);
    expect({ undecided: bounds.undecided, vague: vagueStages(bounds) }).toEqual(sharp);
    const results = runGenerated(network, await generate(network, precision), precision);
    expect(disagreements(network, results, boundsOf(bounds))).toEqual([]);
  });
});

it("an error of 1e-8 of the largest number is seen, in whatever tensor", () => {
  for (const [, , network] of networks.slice(0, 5)) {
    const results = numbersOf(createInterpreter(network)());
    const off = [...network.stored].map(([key, { shape, data }]): [string, Tensor] => {
      const size = largestOf(data);
      const wrong = data.map((each) => (Math.abs(each) === size ? each * (1 + 1e-8) : each));
      return [key, { shape, data: wrong }];
    });
    const moved = off.filter(([, { data }]) => largestOf(data) > 0);
    const seen = disagreements({ ...network, stored: new Map(off) }, results, () => 0);
    expect(seen.map((each) => each.split(/[[ ]/)[0])).toEqual(moved.map(([key]) => key));
  }
});

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function numbersOf({ results }: Interpreted): Results {
  return new Map([...results].map(([key, { tensor }]) => [key, tensor.data]));
}

function boundsOf({ results }: Interpreted): BoundOf {
  return (key, index) => results.get(key)!.error.data[index]!;
}

const sharp = { undecided: [], vague: [] };

/** Stages and roles whose bounds come near the size of the numbers: agreeing would say nothing. */
function vagueStages({ results }: Interpreted): readonly string[] {
  const groups = new Map<string, { size: number; error: number }>();
  for (const [key, { tensor, error }] of results) {
    const group = key.split(":")[0]!;
    const before = groups.get(group) ?? { size: 0, error: 0 };
    const size = Math.max(before.size, largestOf(tensor.data));
    groups.set(group, { size, error: Math.max(before.error, largestOf(error.data)) });
  }
  return [...groups].flatMap(([group, { size, error }]) =>
    error <= size / 8 ? [] : [`${group}: ${size} ± ${error}`],
  );
}

/** What is missing on either side, and of each tensor the element that is off most. */
function disagreements({ stored }: Network, results: Results, boundOf: BoundOf): readonly string[] {
  const keys = [...new Set([...stored.keys(), ...results.keys()])];
  return keys.flatMap((key) => {
    const wanted = stored.get(key);
    const got = results.get(key);
    if (wanted === undefined) return [`${key}: PyTorch has none`];
    if (got === undefined) return [`${key}: only PyTorch has it`];
    if (got.length !== wanted.data.length) return [`${key}: ${got.length} numbers`];
    return worstOf(key, wanted, got, boundOf);
  });
}

function worstOf(
  key: string,
  { shape, data }: Tensor,
  got: ArrayLike<number>,
  boundOf: BoundOf,
): readonly string[] {
  const size = largestOf(data);
  let [worst, at] = [0, -1];
  data.forEach((wanted, index) => {
    const over = Math.abs(got[index]! - wanted) - boundOf(key, index) - accuracy * size;
    if (!(over <= worst)) [worst, at] = [over, index];
  });
  if (at < 0) return [];
  const place = formatPlace(shape, at);
  return [`${key}${place}: ${got[at]} where PyTorch has ${data[at]}, ${worst} beyond the bound`];
}

function largestOf(data: Float64Array): number {
  return data.reduce((largest, each) => Math.max(largest, Math.abs(each)), 0);
}
