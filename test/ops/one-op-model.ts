/**
 * A model of one op: a sample's inputs in, its results out, so that everything that is checked of models
 * is checked of every op.
 *
 * Invariant: inputs that vary over the batch are model inputs; other floats are params, so that their
 * gradients are compared; other ints and bools are constants.
 */
import { drawBits, drawKey, uniformOf } from "../../src/draws.ts";
import { createSource, type Span } from "../../src/diagnostics/source.ts";
import { createBuild } from "../../src/graph/build.ts";
import type { Value } from "../../src/graph/graph.ts";
import type { Op, Sample, SampleInput } from "../../src/graph/op.ts";
import { elementCount, isBatched } from "../../src/graph/type.ts";
import {
  emptySection,
  type Model,
  type Param,
  type Port,
  type Section,
} from "../../src/model/model.ts";
import { placeKey } from "../../src/place.ts";
import type { PortRanges } from "../../src/check/inputs.ts";

const span: Span = { source: createSource("sample.nn", ""), start: 0, end: 0 };

/** Small programs are written as straight lines; one with more to do is written as loops throughout. */
export type Form = "straight lines" | "loops";

/** Elements of a second output that make a program too large for straight lines. */
const ballast = 1000;

export interface OneOpModel {
  readonly model: Model;
  readonly ranges: Required<PortRanges>;
}

export function createOneOpModel(
  op: Op,
  sample: Sample,
  form: Form = "straight lines",
): OneOpModel {
  const build = createBuild();
  const inputs: Port[] = [];
  const params: Param[] = [];
  const limits = new Map<string, number>();
  const ranges = new Map<string, readonly [number, number]>();
  const values = sample.inputs.map((input, index): Value => {
    const name = `x${index}`;
    if (isBatched(input.type)) {
      inputs.push({ name, type: input.type, doc: undefined, span });
      if (input.type.element === "float") ranges.set(name, input.range ?? [-2, 2]);
      else limits.set(name, input.range?.[1] ?? 2);
      return build.source("input", name, input.type);
    }
    const numbers = numbersOf(input, name);
    const fixed = build.constant(numbers, input.type.shape, input.type.element);
    if (input.type.element !== "float") return fixed;
    params.push({ name, type: input.type, initial: fixed, frozen: false, span });
    return build.source("param", name, input.type);
  });
  const results = build.node(op, values, sample.attributes ?? {});
  const outputs = results.map((value, index) => ({
    name: index === 0 ? "y" : `y${index}`,
    value,
    span,
  }));
  if (form === "loops") {
    const type = { element: "float", shape: [ballast] } as const;
    params.push({
      name: "ballast",
      type,
      initial: build.constant(1, [ballast]),
      frozen: true,
      span,
    });
    outputs.push({ name: "z", value: build.tanh(build.source("param", "ballast", type)), span });
  }
  const section: Section = { ...emptySection, outputs };
  const model: Model = {
    name: "Sample",
    nameSpan: span,
    doc: undefined,
    span,
    settings: {},
    inputs,
    targets: [],
    params,
    buffers: [],
    inference: section,
    training: section,
    optimizer: undefined,
    learns: false,
    carried: [],
    batch: 3,
    epochs: 1,
    layers: [],
    portLimits: { enforced: new Map(), likely: limits },
    tests: [],
  };
  return { model, ranges: { limits, ranges } };
}

function numbersOf(input: SampleInput, name: string): readonly number[] {
  if (input.values !== undefined) return input.values;
  const [low, high] = input.range ?? [-2, 2];
  const place = placeKey(name);
  return Array.from({ length: elementCount(input.type.shape) }, (_, index) => {
    const u = uniformOf(drawBits(drawKey(7, 0), place, 0, index));
    const number = low + (high - low) * u;
    return input.type.element === "float" ? Math.fround(number) : Math.floor(number);
  });
}
