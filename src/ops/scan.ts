/**
 * `scan`: a sub-graph, step by step along time. See `graph/scan.ts` for its parts.
 */
import type { Attributes, Graph, Value } from "../graph/graph.ts";
import { ShapeProblem, type BuildCore, type Op, type Tensor } from "../graph/op.ts";
import {
  bodySource,
  bodySources,
  inputBehind,
  partsOfScan,
  scanAttributes,
  stackedType,
  stepType,
  timeAxis,
  type ScanAttributes,
} from "../graph/scan.ts";
import { formatType, sameShape, type TensorType } from "../graph/type.ts";
import { differentiateScan } from "./kit/scan-gradient.ts";
import { scanSamples } from "./kit/scan-samples.ts";
import { copyStep, stepOf } from "./kit/steps-of-tensors.ts";

export const scan: Op = {
  name: "scan",
  family: "structure",
  doc: "Applies a body to each step of sequences, handing states on. Results: the states after the last step, then what each step emitted.",
  build: {
    signature: "(inputs: readonly Value[], attributes: Attributes): readonly Value[]",
    make: (build: BuildCore, inputs: readonly Value[], attributes: Attributes): readonly Value[] =>
      build.node(scan, inputs, attributes),
  },
  results: (inputs, attributes) => {
    const parts = scanAttributes(attributes);
    checkSources(inputs, parts);
    const starts = inputs.slice(parts.constants, parts.constants + parts.states);
    const outputs = parts.body.outputs.map(({ value }) => value.type);
    starts.forEach((start, index) => {
      if (!sameType(start, outputs[index]!)) {
        throw new ShapeProblem(
          `a state starts as ${formatType(start)} and goes on as ${formatType(outputs[index]!)}`,
        );
      }
    });
    const emits = outputs.slice(parts.states).map((type) => stackedType(type, parts.length));
    return [...starts, ...emits];
  },
  evaluate: (inputs, { attributes, types, shapes, run }) => {
    const { length, reverse, constants, states, body } = scanAttributes(attributes);
    const carried = inputs.slice(constants, constants + states);
    const sequences = inputs.slice(constants + states);
    const emits = shapes.slice(states).map((shape): Tensor => emptyTensor(shape));
    const axes = body.outputs.slice(states).map(({ value }) => timeAxis(value.type));
    const sequenceAxes = elementAxes(body, sequences.length);
    const bindings = new Map<string, Tensor>();
    inputs.slice(0, constants).forEach((each, at) => bindings.set(`constant:${at}`, each));
    const roots = body.outputs.map(({ value }) => value);
    let state = carried;
    for (let count = 0; count < length; count++) {
      const step = reverse ? length - 1 - count : count;
      state.forEach((each, at) => bindings.set(`carry:${at}`, each));
      sequences.forEach((each, at) =>
        bindings.set(`element:${at}`, stepOf(each, sequenceAxes[at]!, step)),
      );
      const results = run(roots, bindings);
      state = results.slice(0, states);
      results.slice(states).forEach((each, at) => copyStep(each, emits[at]!, axes[at]!, step));
    }
    return types.map((_, at) => (at < states ? state[at]! : emits[at - states]!));
  },
  gradient: differentiateScan,
  lower: () => ({ kind: "scan" }),
  error: () => {
    throw new Error("scans are unrolled before errors are followed");
  },
  multiplyAdds: ({ node, result }) => {
    if (result > 0) return 0;
    const { body, length } = scanAttributes(node.attributes);
    return length * multiplyAddsOf(body);
  },
  get samples() {
    return scanSamples();
  },
};

/** Every source of the body has the type of what it stands for. */
function checkSources(inputs: readonly TensorType[], parts: ScanAttributes): void {
  const values = inputs.map((type) => ({ type }) as Value);
  const whole = partsOfScan({ inputs: values, attributes: { ...parts } });
  for (const source of bodySources(parts.body)) {
    const { role, index } = bodySource(source);
    const input = inputBehind(whole, source)?.type as TensorType | undefined;
    const wanted = source.values[0]!.type;
    const given = input && (role === "element" ? stepType(input) : input);
    const hasLength = role !== "element" || input?.shape[timeAxis(input)] === parts.length;
    if (given === undefined || !hasLength || !sameType(given, wanted)) {
      const found = input === undefined ? "nothing" : formatType(input);
      throw new ShapeProblem(
        `${role} ${index} is ${formatType(wanted)} in each step, but ${found} is given`,
      );
    }
  }
}

function sameType(a: TensorType, b: TensorType): boolean {
  return a.element === b.element && sameShape(a.shape, b.shape);
}

function emptyTensor(shape: readonly number[]): Tensor {
  return { shape, data: new Float64Array(shape.reduce((product, each) => product * each, 1)) };
}

/** The axis of time of each sequence; of one that no step reads it does not matter. */
function elementAxes(body: Graph, count: number): readonly (0 | 1)[] {
  const axes = Array.from({ length: count }, (): 0 | 1 => 0);
  for (const source of bodySources(body)) {
    const { role, index } = bodySource(source);
    if (role === "element") axes[index] = timeAxis(source.values[0]!.type);
  }
  return axes;
}

function multiplyAddsOf(body: Graph): number {
  const nodes = new Set<Value["node"]>();
  const waiting = body.outputs.map(({ value }) => value.node);
  let total = 0;
  while (waiting.length > 0) {
    const node = waiting.pop()!;
    if (nodes.has(node)) continue;
    nodes.add(node);
    for (const value of node.values) total += node.op.multiplyAdds?.(value) ?? 0;
    waiting.push(...node.inputs.map((input) => input.node));
  }
  return total;
}
