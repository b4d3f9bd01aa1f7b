/**
 * The family of movement: each element of the result is one element of an input, or a fixed number.
 *
 * Invariant: nothing is computed, so errors and signs pass through; `place` (numbers, for the
 * interpreter) and `element` (affine places, for kernels) say the same in two ways.
 */
import type { Attributes, Value } from "../../graph/graph.ts";
import type { EvaluateContext, LogarithmContext, Op, Sign, Tensor } from "../../graph/op.ts";
import type { ElementContext, Lower } from "../../kernel/lowering.ts";
import type { Scalar } from "../../kernel/scalar.ts";
import { countElements, forEachPlace } from "./places.ts";
import { findWalk, gatherAlong, placeInside, scatterAlong } from "./walk.ts";
import { signOfEither, signOfNumber } from "./signs.ts";

export interface Source {
  readonly input: number;
  readonly at: readonly number[];
}

interface MoveContext {
  readonly attributes: Attributes;
  readonly inputs: readonly Tensor[];
}

export type Moves =
  /** Where an element of the result comes from: any input, and any place in it. */
  | {
      readonly kind: "anywhere";
      readonly from: (at: readonly number[], context: MoveContext) => Source;
    }
  /** The same of one input, where a step along an axis is everywhere as far in memory. */
  | {
      readonly kind: "evenly";
      readonly from: (at: readonly number[], context: MoveContext) => readonly number[];
    }
  /** Where an element of the one input goes, as evenly; what nothing goes to is filled. */
  | {
      readonly kind: "spread";
      readonly to: (at: readonly number[], context: MoveContext) => readonly number[];
    };

export interface MovementOptions extends Pick<
  Op,
  "name" | "doc" | "build" | "results" | "gradient" | "samples" | "vectorize"
> {
  /** How elements move, for the interpreter. */
  readonly moves: Moves;
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
  const { element } = options;
  const lowering: ReturnType<Lower> =
    element === "alias"
      ? { kind: "alias" }
      : { kind: "element", element, asks: options.asks ?? options.fills !== undefined };
  const evaluate: Op["evaluate"] = (inputs, context) => [
    { shape: context.shapes[0]!, data: moveElements(options, inputs, context) },
  ];
  return {
    name: options.name,
    family: "movement",
    doc: options.doc,
    build: options.build,
    results: options.results,
    evaluate,
    gradient: options.gradient,
    lower: () => lowering,
    error: ({ attributes, inputs, results, errors, evaluate: run }) => {
      const data = options.dataInputs ?? inputs.length;
      const isExact = errors
        .slice(0, data)
        .every((each) => each.data.every((error) => error === 0));
      if (isExact) return results.map(exactly);
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

function moveElements(
  options: MovementOptions,
  inputs: readonly Tensor[],
  { attributes, shapes, remember }: EvaluateContext,
): Float64Array {
  const shape = shapes[0]!;
  const { moves } = options;
  const context = { attributes, inputs };
  switch (moves.kind) {
    case "evenly": {
      const walk = findWalk(shape, inputs[0]!.shape, (at) => moves.from(at, context));
      return gatherAlong(shape, inputs[0]!, walk);
    }
    case "spread": {
      const data = new Float64Array(countElements(shape)).fill(fillOf(options, attributes) ?? 0);
      const walk = findWalk(inputs[0]!.shape, shape, (at) => moves.to(at, context));
      scatterAlong(inputs[0]!, walk, data);
      return data;
    }
    case "anywhere": {
      const find = (): Sources => findSources(shape, inputs, (at) => moves.from(at, context));
      // Where elements come from is known without data: but for indices, which are data.
      return gatherSources(inputs, options.dataInputs === undefined ? remember(find) : find());
    }
  }
}

/** Of each element of a result: which input it comes from, and where it stands there. */
interface Sources {
  /** Empty where there is but one. */
  readonly input: Int32Array;
  readonly element: Int32Array;
}

function findSources(
  shape: readonly number[],
  inputs: readonly Tensor[],
  from: (at: readonly number[]) => Source,
): Sources {
  const count = countElements(shape);
  const input = new Int32Array(inputs.length > 1 ? count : 0);
  const element = new Int32Array(count);
  forEachPlace(shape, (at, index) => {
    const source = from(at);
    if (inputs.length > 1) input[index] = source.input;
    element[index] = placeInside(inputs[source.input]!.shape, source.at);
  });
  return { input, element };
}

function gatherSources(inputs: readonly Tensor[], { input, element }: Sources): Float64Array {
  const data = new Float64Array(element.length);
  for (let index = 0; index < data.length; index++) {
    const which = input.length === 0 ? 0 : input[index]!;
    data[index] = inputs[which]!.data[element[index]!]!;
  }
  return data;
}

function exactly({ shape, data }: Tensor): Tensor {
  return { shape, data: new Float64Array(data.length) };
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
