/**
 * What named values and gradients by them are, worked out apart from everything that is tested: the
 * values by the interpreter from the graph as it was elaborated, the gradients by central differences of
 * the rest of that graph, with the value given.
 */
import { drawKey } from "../../src/draws.ts";
import type { Value } from "../../src/graph/graph.ts";
import type { Tensor } from "../../src/graph/op.ts";
import { createBuild } from "../../src/graph/build.ts";
import { substitute } from "../../src/graph/substitute.ts";
import { interpret } from "../../src/interpret.ts";
import type { Model } from "../../src/model/model.ts";
import { fitRanges } from "../../src/check/fitting.ts";
import { makeInputs, checkedSamples } from "../../src/check/inputs.ts";
import { startBindings } from "../model/evaluate-text.ts";

export interface Judge {
  /** Inputs and targets, as a module takes them. */
  readonly inputs: Readonly<Record<string, Float64Array>>;
  readonly valuesOf: (section: "inference" | "training") => ReadonlyMap<string, Float64Array>;
  /** ∂loss/∂value, or of Σ output · weight, in the training graph. */
  readonly gradientBy: (name: string, weights?: Weights) => readonly number[];
}

export type Weights = Readonly<Record<string, Float64Array>>;

/** Of a module that was made with the seed 1 and has gone through one training forward at most. */
export function createJudge(model: Model): Judge {
  const ports = makeInputs(model, fitRanges(model), 0);
  const bindings = new Map([...startBindings(model), ...ports]);
  const run = (values: readonly Value[], more: ReadonlyMap<string, Tensor> = new Map()) =>
    interpret(values, new Map([...bindings, ...more]), {
      samples: checkedSamples,
      key: drawKey(1, 1),
    });
  return {
    inputs: Object.fromEntries(
      [...ports].map(([id, { data }]) => [id.slice(id.indexOf(":") + 1), data]),
    ),
    valuesOf: (section) => {
      const { values } = model[section];
      const tensors = run(values.map(({ value }) => value));
      return new Map(values.map(({ name }, at) => [name, tensors[at]!.data]));
    },
    gradientBy: (name, weights) => {
      const { value } = model.training.values.find((each) => each.name === name)!;
      const targets =
        weights === undefined
          ? [{ value: model.training.loss!, weight: Float64Array.of(1) }]
          : Object.entries(weights).map(([output, weight]) => ({
              value: model.training.outputs.find((each) => each.name === output)!.value,
              weight,
            }));
      const given = createBuild().source("argument", "given", value.type);
      const rest = substitute(
        targets.map((each) => each.value),
        new Map([[value, given]]),
      );
      const [at] = run([value]) as [Tensor];
      const along = (element: number, distance: number): number => {
        const data = at.data.slice();
        data[element]! += distance;
        const results = run(rest, new Map([["argument:given", { ...at, data }]]));
        return results.reduce(
          (sum, { data: numbers }, index) =>
            sum + numbers.reduce((all, each, k) => all + each * targets[index]!.weight[k]!, 0),
          0,
        );
      };
      const step = 1e-5;
      return [...at.data].map((_, k) => (along(k, step) - along(k, -step)) / (2 * step));
    },
  };
}
