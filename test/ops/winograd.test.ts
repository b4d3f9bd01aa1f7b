/**
 * Winograd's transforms: which convolutions take which of them, and images in bands.
 */
import { describe, expect, it } from "vitest";
import { elaborateSource } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { createBuild } from "../../src/graph/build.ts";
import type { Node, Value } from "../../src/graph/graph.ts";
import { rewriteGraph } from "../../src/graph/rewrite.ts";
import { checkedSamples, makeInputs } from "../../src/check/inputs.ts";
import { interpret } from "../../src/interpret.ts";
import { labelsOf } from "../../src/ops/contract.ts";
import { countElements } from "../../src/ops/kit/places.ts";
import { byWinograd } from "../../src/ops/kit/winograd.ts";
import { chooseForm } from "../../src/ops/kit/winograd-forms.ts";
import { runPasses } from "../../src/passes/pipeline.ts";

it.each([
  [3, undefined, "a plain convolution, where a patch is hardly filled"],
  [7, 2, "small tiles, whose filters take less than half the memory"],
  [14, 2, "small tiles, where the filters are large against the image"],
  [28, 4, "large tiles, where products count"],
  [224, 4, "large tiles"],
])("an image of length %i takes tiles of %s: %s", (length, tile, _) => {
  expect(chooseForm(length, length)?.tile).toBe(tile);
});

describe("an image in bands", () => {
  const text = `model M { input x: [13, 12, 32]  output y = x -> conv(32, 3, pad: 1) }`;
  const model = elaborateSource(createSource("m.nn", text)).models[0]!;
  const plain = runPasses({ name: "M", outputs: model.inference.outputs });
  const given = { samples: checkedSamples, key: 0 };
  const bindings = new Map(makeInputs(model, { limits: new Map() }, 0));
  for (const { name, type } of model.params) {
    const shape = type.shape.map(Number);
    const data = Float64Array.from({ length: countElements(shape) }, (_, at) => Math.sin(at));
    bindings.set(`param:${name}`, { shape, data });
  }
  const [wanted] = interpret([plain.outputs[0]!.value], bindings, given);

  it.each([
    ["one", 1e6, 1],
    ["two, the last of which reaches beyond", 4 * 3 * 36 * 32 - 1, 2],
    ["a row of tiles each, even if it is larger", 1, 4],
  ])("is the same: %s", (_, largestBand, count) => {
    const build = createBuild();
    const banded = rewriteGraph(plain, (node) => {
      if (node.op.name !== "contract") return undefined;
      const value = node.values[0]!;
      const labels = labelsOf(node.attributes);
      const found = byWinograd(value, labels, build.at(node.origin), largestBand);
      return found === undefined ? undefined : [found];
    });
    const [value] = banded.outputs.map((each) => each.value);
    expect(countBands(value!)).toBe(count);
    const [found] = interpret([value!], bindings, given);
    found!.data.forEach((each, at) => expect(each).toBeCloseTo(wanted!.data[at]!, 9));
  });
});

/** Each has one product of what was transformed. */
function countBands({ node }: Value, seen = new Set<Node>()): number {
  if (seen.has(node)) return 0;
  seen.add(node);
  const isProduct = labelsOf(node.attributes).result?.join("") === "npqohwf";
  const behind = node.inputs.map((each) => countBands(each, seen));
  return behind.reduce((sum, each) => sum + each, isProduct ? 1 : 0);
}
