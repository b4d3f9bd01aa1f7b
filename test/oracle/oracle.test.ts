/**
 * Independent judgement: PyTorch's outputs, losses, gradients and steps of training beside those of the
 * interpreter and of generated code, as script and as WebAssembly. README.md says how the numbers are
 * made and made anew.
 *
 * Invariant: PyTorch, the interpreter and generated code in f64 agree to within 1e-9 of the largest number
 * of a tensor (of 1, where rounding explains it). In f32 generated code may be off by as much and by what
 * the error analysis allows, nothing chosen; where that says nothing, f32 is not judged.
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
  /** What a gradient of 0 comes out as in float64. */
  const inFloat64 = once(() => boundsOf(interpret()(2 ** -53)));
  const rounding: BoundOf = (key, index) => Math.min(accuracy, inFloat64()(key, index));

  it("the interpreter agrees", () => {
    expect(disagreements(network, numbersOf(interpret()()), rounding)).toEqual([]);
  });

  it("generated code agrees in f64", async () => {
    for (const generated of await generate(network, "f64")) {
      const results = runGenerated(network, generated, "f64");
      expect(disagreements(network, results, rounding)).toEqual([]);
    }
  });

  if (network.onlyF64) return;
  it("generated code agrees in f32", async () => {
    const bounds = interpret()(2 ** -24);
    expect({ undecided: bounds.undecided, vague: vagueStages(bounds) }).toEqual(sharp);
    for (const generated of await generate(network, "f32")) {
      const results = runGenerated(network, generated, "f32");
      expect(disagreements(network, results, boundsOf(bounds))).toEqual([]);
    }
  });
});

it("an error of 1e-8 of the largest number is seen, in whatever tensor", () => {
  for (const network of readFamily("optimizers").slice(0, 3)) {
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
    const over = Math.abs(got[index]! - wanted) - accuracy * size;
    if (over <= 0) return;
    const beyond = over - boundOf(key, index);
    if (!(beyond <= worst)) [worst, at] = [beyond, index];
  });
  if (at < 0) return [];
  const place = formatPlace(shape, at);
  return [`${key}${place}: ${got[at]} where PyTorch has ${data[at]}, ${worst} beyond the bound`];
}

function largestOf(data: Float64Array): number {
  return data.reduce((largest, each) => Math.max(largest, Math.abs(each)), 0);
}
