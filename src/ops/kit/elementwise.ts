/**
 * The family of elementwise ops: one number out of the numbers at the same place.
 *
 * Invariant: all inputs have one shape, the result's; `build` brings operands to it. `evaluate` works on
 * plain numbers and `lower` on scalar expressions, written apart.
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Attributes, Value } from "../../graph/graph.ts";
import type { BuildCore, Op, Operand, Sample, Static, Surface, Tensor } from "../../graph/op.ts";
import { ShapeProblem } from "../../graph/op.ts";
import { formatType, sameShape, type ElementType, type TensorType } from "../../graph/type.ts";
import type { Lowering } from "../../kernel/lowering.ts";
import { call, type Instruction, type Scalar } from "../../kernel/scalar.ts";
import { constantOf } from "./constants.ts";
import { applyTo, cornerError, type Compute, type Rounding } from "./elementwise-error.ts";
import { underOneReshape } from "./reshaped.ts";
import { allInTime } from "./time.ts";

export interface ElementwiseOptions extends Rounding {
  readonly name: string;
  readonly doc: string;
  readonly wires: readonly string[];
  readonly element: (inputs: readonly ElementType[]) => ElementType;
  readonly lower: Instruction | ((parts: readonly Scalar[]) => Scalar);
  readonly gradient: Op["gradient"];
  /** `+`; unary minus is "negate". */
  readonly operator?: string;
  /** Name in `.nn` where it can be called. */
  readonly called?: string;
  /** As `Surface.example`. */
  readonly example?: string;
  readonly samples: readonly Sample[];
  readonly isChoice?: boolean;
  readonly isIdentity?: boolean;
  readonly isSlow?: boolean;
  readonly sign?: Op["sign"];
  readonly proportion?: Op["proportion"];
  readonly domain?: Op["domain"];
  readonly simplify?: Op["simplify"];
  readonly logarithm?: Op["logarithm"];
  readonly error?: Op["error"];
  /** How the operator works on ints, where a number at a place may not come out whole. */
  readonly whole?: (wires: readonly Value[], build: Build) => Value;
}

/** Arithmetic of ints (and bools, which count as 0 and 1) stays int; one float makes it float. */
export function arithmeticElement(inputs: readonly ElementType[]): ElementType {
  return inputs.includes("float") ? "float" : "int";
}

/** Of values that are put beside one another: their own where they have one, else that of their sum. */
export function commonElement(inputs: readonly ElementType[]): ElementType {
  return inputs.every((each) => each === inputs[0]) ? inputs[0]! : arithmeticElement(inputs);
}

export const floatElement = (): ElementType => "float";
export const boolElement = (): ElementType => "bool";

export function elementwise(options: ElementwiseOptions): Op {
  const { name, wires, compute, lower } = options;
  const lowering: Lowering = {
    kind: "element",
    element: ({ inputs, at, read }) => {
      const parts = inputs.map((_, input) => read(input, at));
      return typeof lower === "string" ? call(lower, ...parts) : lower(parts);
    },
  };
  const op: Op = {
    name,
    family: "elementwise",
    doc: options.doc,
    build: {
      signature: `(${wires.map((wire) => `${wire}: Operand`).join(", ")}): Value`,
      make: (build: BuildCore, ...operands: readonly Operand[]) =>
        build.node(op, build.align(operands), {})[0]!,
    },
    results: (inputs) => [commonType(name, inputs, options.element)],
    evaluate: (inputs) => [evaluateAll(inputs, compute)],
    gradient: options.gradient,
    lower: () => lowering,
    error: options.error ?? ((context) => [cornerError(context, options)]),
    samples: options.samples,
    ...given("isChoice", options.isChoice),
    ...given("isSlow", options.isSlow),
    ...given("isIdentity", options.isIdentity),
    ...given("sign", options.sign),
    ...given("proportion", options.proportion),
    ...given("domain", options.domain),
    vectorize: (context) => {
      const { op: own, attributes } = context.original.node;
      return context.build.node(own, allInTime(context), attributes)[0];
    },
    simplify: (value, build, readers) =>
      foldConstants(value, compute, build) ??
      options.simplify?.(value, build, readers) ??
      underOneReshape(value, build),
    ...given("logarithm", options.logarithm),
    ...given(
      "surface",
      surfaceOf(options, () => op),
    ),
  };
  return op;
}

