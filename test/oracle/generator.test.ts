/** The generator's examples, which its two implementations share, and the results' place in the repository. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fractions, inRange, weights, type Range } from "./generator.ts";
import { families } from "./networks.ts";

interface Vector {
  readonly name: string;
  readonly numbers: readonly number[];
}

const here = (path: string): URL => new URL(path, import.meta.url);
const vectors = JSON.parse(readFileSync(here("vectors.json"), "utf8")) as {
  readonly fractions: readonly Vector[];
  readonly weights: readonly (Vector & { readonly shape: readonly number[] })[];
  readonly ranges: readonly (Vector & { readonly range: Range })[];
};

describe("the generator makes its examples", () => {
  it.each(vectors.fractions)("fractions of $name", ({ name, numbers }) => {
    expect([...fractions(name, numbers.length)]).toEqual(numbers);
  });
  it.each(vectors.weights)("weights of $name $shape", ({ name, shape, numbers }) => {
    expect([...weights(name, shape)]).toEqual(numbers);
  });
  it.each(vectors.ranges)("$range of $name", ({ name, range, numbers }) => {
    expect([...inRange(name, numbers.length, range)]).toEqual(numbers);
  });
  it("exactly in float32", () => {
    const all = [vectors.fractions, vectors.weights, vectors.ranges].flat();
    const numbers = all.flatMap((each) => each.numbers);
    expect(numbers.map(Math.fround)).toEqual(numbers);
  });
});

it("every family has its twin and its results, and those are small", () => {
  const named = (folder: string, end: string): readonly string[] =>
    readdirSync(here(folder))
      .filter((file) => file.endsWith(end))
      .map((file) => file.slice(0, -end.length));
  expect(named("results/", ".safetensors").toSorted()).toEqual(families.toSorted());
  expect(named("twins/", ".py")).toEqual(expect.arrayContaining([...families]));
  const sizes = families.map((each) => statSync(here(`results/${each}.safetensors`)).size);
  expect(sizes.reduce((sum, each) => sum + each, 0)).toBeLessThan(2_000_000);
});
