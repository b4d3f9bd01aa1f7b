/**
 * Applies a layer to numbers that a formula makes, with params that another makes, in the interpreter.
 *
 * Invariant: nothing is drawn, so that loops written in a test see the same numbers.
 */
import { expect } from "vitest";
import type { Tensor } from "../../src/graph/op.ts";
import { evaluate, find, modelOf, startBindings } from "../model/evaluate-text.ts";

/** Numbers without a pattern, of either sign, all different. */
export function scatter(count: number, start: number): Float64Array {
  return Float64Array.from({ length: count }, (_, at) => Math.sin(1.7 * (at + start) + 0.3) * 2);
}

const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export interface Applied {
  readonly inputs: readonly Tensor[];
  /** By name, without the layer's own: `W`, `query.W`. */
  readonly params: ReadonlyMap<string, Tensor>;
  readonly result: Tensor;
}

/** `stage` applied to inputs of these shapes, which are called a, b, … */
export function applyLayer(stage: string, shapes: readonly (readonly number[])[]): Applied {
  const names = ["a", "b"].slice(0, shapes.length);
  const ports = names.map((name, at) => `input ${name}: [${shapes[at]!.join(", ")}]`);
  const text = `model M { ${ports.join(" ")} output y = (${names.join(", ")}) -> ${stage} }`;
  const model = modelOf(text);
  const inputs = shapes.map((shape, at) => ({ shape, data: scatter(count(shape), 100 * at) }));
  const bindings = new Map(inputs.map((tensor, at) => [`input:${names[at]!}`, batchOfOne(tensor)]));
  const params = new Map<string, Tensor>();
  for (const [key, { shape }] of startBindings(model)) {
    const tensor = { shape, data: scatter(count(shape), 37 * (params.size + 7)) };
    bindings.set(key, tensor);
    params.set(key.replace(/^\w+:\w+\./, ""), tensor);
  }
  const { value } = find(model.inference.outputs, "y");
  const shape = value.type.shape.filter((each) => each !== "batch");
  const data = Float64Array.from(evaluate([value], bindings)[0]!);
  return { inputs, params, result: { shape, data } };
}

function batchOfOne({ shape, data }: Tensor): Tensor {
  return { shape: [1, ...shape], data };
}

export function at({ shape, data }: Tensor, ...place: readonly number[]): number {
  return data[shape.reduce((index, length, axis) => index * length + place[axis]!, 0)]!;
}

/** The same, and another number outside. */
export function padded(tensor: Tensor, outside: number, ...place: readonly number[]): number {
  const inside = place.every((each, axis) => each >= 0 && each < tensor.shape[axis]!);
  return inside ? at(tensor, ...place) : outside;
}

export function expectTensor(
  actual: Tensor,
  shape: readonly number[],
  wanted: (...place: number[]) => number,
): void {
  expect(actual.shape).toEqual(shape);
  const place = shape.map(() => 0);
  for (const number of actual.data) {
    const other = wanted(...place);
    const bound = 1e-12 * Math.max(1, Math.abs(other));
    expect(Math.abs(number - other), `[${place.join(", ")}]`).toBeLessThanOrEqual(bound);
    for (let axis = place.length - 1; axis >= 0 && ++place[axis]! === shape[axis]; axis--) {
      place[axis] = 0;
    }
  }
}

export function sum(length: number, term: (index: number) => number): number {
  let total = 0;
  for (let index = 0; index < length; index++) total += term(index);
  return total;
}