/** What is computed from constants is one; infinities and NaN are left to be seen where they arise. */
function foldConstants(
  { node, type }: Value,
  compute: (...numbers: number[]) => number,
  build: Build,
): Value | undefined {
  const numbers = node.inputs.map(constantOf);
  if (!numbers.every((each) => each !== undefined)) return undefined;
  const number = compute(...numbers);
  return Number.isFinite(number) ? build.constant(number, type.shape, type.element) : undefined;
}

function given<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]: V });
}

function surfaceOf(options: ElementwiseOptions, op: () => Op): Surface | undefined {
  if (options.operator === undefined && options.called === undefined) return undefined;
  return {
    ...given("name", options.called),
    ...given("operator", options.operator),
    ...given("example", options.example),
    wires: options.wires,
    settings: [],
    apply: ({ wires, build }) => {
      const aligned = build.align(wires);
      const isInt = options.element(wires.map(({ type }) => type.element)) === "int";
      if (isInt && options.whole !== undefined) return options.whole(aligned, build);
      return build.node(op(), aligned, {})[0]!;
    },
    evaluateStatic: (wires) => toStatic(options, wires),
  };
}

function toStatic(options: ElementwiseOptions, wires: readonly Static[]): Static {
  const numbers = wires.map((wire) => Number(wire));
  const result = options.compute(...numbers);
  return options.element(wires.map(() => "float")) === "bool" ? result !== 0 : result;
}

function commonType(
  name: string,
  inputs: readonly TensorType[],
  element: ElementwiseOptions["element"],
): TensorType {
  const [first, ...rest] = inputs as [TensorType, ...TensorType[]];
  for (const [index, other] of rest.entries()) {
    if (sameShape(first.shape, other.shape)) continue;
    throw new ShapeProblem(
      `${name} wants equal shapes, not ${formatType(first)} and ${formatType(other)}`,
      { inputs: [0, index + 1] },
    );
  }
  return { element: element(inputs.map((input) => input.element)), shape: first.shape };
}

function evaluateAll(inputs: readonly Tensor[], compute: Compute): Tensor {
  const { shape, data } = inputs[0]!;
  const result = new Float64Array(data.length);
  const numbers: number[] = inputs.map(() => 0);
  for (let index = 0; index < result.length; index++) {
    for (let input = 0; input < inputs.length; input++)
      numbers[input] = inputs[input]!.data[index]!;
    result[index] = applyTo(numbers, compute);
  }
  return { shape, data: result };
}

/** Samples of a function of one float. */
export function unarySamples(low: number, high: number, special: readonly number[]): Sample[] {
  const shape = [2, 3];
  return [
    { name: "in its range", inputs: [{ type: { element: "float", shape }, range: [low, high] }] },
    {
      name: "for each sample",
      inputs: [{ type: { element: "float", shape: ["batch", 4] }, range: [low, high] }],
    },
    {
      name: "at special points",
      inputs: [{ type: { element: "float", shape: [special.length] }, values: special }],
    },
  ];
}

/** Samples of a function of two floats. */
export function binarySamples(
  left: readonly [number, number] = [-2, 2],
  right: readonly [number, number] = [-2, 2],
): Sample[] {
  const float = (shape: TensorType["shape"]): TensorType => ({ element: "float", shape });
  const pair = (shape: TensorType["shape"]) => [
    { type: float(shape), range: left },
    { type: float(shape), range: right },
  ];
  return [
    { name: "matrices", inputs: pair([2, 3]) },
    { name: "for each sample", inputs: pair(["batch", 2]) },
    { name: "scalars", inputs: pair([]) },
  ];
}

export type { Attributes, Value };
