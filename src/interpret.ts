/**
 * The interpreter: what a graph means, in float64, one node after another.
 *
 * Invariant: holds no arithmetic of its own; every number comes from an op's `evaluate`. It is the judge
 * of generated code, so it shares nothing with lowering.
 */
import { drawBits, drawKey, normalOf, truncatedNormalOf, uniformOf } from "./draws.ts";
import { topologicalOrder, type Node, type Value } from "./graph/graph.ts";
import type { Tensor } from "./graph/op.ts";
import type { Shape } from "./graph/type.ts";
import { unroll } from "./passes/unroll.ts";
import { placeKey } from "./place.ts";

/** Values of the sources by `role:name`: `input:x`, `param:dense1.W`, `counter:step`. */
export type Bindings = ReadonlyMap<string, Tensor>;

export interface InterpretOptions {
  readonly samples: number;
  /** `drawKey(seed, count)`; draws of the initialisation of seed 1 where it is missing. */
  readonly key?: number;
  /** Results to take in place of computing them: choices held fixed. */
  readonly hold?: ReadonlyMap<Node, readonly Tensor[]>;
  /** What ops worked out of shapes alone in earlier runs with as many samples: it is used again. */
  readonly memory?: InterpreterMemory;
  /** Unit roundoff of the target's arithmetic between stores; by default that of what it stores. */
  readonly arithmetic?: number | undefined;
  /** Sees every result as it comes, and may put others in its place. */
  readonly after?: Observer;
}

export type InterpreterMemory = Map<Node, unknown>;

export type Observer = (
  node: Node,
  inputs: readonly Tensor[],
  results: readonly Tensor[],
  evaluate: (inputs: readonly Tensor[]) => readonly Tensor[],
) => readonly Tensor[];

/** Thrown when a source is not bound or has another shape than its binding. */
export class BindingError extends Error {}

/** Computes values. Tensors are dropped after their last use. */
export function interpret(
  values: readonly Value[],
  bindings: Bindings,
  options: InterpretOptions,
): readonly Tensor[] {
  const known = new Map<Value, Tensor>();
  const order = topologicalOrder(values);
  const lastUse = findLastUses(order, values);
  order.forEach((node, time) => {
    const inputs = node.inputs.map((input) => known.get(input)!);
    const evaluate = (given: readonly Tensor[]): readonly Tensor[] =>
      evaluateNode(node, given, bindings, options);
    const results = evaluate(inputs);
    const seen = options.after?.(node, inputs, results, evaluate) ?? results;
    seen.forEach((tensor, result) => known.set(node.values[result]!, tensor));
    for (const input of node.inputs) if (lastUse.get(input) === time) known.delete(input);
  });
  return values.map((value) => known.get(value)!);
}

/** All results of all nodes, for error analysis and tracing. */
export function interpretAll(
  values: readonly Value[],
  bindings: Bindings,
  options: InterpretOptions,
): ReadonlyMap<Value, Tensor> {
  const known = new Map<Value, Tensor>();
  for (const node of topologicalOrder(values)) {
    const inputs = node.inputs.map((input) => known.get(input)!);
    evaluateNode(node, inputs, bindings, options).forEach((tensor, result) =>
      known.set(node.values[result]!, tensor),
    );
  }
  return known;
}

/** The shape with the batch as a number. */
export function resolveShape(shape: Shape, samples: number): readonly number[] {
  return shape.map((dimension) => (dimension === "batch" ? samples : dimension));
}

export function evaluateNode(
  node: Node,
  inputs: readonly Tensor[],
  bindings: Bindings,
  options: InterpretOptions,
): readonly Tensor[] {
  const held = options.hold?.get(node);
  if (held !== undefined) return held;
  if (node.op.isGiven === true) {
    return [lookUp(node, bindings, options)];
  }
  return node.op.evaluate(inputs, {
    attributes: node.attributes,
    types: types(node),
    shapes: node.values.map((value) => resolveShape(value.type.shape, options.samples)),
    samples: options.samples,
    draw: (distribution, place, sample, count) =>
      drawNumbers(distribution, options.key ?? drawKey(1, 0), placeKey(place), sample, count),
    run: (graph, inner) => interpret(graph, inner, options),
    remember: (make) => remember(node, options.memory, make),
  });
}

function remember<T>(node: Node, memory: InterpreterMemory | undefined, make: () => T): T {
  if (memory === undefined) return make();
  if (!memory.has(node)) memory.set(node, make());
  return memory.get(node) as T;
}

function types(node: Node) {
  return node.values.map((value) => value.type);
}

