/**
 * Independent judgement: PyTorch's outputs, losses, gradients and steps of training beside those of the
 * interpreter and of generated code. README.md says how the numbers are made and made anew.
 *
 * Invariant: PyTorch and the interpreter, both in float64, agree to within 1e-9 of the largest number of
 * a tensor, and of 1 where rounding explains it. Generated code may be off by as much and by what the
 * error analysis of its precision allows, nothing chosen.
 */
import { beforeAll, describe, expect, it } from "vitest";
import type { Tensor } from "../../src/graph/op.ts";
import { formatPlace } from "../../src/check/compare.ts";
import { runGenerated } from "./generated.ts";
import { interpretNetwork, type Interpreted } from "./interpreted.ts";
import { families, generate, readFamily, type Network } from "./networks.ts";

/** Of PyTorch and the interpreter, of the largest number of a tensor. */
const accuracy = 1e-9;

type BoundOf = (key: string, index: number) => number;

describe.each(families)("%s", (family) => {
  describe.each(readFamily(family).map((network) => [network.model.name, network] as const))(
    "%s",
    (_, network) => {
      /** Rounding in float64: what a gradient of 0 comes out as. */
      let rounding: Interpreted;
      beforeAll(() => {
        rounding = interpretNetwork(network, 2 ** -53);
      });
      const boundsOf =
        ({ results }: Interpreted): BoundOf =>
        (key, index) =>
          results.get(key)!.error.data[index]!;

      it("the interpreter agrees", () => {
        const { results } = interpretNetwork(network);
        const numbers = [...results].map(([key, { tensor }]) => [key, tensor.data] as const);
        const bounds = boundsOf(rounding);
        const atMost: BoundOf = (key, index) => Math.min(accuracy, bounds(key, index));
        expect(disagreements(network, new Map(numbers), atMost)).toEqual([]);
      });

      it.each([
        ["f32", 2 ** -24],
        ["f64", 2 ** -53],
      ] as const)("generated code agrees in %s", async (precision, unit) => {
        const generated = await generate(network, precision);
        const results = runGenerated(network, generated, precision);
        const bounds = precision === "f64" ? rounding : interpretNetwork(network, unit);
        expect(bounds.undecided).toEqual([]);
        expect(disagreements(network, results, boundsOf(bounds))).toEqual([]);
      });
    },
  );
});

/** What is missing on either side, and of each tensor the element that is off most. */
function disagreements(
  { stored }: Network,
  results: ReadonlyMap<string, ArrayLike<number>>,
  boundOf: BoundOf,
): readonly string[] {
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
  const size = data.reduce((largest, each) => Math.max(largest, Math.abs(each)), 0);
  let [worst, at] = [0, -1];
  data.forEach((wanted, index) => {
    const over = Math.abs(got[index]! - wanted) - boundOf(key, index) - accuracy * size;
    if (!(over <= worst)) [worst, at] = [over, index];
  });
  if (at < 0) return [];
  const place = formatPlace(shape, at);
  return [`${key}${place}: ${got[at]} where PyTorch has ${data[at]}, ${worst} beyond the bound`];
}
