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
import { countElements, forEachPlace } from "./places.ts";
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
  // Where elements come from is known without data: but for indices, which are data.
  const isFixed = options.dataInputs === undefined;
  const evaluate: Op["evaluate"] = (inputs, { attributes, shapes, remember }) => {
    const shape = shapes[0]!;
    const find = (): Sources =>
      findSources(shape, inputs, (at) => place(at, { attributes, inputs }));
    const { input, element, number } = isFixed ? remember(find) : find();
    const data = new Float64Array(element.length);
    for (let index = 0; index < data.length; index++) {
      const from = element[index]!;
      const which = input.length === 0 ? 0 : input[index]!;
      data[index] = from < 0 ? number : inputs[which]!.data[from]!;
    }
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

/** Of each element of a result: which input it comes from, and where it stands there. */
interface Sources {
  /** Empty where there is but one. */
  readonly input: Int32Array;
  /** -1: it is the number. */
  readonly element: Int32Array;
  readonly number: number;
}

function findSources(
  shape: readonly number[],
  inputs: readonly Tensor[],
  place: (at: readonly number[]) => Source | number,
): Sources {
  const count = countElements(shape);
  const input = new Int32Array(inputs.length > 1 ? count : 0);
  const element = new Int32Array(count);
  let number = 0;
  forEachPlace(shape, (at, index) => {
    const source = place(at);
    if (typeof source === "number") {
      number = source;
      element[index] = -1;
      return;
    }
    if (inputs.length > 1) input[index] = source.input;
    element[index] = placeInside(inputs[source.input]!, source.at);
  });
  return { input, element, number };
}

function placeInside({ shape }: Tensor, at: readonly number[]): number {
  let index = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    const [each, length] = [at[axis]!, shape[axis]!];
    if (!(each >= 0 && each < length)) {
      throw new RangeError(`index ${at.join(", ")} is outside [${shape.join(", ")}]`);
    }
    index = index * length + each;
  }
  return index;
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
