/**
 * A training run of a hundred steps in float64: one loss curve in interpreter and module.
 */
import { expect, it } from "vitest";
import { checkedSamples, makeInputs } from "../../src/check/inputs.ts";
import { engines } from "../../src/check/classes.ts";
import { elaborateSource } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { drawKey } from "../../src/draws.ts";
import type { Tensor } from "../../src/graph/op.ts";
import { interpret } from "../../src/interpret.ts";
import type { Model } from "../../src/model/model.ts";
import { buildPrograms } from "../../src/programs.ts";
import { loadModel, readSpec } from "../emit/generate.ts";

/** A hundred steps of the interpreter, each from its own last state. */
function trainInterpreter(model: Model, inputs: ReadonlyMap<string, Tensor>): readonly number[] {
  const { graphs } = buildPrograms(model, false);
  const step = graphs.get("step")!;
  const state = new Map<string, Tensor>(inputs);
  const owned = [
    ...model.params.map(({ name, initial }) => [`param:${name}`, initial] as const),
    ...model.optimizer!.states.map(({ name, initial }) => [`state:${name}`, initial] as const),
  ];
  for (const [id, initial] of owned) {
    state.set(id, interpret([initial], new Map(), { samples: 1, key: drawKey(1, 0) })[0]!);
  }
  const values = step.outputs.map((output) => output.value);
  return Array.from({ length: 100 }, (_, index) => {
    state.set("counter:step", { shape: [], data: Float64Array.of(index + 1) });
    for (const { name, value } of model.optimizer!.settings) {
      state.set(`setting:${name}`, interpret([value], state, { samples: 1 })[0]!);
    }
    const options = { samples: checkedSamples, key: drawKey(1, index + 1) };
    const results = interpret(values, state, options);
    step.outputs.forEach(({ name }, at) => {
      if (!name.startsWith("metric:")) state.set(name, results[at]!);
    });
    return results[step.outputs.findIndex(({ name }) => name === "metric:loss")]!.data[0]!;
  });
}

it("digits: a hundred steps in float64 are the same in interpreter and module", async () => {
  const source = createSource("digits.nn", readSpec("digits"));
  const options = { set: { hidden: 12 }, dtype: "f64" } as const;
  const [model] = elaborateSource(source, options).models;
  const inputs = makeInputs(model!, { limits: new Map([["label", 10]]) }, 0);
  const expected = trainInterpreter(model!, inputs);
  const batch = { x: inputs.get("input:x")!.data, label: inputs.get("target:label")!.data };
  for (const engine of engines) {
    const net = (await loadModel(source.text, "Digits", { ...options, engine })).create();
    expected.forEach((loss, index) => {
      // Rounding differs in the last bits, and a hundred steps of Adam amplify it a little.
      const relative = Math.abs(net.step(batch) - loss) / loss;
      const told = { engine, step: index + 1 };
      expect({ ...told, agrees: relative < 1e-9 }).toEqual({ ...told, agrees: true });
    });
  }
  expect(expected.at(-1)!).toBeLessThan(expected[0]! / 10);
});
