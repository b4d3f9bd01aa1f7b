/**
 * Modules that only infer: what they compute once from their weights, and convolutions with fewer products.
 */
import { describe, expect, it } from "vitest";
import { engines } from "../../src/check/classes.ts";
import { compareTensors } from "../../src/check/compare.ts";
import { checkedSamples, makeInputs } from "../../src/check/inputs.ts";
import type { Tensor } from "../../src/graph/op.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { elaborateSource } from "../../src/compile.ts";
import { interpret, interpretWithErrors } from "../../src/interpret.ts";
import type { Model } from "../../src/model/model.ts";
import { fewerProducts } from "../../src/passes/fewer-products.ts";
import { runPasses } from "../../src/passes/pipeline.ts";
import { buildPrograms } from "../../src/programs.ts";
import { readSafetensors } from "../../src/train/safetensors.ts";
import { loadModel, type TestedModel } from "./generate.ts";

/** Frames, steps and sizes that do not fill the tiles; and a norm, whose scale depends on weights alone. */
const cases = [
  ["a tile and a part of one", "input x: [9, 7, 32]", "x -> conv(40, 3, pad: 1) -> relu"],
  ["whole tiles, large ones", "input x: [10, 14, 32]", "x -> conv(32, 3)"],
  ["no more than a tile", "input x: [4, 4, 48]", "x -> conv(32, 3, pad: 1, bias: false)"],
  ["two of them, and norms", "input x: [8, 8, 32]", "x -> conv(32, 3, pad: 1) -> batchNorm -> relu -> conv(32, 3, pad: 2)"],
] as const; // prettier-ignore

/** Kernels of more than a million multiply-adds, whose tiles are functions of their own. */
const large = [
  ["a row of a thousand", "input x: [1030]", "x -> dense(1001) -> relu"],
  ["a convolution", "input x: [11, 10, 48]", "x -> conv(44, 3, pad: 1) -> tanh"],
  ["products by the batch", "input x: [70, 96]", "x -> selfAttention(2)"],
] as const;

const [width, unit] = [checkedSamples, 2 ** -24];

function textOf(input: string, output: string): string {
  return `model M {\n  ${input}\n  output y = ${output}\n}\n`;
}

function modelOf(text: string): Model {
  return elaborateSource(createSource("m.nn", text)).models[0]!;
}

/** The weights of a net as the interpreter takes them, with inputs. */
function bindingsOf(model: Model, net: TestedModel): ReadonlyMap<string, Tensor> {
  const { tensors } = readSafetensors(net.save(), "weights");
  const bindings = new Map(makeInputs(model, { limits: new Map() }, 0));
  const take = (role: string, name: string): void => {
    const { shape, data } = tensors.get(name)!;
    bindings.set(`${role}:${name}`, { shape, data: Float64Array.from(data as ArrayLike<number>) });
  };
  model.params.forEach(({ name }) => take("param", name));
  model.buffers.forEach(({ name }) => take("buffer", name));
  return bindings;
}

describe.each(engines)("inference by %s", (engine) => {
  const options = { inference: true, batch: width, engine };

  it.each(cases)("is right within the rounding of its transforms: %s", async (_, input, output) => {
    const text = textOf(input, output);
    const model = modelOf(text);
    const net = (await loadModel(text, "M", options)).create({ seed: 5 });
    const bindings = bindingsOf(model, net);
    const value = model.inference.outputs[0]!.value;
    const [exact] = interpret([value], bindings, { samples: width, key: 0 });
    const fast = runPasses(
      fewerProducts(runPasses({ name: "M", outputs: model.inference.outputs })),
    );
    expect(fast.outputs[0]!.value).not.toBe(value);
    const given = { samples: width, key: 0 };
    const { results } = interpretWithErrors([fast.outputs[0]!.value], bindings, given, unit);
    const { y } = net.forward({ x: bindings.get("input:x")!.data });
    const worst = compareTensors(
      { tensor: exact!, error: results[0]!.error },
      { value: "y", data: y! },
    );
    expect(worst.error, JSON.stringify(worst)).toBeLessThanOrEqual(worst.bound);
  });

  it.each([...cases, ...large])(
    "with --exact rounds as little as ever: %s",
    async (_, input, output) => {
      const text = textOf(input, output);
      const model = modelOf(text);
      const net = (await loadModel(text, "M", { ...options, exact: true })).create({ seed: 5 });
      const bindings = bindingsOf(model, net);
      const given = { samples: width, key: 0 };
      const values = [model.inference.outputs[0]!.value];
      const { results } = interpretWithErrors(values, bindings, given, unit);
      const { y } = net.forward({ x: bindings.get("input:x")!.data });
      const worst = compareTensors(results[0]!, { value: "y", data: y! });
      expect(worst.error, JSON.stringify(worst)).toBeLessThanOrEqual(worst.bound);
    },
  );

  it("prepares anew when it gets other weights, and saves those it was given", async () => {
    const [, input, output] = cases[3];
    const Class = await loadModel(textOf(input, output), "M", options);
    const [first, second] = [Class.create({ seed: 1 }), Class.create({ seed: 2 })];
    const x = makeInputs(modelOf(textOf(input, output)), { limits: new Map() }, 0).get("input:x")!;
    const wanted = second.forward({ x: x.data })["y"]!.slice();
    first.load(second.save());
    expect(first.forward({ x: x.data })["y"]).toEqual(wanted);
    expect(first.save()).toEqual(second.save());
  });
});

it("computes what depends on weights alone once, not in each call", () => {
  const [, input, output] = cases[3];
  const model = modelOf(textOf(input, output));
  const { graphs } = buildPrograms(model, true, { fewerProducts: true });
  expect(graphs.get("prepare")!.outputs.length).toBeGreaterThan(2);
  const roles = new Set(
    [...(graphs.get("forward")?.outputs ?? [])].flatMap(({ value }) => sourcesOf(value.node)),
  );
  expect(roles.has("residual")).toBe(true);
});

function sourcesOf(node: Model["inference"]["outputs"][number]["value"]["node"]): string[] {
  if (node.op.isGiven === true) return [String(node.attributes["role"])];
  return node.inputs.flatMap((each) => sourcesOf(each.node));
}
