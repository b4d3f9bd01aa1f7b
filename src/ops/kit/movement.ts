/**
 * The family of movement: each element of the result is one element of an input, or a fixed number.
 *
 * Invariant: nothing is computed, so errors and signs pass through; `place` (numbers, for the
 * interpreter) and `element` (affine places, for kernels) say the same in two ways.
 */
import type { Attributes, Value } from "../../graph/graph.ts";
import type { LogarithmContext, Op, Sign, Tensor } from "../../graph/op.ts";
import type { ElementContext, Lower } from "../../kernel/lowering.ts";
import type { Scalar } from "../../kernel/scalar.ts";
import { forEachPlace, indexOf } from "./places.ts";
import { signOfEither, signOfNumber } from "./signs.ts";

export interface Source {
  readonly input: number;
  readonly at: readonly number[];
}

export interface MovementOptions extends Pick<
  Op,
  "name" | "doc" | "build" | "results" | "gradient" | "samples" | "vectorize"
> {
  /** Where an element comes from, or the number that it is. */
  readonly place: (
    at: readonly number[],
    context: { readonly attributes: Attributes; readonly inputs: readonly Tensor[] },
  ) => Source | number;
  readonly element: ((context: ElementContext) => Scalar) | "alias";
  /** How many of the inputs are data; the others are indices. All by default. */
  readonly dataInputs?: number;
  /** A number that the result may hold beside its inputs' (padding, scatters). */
  readonly fills?: number | ((attributes: Attributes) => number);
  /** Does an element's place take more than arithmetic of indices? Where there is a filling, by default. */
  readonly asks?: boolean;
  readonly simplify?: Op["simplify"];
  readonly surface?: Op["surface"];
  /** Every element of the inputs is in the result. */
  readonly keepsAll?: boolean;
}

export function movement(options: MovementOptions): Op {
  const { element, place } = options;
  const lowering: ReturnType<Lower> =
    element === "alias"
      ? { kind: "alias" }
      : { kind: "element", element, asks: options.asks ?? options.fills !== undefined };
  const evaluate: Op["evaluate"] = (inputs, { attributes, shapes }) => {
    const shape = shapes[0]!;
    const data = new Float64Array(shape.reduce((product, each) => product * each, 1));
    forEachPlace(shape, (at, index) => {
      const source = place(at, { attributes, inputs });
      data[index] =
        typeof source === "number" ? source : elementAt(inputs[source.input]!, source.at);
    });
    return [{ shape, data }];
  };
  return {
    name: options.name,
    family: "movement",
    doc: options.doc,
    build: options.build,
    results: options.results,
    evaluate,
    gradient: options.gradient,
    lower: () => lowering,
    error: ({ attributes, inputs, errors, evaluate: run }) => {
      const data = options.dataInputs ?? inputs.length;
      return withoutFill(
        run(inputs.map((input, index) => (index < data ? errors[index]! : input))),
        fillOf(options, attributes),
      );
    },
    samples: options.samples,
    sign: (value, signOf) => signOfMoved(value, signOf, options),
    logarithm: (value, context) => logarithmInside(value, context, options),
    ...(options.vectorize === undefined ? {} : { vectorize: options.vectorize }),
    ...(options.simplify === undefined ? {} : { simplify: options.simplify }),
    ...(options.surface === undefined ? {} : { surface: options.surface }),
    ...(options.dataInputs === undefined ? {} : { dataInputs: options.dataInputs }),
    ...(options.keepsAll === true
      ? { keepsAll: (attributes) => [fillOf(options, attributes) ?? []].flat() }
      : {}),
  };
}

function elementAt(tensor: Tensor, at: readonly number[]): number {
  const index = indexOf(tensor.shape, at);
  const inside = at.every((each, axis) => each >= 0 && each < tensor.shape[axis]!);
  if (!inside)
    throw new RangeError(`index ${at.join(", ")} is outside [${tensor.shape.join(", ")}]`);
  return tensor.data[index]!;
}

/** A padding number is exact: its error is 0, not the number. */
function withoutFill(tensors: readonly Tensor[], fill: number | undefined): readonly Tensor[] {
  if (fill === undefined || fill === 0) return tensors;
  return tensors.map(({ shape, data }) => ({
    shape,
    data: data.map((each) => (each === fill ? 0 : Math.abs(each))),
  }));
}

function fillOf({ fills }: MovementOptions, attributes: Attributes): number | undefined {
  return typeof fills === "function" ? fills(attributes) : fills;
}

function signOfMoved(value: Value, signOf: (value: Value) => Sign, options: MovementOptions): Sign {
  const data = value.node.inputs.slice(0, options.dataInputs ?? value.node.inputs.length);
  const signs = data.map(signOf);
  const fill = fillOf(options, value.node.attributes);
  if (fill !== undefined) signs.push(signOfNumber(fill));
  return signs.reduce(signOfEither);
}

/** The logarithm moves inside where the inside has a better form than its plain logarithm. */
function logarithmInside(
  value: Value,
  context: LogarithmContext,
  options: MovementOptions,
): Value | undefined {
  const data = options.dataInputs ?? value.node.inputs.length;
  if (options.fills !== undefined || data !== 1) return undefined;
  const inside = context.logarithm(value.node.inputs[0]!);
  if (inside === undefined) return undefined;
  const { op, inputs, attributes } = value.node;
  return context.build.node(op, [inside, ...inputs.slice(1)], attributes)[0];
}
