/**
 * Largest and smallest elements: where they stand, and how their gradients flow.
 *
 * Invariant: of equal elements the first, in row-major order of the reduced axes, wins; NaN is beyond
 * every number, so that the first of those wins, if there is one.
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Value } from "../../graph/graph.ts";
import type { ErrorContext, GradientContext, Tensor } from "../../graph/op.ts";
import { elementCount, type Dimension } from "../../graph/type.ts";
import { countElements } from "./places.ts";
import { axesOf, expand, foldOver } from "./reduction.ts";

export function findExtremes(
  input: Tensor,
  axis: number,
  shape: readonly number[],
  wins: (a: number, b: number) => boolean,
): Tensor {
  const isBetter = (element: number, before: number): boolean =>
    wins(element, before) || (Number.isNaN(element) && !Number.isNaN(before));
  const best: (number | undefined)[] = Array.from({ length: countElements(shape) });
  const data = new Float64Array(best.length);
  foldOver(input, [axis], (into, element, at) => {
    const before = best[into];
    if (before !== undefined && !isBetter(element, before)) return;
    best[into] = element;
    data[into] = at[axis]!;
  });
  return { shape, data };
}

/** A winner whose lead is within the errors may be another one in the target. */
export function undecidedExtremes(context: ErrorContext, direction: 1 | -1): Tensor {
  const [input] = context.inputs;
  const axis = context.attributes["axis"] as number;
  const winner = context.results[0]!;
  const low = new Float64Array(winner.data.length).fill(-Infinity);
  const rivals = new Float64Array(winner.data.length).fill(-Infinity);
  const errors = new Map<string, number>();
  foldOver(context.errors[0]!, [axis], (into, error, at) => {
    errors.set(`${into},${at[axis]}`, error);
  });
  foldOver(input!, [axis], (into, element, at) => {
    const error = errors.get(`${into},${at[axis]}`)!;
    const value = direction * element;
    if (at[axis] === winner.data[into]) low[into] = value - error;
    else rivals[into] = Math.max(rivals[into]!, error > 0 ? value + error : -Infinity);
  });
  low.forEach((each, into) => {
    if (rivals[into]! >= each) context.undecided(into);
  });
  return { shape: winner.shape, data: new Float64Array(winner.data.length) };
}

/** How far the largest (direction 1) or smallest may move when all elements move by their errors. */
export function errorOfExtreme(context: ErrorContext, direction: 1 | -1): Tensor {
  const { inputs, errors, results, attributes } = context;
  const [x, e, y] = [inputs[0]!, errors[0]!, results[0]!];
  const furthest = (side: 1 | -1): Float64Array => {
    const extreme = new Float64Array(y.data.length).fill(-Infinity);
    const moved = x.data.map((each, at) => direction * each + side * e.data[at]!);
    foldOver({ ...x, data: moved }, axesOf(attributes), (into, each) => {
      extreme[into] = Math.max(extreme[into]!, each);
    });
    return extreme;
  };
  const [above, below] = [furthest(1), furthest(-1)];
  const data = y.data.map((each, at) => {
    const middle = direction * each;
    if (above[at] === below[at]) return 0;
    return Math.max(above[at]! - middle, middle - below[at]!);
  });
  return { shape: y.shape, data };
}

/**
 * The gradient of a maximum or minimum goes to the winner. The reduced axes are brought to the end and
 * made one, where the winner's place is known; over the batch, ties share the gradient evenly.
 */
export function gradientOfExtreme(context: GradientContext, choose: "argmax" | "argmin"): Value {
  const { build, attributes } = context;
  const x = context.inputs[0]!;
  const g = context.gradients[0]!;
  const axes = axesOf(attributes);
  if (axes.some((axis) => x.type.shape[axis] === "batch"))
    return shareAmongTies(context, build, axes);
  const kept = x.type.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
  const order = [...kept, ...axes];
  const moved = build.transpose(x, order);
  const flat: Dimension[] = [
    ...kept.map((axis) => x.type.shape[axis]!),
    elementCount(axes.map((axis) => x.type.shape[axis]!)),
  ];
  const winners = build[choose](build.reshape(moved, flat), kept.length);
  const scattered = build.scatterAdd(g, winners, flat, kept.length, kept.length);
  const restored = build.reshape(scattered, moved.type.shape);
  return build.transpose(
    restored,
    order.map((_, axis) => order.indexOf(axis)),
  );
}

function shareAmongTies(context: GradientContext, build: Build, axes: readonly number[]): Value {
  const x = context.inputs[0]!;
  const spread = (value: Value): Value => expand(build, value, x.type.shape, axes);
  const wins = build.where(build.equal(x, spread(context.results[0]!)), 1, 0);
  const count = build.sum(wins, axes);
  return build.multiply(wins, spread(build.divide(context.gradients[0]!, count)));
}
