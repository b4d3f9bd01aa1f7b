/** Evaluates what a program computes, by the interpreter. */
import { interpret, type Bindings } from "../../src/interpret.ts";
import type { Value } from "../../src/graph/graph.ts";
import type { Tensor } from "../../src/graph/op.ts";
import type { ElaborateOptions } from "../../src/model/elaborate.ts";
import type { Model, Named } from "../../src/model/model.ts";
import { elaborateText } from "./elaborate-text.ts";

/** Numbers of one sample, nested. */
export type Numbers = number | readonly Numbers[];

/** The models of a program without mistakes. Throws the first message otherwise. */
export function modelsOf(text: string, options: ElaborateOptions = {}): readonly Model[] {
  const { models, diagnostics } = elaborateText(text, options);
  const error = diagnostics.find(({ severity }) => severity === "error");
  if (error) throw new Error(`${error.code} ${error.message}`);
  return models;
}

export function modelOf(text: string, options: ElaborateOptions = {}): Model {
  const [model] = modelsOf(text, options);
  if (model === undefined) throw new Error("the program has no model");
  return model;
}

/** A tensor of numbers; the shape is that of the lists. */
export function toTensor(numbers: Numbers): Tensor {
  const shape: number[] = [];
  for (let each = numbers; typeof each !== "number"; each = each[0]!) shape.push(each.length);
  const flat = [numbers].flat(Infinity as 10) as readonly number[];
  return { shape, data: Float64Array.from(flat) };
}

/** Params and buffers at their start, by `role:name`. */
export function startBindings(model: Model): Map<string, Tensor> {
  const bindings = new Map<string, Tensor>();
  for (const [role, all] of [
    ["param", model.params],
    ["buffer", model.buffers],
  ] as const) {
    const values = interpret(
      all.map(({ initial }) => initial),
      new Map(),
      { samples: 1 },
    );
    all.forEach(({ name }, index) => bindings.set(`${role}:${name}`, values[index]!));
  }
  return bindings;
}

/** Inputs and targets, each an array of samples. */
export function bindPorts(
  model: Model,
  given: Readonly<Record<string, readonly Numbers[]>>,
): Map<string, Tensor> {
  const bindings = new Map<string, Tensor>();
  for (const [name, samples] of Object.entries(given)) {
    const role = model.inputs.some((port) => port.name === name) ? "input" : "target";
    bindings.set(`${role}:${name}`, toTensor(samples));
  }
  return bindings;
}

export function evaluate(values: readonly Value[], bindings: Bindings, samples = 1) {
  return interpret(values, bindings, { samples }).map(({ data }) => [...data]);
}

/** The output `y` of a model of one sample, its numbers in a row. */
export function outputOf(
  text: string,
  given: Readonly<Record<string, Numbers>> = {},
  name = "y",
  options: ElaborateOptions = {},
): readonly number[] {
  const model = modelOf(text, options);
  const samples = Object.fromEntries(Object.entries(given).map(([key, each]) => [key, [each]]));
  const bindings = new Map([...startBindings(model), ...bindPorts(model, samples)]);
  const output = find(model.inference.outputs, name);
  return evaluate([output.value], bindings)[0]!;
}

export function find(all: readonly Named[], name: string): Named {
  const found = all.find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}
