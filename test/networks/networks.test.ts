/**
 * The lecture's networks and the contract's specs, small: their tests, generated code = interpreter,
 * gradients = differences; and twenty steps on one batch make what they should make smaller smaller.
 */
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import { fitRanges } from "../../src/check/fitting.ts";
import { makeInputs } from "../../src/check/inputs.ts";
import { loadModule, type GeneratedClass, type Inputs } from "../../src/check/load.ts";
import { compile } from "../../src/compile.ts";
import type { Model } from "../../src/model/model.ts";
import { readProjectFile } from "./read.ts";
import { smallNetworks, smallSource, type Learning, type SmallNetwork } from "./small.ts";

async function checkSmall(network: SmallNetwork, dtype: "f32" | "f64"): Promise<void> {
  const { model, set } = network;
  const options = { read: readProjectFile, model, set, dtype };
  const result = await check(smallSource(network), options);
  expect(result.diagnostics).toEqual([]);
  const [{ tests, targets, gradients }] = result.models as [(typeof result.models)[0]];
  expect([...tests, ...targets, gradients].filter((each) => !each.ok)).toEqual([]);
  expect(result.ok).toBe(true);
}

function batchFor(model: Model, { of, as }: Learning): Inputs {
  const fits = (id: string): boolean => of === "all" || id.startsWith("target:");
  return Object.fromEntries(
    [...makeInputs(model, fitRanges(model), 0)].map(([id, { data }]) => [
      id.slice(id.indexOf(":") + 1),
      as !== undefined && fits(id) ? data.map(as) : data,
    ]),
  );
}

async function learn(network: SmallNetwork, learning: Learning): Promise<readonly number[]> {
  const { model: name, set } = network;
  const options = { read: readProjectFile, model: name, set, targets: ["js"], batch: 3 } as const;
  const { files, models } = compile(smallSource(network), options);
  const net = ((await loadModule(files[0]!.text))[name] as GeneratedClass).create({ seed: 1 });
  const inputs = batchFor(models[0]!, learning);
  return Array.from({ length: 20 }, () => {
    net.step(inputs, learning.rate === undefined ? {} : { rate: learning.rate });
    return net.metrics[learning.metric]!;
  });
}

describe.each(smallNetworks)("$file $model", (network) => {
  const { learns, f64 } = network;
  it("checks in f32", () => checkSmall(network, "f32"));
  if (f64) it("checks in f64", () => checkSmall(network, "f64"));
  if (learns)
    it("learns", async () => {
      const path = await learn(network, learns);
      const last = path.slice(-5).reduce((sum, each) => sum + each / 5, 0);
      expect(last, path.join(" ")).toBeLessThan(path[0]!);
    });
});

describe("the specs", () => {
  it("inception.nn is a layer: it is checked, and nothing comes of it", () => {
    const network = { file: "specs/inception", model: "", set: {}, learns: undefined };
    const { files, diagnostics } = compile(smallSource(network), { read: readProjectFile });
    expect({ files, diagnostics }).toEqual({ files: [], diagnostics: [] });
  });
});

it.each(["networks", "specs"])("no file of %s is left out", (folder) => {
  const found = readdirSync(new URL(`../${folder}/`, import.meta.url))
    .filter((file) => file.endsWith(".nn") && file !== "inception.nn")
    .map((file) => `${folder}/${file.slice(0, -".nn".length)}`);
  const checked = new Set(smallNetworks.map(({ file }) => file));
  expect(found.filter((file) => !checked.has(file))).toEqual([]);
});
