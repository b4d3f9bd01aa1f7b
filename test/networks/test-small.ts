/**
 * A network, small: its own tests, generated code = interpreter, gradients = differences; and twenty steps on
 * one batch make what they should make smaller smaller.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { fitRanges } from "../../src/check/fitting.ts";
import { generateClasses } from "../../src/check/classes.ts";
import { checkGradients } from "../../src/check/gradients.ts";
import { makeInputs, type PortRanges } from "../../src/check/inputs.ts";
import type { GeneratedClass, Inputs } from "../../src/check/load.ts";
import { compareTargets } from "../../src/check/targets.ts";
import { runTest } from "../../src/check/tests.ts";
import { elaborateSource } from "../../src/compile.ts";
import type { Model } from "../../src/model/model.ts";
import { readProjectFile } from "./read.ts";
import { smallSource, type Learning, type SmallNetwork } from "./small.ts";

/** Scalar operations for the differences of one network; `nnc check` spends twenty times as many. */
const budget = 5e6;

export function testSmall(network: SmallNetwork): void {
  const { model: name, set, f64, learns } = network;
  let model: Model;
  let classes: readonly GeneratedClass[];
  let ranges: PortRanges;

  beforeAll(async () => {
    const options = { read: readProjectFile, model: name, set };
    const { models, diagnostics } = elaborateSource(smallSource(network), options);
    expect(diagnostics).toEqual([]);
    model = models[0]!;
    classes = await generateClasses(model, "f32");
    ranges = fitRanges(model);
  });

  it("passes its own tests, and agrees with the interpreter", async () => {
    const tests = [];
    for (const test of model.tests) tests.push(await runTest(test, model, "f32"));
    const all = [...tests, ...compareTargets(model, classes, "f32", ranges)];
    expect(all.filter(({ ok }) => !ok)).toEqual([]);
  });

  if (f64)
    it("agrees in float64, too", async () => {
      const inFloat64 = await generateClasses(model, "f64");
      const agreements = compareTargets(model, inFloat64, "f64", ranges);
      expect(agreements.filter(({ ok }) => !ok)).toEqual([]);
    });

  it("has the gradients that it should", () => {
    const agreement = checkGradients(model, ranges, budget);
    expect(agreement.ok, JSON.stringify(agreement)).toBe(true);
  });

  if (learns)
    it("learns", () => {
      for (const generated of classes) {
        const path = learn(generated, batchFor(model, ranges, learns), learns);
        const last = path.slice(-5).reduce((sum, each) => sum + each / 5, 0);
        expect(last, path.join(" ")).toBeLessThan(path[0]!);
      }
    });
}

function batchFor(model: Model, ranges: PortRanges, { of, as }: Learning): Inputs {
  const fits = (id: string): boolean => of === "all" || id.startsWith("target:");
  return Object.fromEntries(
    [...makeInputs(model, ranges, 0)].map(([id, { data }]) => [
      id.slice(id.indexOf(":") + 1),
      as !== undefined && fits(id) ? data.map(as) : data,
    ]),
  );
}

function learn(
  generated: GeneratedClass,
  batch: Inputs,
  { metric, rate }: Learning,
): readonly number[] {
  const net = generated.create({ seed: 1 });
  return Array.from({ length: 20 }, () => {
    net.step(batch, rate === undefined ? {} : { rate });
    return net.metrics[metric]!;
  });
}
