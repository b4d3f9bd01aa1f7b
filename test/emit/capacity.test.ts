/** Modules for few samples leave out the loops over many, and compute the same. */
import { describe, expect, it } from "vitest";
import { engines } from "../../src/check/classes.ts";
import { compileModels, elaborateSource } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { generateFiles, generatorOf } from "./generate.ts";

const net = "input x: [70]  output y = x -> dense(90) -> relu -> dense(9)";
const model = `model Net { ${net} }`;
const numbers = (samples: number): Float32Array =>
  Float32Array.from({ length: 70 * samples }, (_, at) => Math.sin(at));

describe.each(engines)("%s", (engine) => {
  const { createNet } = generatorOf(engine);

  it.each([1, 2, 3, 4, 5, 9])("room for %i", async (batch) => {
    const [wide, own] = [
      await createNet(model, "Net", { batch: 64 }),
      await createNet(model, "Net", { batch }),
    ];
    for (let samples = 1; samples <= batch; samples++) {
      const given = { x: numbers(samples) };
      expect(own.forward(given)["y"]).toEqual(wide.forward(given)["y"]);
    }
  });
});

it("loops that no number of samples reaches are not there", () => {
  const textFor = (batch: number): string => generateFiles("net", model, { batch }).js;
  expect(textFor(1)).not.toContain("n % ");
  expect(textFor(2)).toContain("n - (n % 2)");
});

it("models that share kernels keep what one of them needs", () => {
  const modelFor = (name: string, batch: number): string =>
    `model ${name} { ${net}  loss sum(y)  train { optimizer sgd  batch ${batch} } }`;
  const sharedBy = (...batches: readonly number[]): string => {
    const text = batches.map((batch, at) => modelFor(`Net${at}`, batch)).join("\n");
    const source = createSource("two.nn", text);
    const { models } = compileModels(source, elaborateSource(source).models);
    const [first, second] = models;
    expect(models.map(({ capacity }) => capacity)).toEqual(batches);
    return JSON.stringify(second!.kernels.filter((kernel) => first!.kernels.includes(kernel)));
  };
  expect(sharedBy(1, 8)).toContain('"floorTo":2');
  expect(sharedBy(8, 1)).toContain('"floorTo":2');
  expect(sharedBy(1, 1)).not.toContain('"floorTo":2');
});