function lookUp(node: Node, bindings: Bindings, options: InterpretOptions): Tensor {
  const { role, name } = node.attributes as { role: string; name: string };
  if (role === "counter" && name === "samples") {
    return { shape: [], data: Float64Array.of(options.samples) };
  }
  const tensor = bindings.get(`${role}:${name}`);
  if (tensor === undefined) throw new BindingError(`${role} ${name} has no value`);
  const wanted = resolveShape(node.values[0]!.type.shape, options.samples);
  if (tensor.shape.join() !== wanted.join()) {
    throw new BindingError(
      `${role} ${name} has the shape [${tensor.shape.join(", ")}], not [${wanted.join(", ")}]`,
    );
  }
  return tensor;
}

function drawNumbers(
  distribution: string,
  key: number,
  place: number,
  sample: number,
  count: number,
): Float64Array {
  const transform = { uniform: uniformOf, normal: normalOf, truncatedNormal: truncatedNormalOf }[
    distribution
  ];
  if (transform === undefined) throw new Error(`there is no distribution ${distribution}`);
  return Float64Array.from({ length: count }, (_, element) =>
    transform(drawBits(key, place, sample, element)),
  );
}

function findLastUses(order: readonly Node[], kept: readonly Value[]): ReadonlyMap<Value, number> {
  const last = new Map<Value, number>();
  order.forEach((node, time) => node.inputs.forEach((input) => last.set(input, time)));
  for (const value of kept) last.delete(value);
  return last;
}

// ── running error analysis ────────────────────────────────────────────────────────────────────────

export interface Measured {
  readonly tensor: Tensor;
  /** How far a target of the given precision may be from each element. */
  readonly error: Tensor;
}

export interface MeasuredRun {
  readonly results: readonly Measured[];
  /** Choices (comparisons, winners) that lie within the errors: a target may choose otherwise. */
  readonly undecided: readonly Node[];
}

/**
 * Computes values and carries beside each how far rounding may take a target away from it. Scans are
 * unrolled, so that each step's errors are followed.
 *
 * @param unit unit roundoff of the target: 2^-24 for float32, 2^-53 for float64
 * @param given how far the target's own bindings may be off; those without are the very same numbers
 */
export function interpretWithErrors(
  values: readonly Value[],
  bindings: Bindings,
  options: InterpretOptions,
  unit: number,
  given: Bindings = new Map(),
): MeasuredRun {
  const tensors = new Map<Value, Tensor>();
  const errors = new Map<Value, Tensor>();
  const undecided = new Set<Node>();
  const unrolled = unroll(values);
  const remembering = { memory: new Map(), ...options };
  for (const node of topologicalOrder(unrolled)) {
    const inputs = node.inputs.map((input) => tensors.get(input)!);
    const results = evaluateNode(node, inputs, bindings, remembering);
    const bounds = errorsOf(node, inputs, results, {
      given,
      inputErrors: node.inputs.map((input) => errors.get(input)!),
      unit,
      arithmetic: options.arithmetic ?? unit,
      evaluate: (others) => evaluateNode(node, others, bindings, remembering),
      undecided: () => undecided.add(node),
    });
    node.values.forEach((value, result) => {
      tensors.set(value, results[result]!);
      errors.set(value, bounds[result]!);
    });
  }
  const results = unrolled.map((value) => ({
    tensor: tensors.get(value)!,
    error: errors.get(value)!,
  }));
  return { results, undecided: [...undecided] };
}

interface Measuring {
  readonly given: Bindings;
  readonly inputErrors: readonly Tensor[];
  readonly unit: number;
  readonly arithmetic: number;
  readonly evaluate: (inputs: readonly Tensor[]) => readonly Tensor[];
  readonly undecided: () => void;
}

function errorsOf(
  node: Node,
  inputs: readonly Tensor[],
  results: readonly Tensor[],
  { given, inputErrors, undecided, ...measuring }: Measuring,
): readonly Tensor[] {
  if (node.op.isGiven === true) {
    const { role, name } = node.attributes as { role: string; name: string };
    const exact = results.map(({ shape, data }) => ({
      shape,
      data: new Float64Array(data.length),
    }));
    const error = given.get(`${role}:${name}`);
    return error === undefined ? exact : [error];
  }
  const { attributes } = node;
  const about = { attributes, inputs, results, errors: inputErrors, undecided, ...measuring };
  return node.op.error(about).map((error, result) => {
    // Whole numbers are counted with, not rounded; where one of several is chosen, `undecided` was told.
    const isFloat = node.values[result]!.type.element === "float";
    return isFloat ? error : { ...error, data: new Float64Array(error.data.length) };
  });
}

/** How far the rounding of this node alone may take a target away, if its inputs are exact. */
export function roundingOf(
  node: Node,
  inputs: readonly Tensor[],
  results: readonly Tensor[],
  measuring: Pick<Measuring, "unit" | "arithmetic" | "evaluate">,
): readonly Tensor[] {
  const errors = inputs.map(({ shape, data }) => ({ shape, data: new Float64Array(data.length) }));
  const { attributes } = node;
  return node.op.error({
    attributes,
    inputs,
    results,
    errors,
    undecided: () => {},
    ...measuring,
  });
}
