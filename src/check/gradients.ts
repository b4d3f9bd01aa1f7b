/**
 * The interpreter's gradients beside finite differences of the interpreter.
 *
 * Invariant: choices, draws and what gradients do not pass are held at their values at the point, so the
 * function that is differenced is the one that was differentiated. Where there are too many coordinates,
 * some are drawn by a seed and whole random directions are added; the result says how many.
 */
import { drawBits, drawKey, normalOf } from "../draws.ts";
import { topologicalOrder, type Node, type Value } from "../graph/graph.ts";
import type { Tensor } from "../graph/op.ts";
import {
  interpret,
  interpretAll,
  interpretWithErrors,
  type InterpreterMemory,
} from "../interpret.ts";
import type { Model } from "../model/model.ts";
import { unroll } from "../passes/unroll.ts";
import { placeKey } from "../place.ts";
import { buildGradientGraph, buildTrainingGraph, withoutValues } from "../programs.ts";
import { combine } from "./combine.ts";
import { formatPlace } from "./compare.ts";
import { differentiateAlong } from "./differences.ts";
import { checkedSamples, makeInputs, type PortRanges } from "./inputs.ts";
import { createComparison, type Agreement } from "./result.ts";

/** Scalar operations that may be spent on single coordinates; about a second. */
const workBudget = 1e8;

/** Random directions through all elements of a tensor. */
const directions = 4;

export function checkGradients(model: Model, ranges: PortRanges): Agreement {
  const point = createPoint(model, ranges);
  if (point === undefined)
    return { ok: true, worst: undefined, compared: "nothing to differentiate" };
  const comparison = createComparison();
  const perTensor = coordinatesPerTensor(point);
  let singles = 0;
  let along = 0;
  for (const { name, id, gradient, error } of point.gradients) {
    const tensor = point.bindings.get(id)!;
    const source = holdOthers(point, id);
    for (const index of chooseCoordinates(name, tensor.data.length, perTensor)) {
      const unit = Float64Array.from({ length: tensor.data.length }, (_, at) =>
        at === index ? 1 : 0,
      );
      const difference = differenceAlong(point, source, unit, Math.abs(tensor.data[index]!));
      const off = Math.abs(difference.value - gradient.data[index]!);
      const bound = difference.bound + error.data[index]!;
      comparison.note({ value: name, where: formatPlace(tensor.shape, index), error: off, bound });
      singles++;
    }
    if (tensor.data.length <= perTensor) continue;
    for (let count = 0; count < directions; count++) {
      const direction = drawDirection(name, tensor.data.length, count);
      const difference = differenceAlong(point, source, direction, 1);
      const expected = direction.reduce((sum, each, at) => sum + each * gradient.data[at]!, 0);
      const slack = direction.reduce((sum, each, at) => sum + Math.abs(each) * error.data[at]!, 0);
      const bound = difference.bound + slack;
      const off = Math.abs(difference.value - expected);
      comparison.note({ value: name, where: ` along direction ${count + 1}`, error: off, bound });
      along++;
    }
  }
  const compared = `${singles} coordinates${along > 0 ? `, ${along} directions` : ""}`;
  return { ...comparison.result(), compared };
}

interface Point {
  readonly target: Value;
  readonly bindings: ReadonlyMap<string, Tensor>;
  /** Choices, draws and the like. */
  readonly hold: ReadonlyMap<Node, readonly Tensor[]>;
  /** Every value of the target at the point. */
  readonly known: ReadonlyMap<Value, Tensor>;
  readonly memory: InterpreterMemory;
  readonly key: number;
  /** Error of one value of the target. */
  readonly rounding: number;
  readonly gradients: readonly GradientAt[];
  readonly work: number;
}

interface GradientAt {
  readonly name: string;
  /** The source that it is the gradient by. */
  readonly id: string;
  readonly gradient: Tensor;
  readonly error: Tensor;
}

/** Params at their initial values, drawn inputs, and everything that stays fixed while they move. */
function createPoint(model: Model, ranges: PortRanges): Point | undefined {
  const of = model.training.loss === undefined ? "outputs" : "loss";
  // Of exposed values targets are compared with the interpreter: a point has inputs and params.
  const graph = buildGradientGraph(withoutValues(model), of);
  if (graph.outputs.length === 0) return undefined;
  const key = drawKey(1, 1);
  const options = { samples: checkedSamples, key };
  const bindings = new Map(makeInputs(model, ranges, 0));
  for (const { name, initial } of model.params) {
    const [value] = interpret([initial], new Map(), { samples: 1, key: drawKey(1, 0) });
    bindings.set(`param:${name}`, moveOffKinks(name, value!));
  }
  for (const { name, initial } of model.buffers) {
    bindings.set(`buffer:${name}`, interpret([initial], new Map(), { samples: 1 })[0]!);
  }
  // Unrolled, since the choices of each step are held by themselves.
  const [target] = unroll([targetOf(model, of, bindings)]) as [Value];
  const values = graph.outputs.map((output) => output.value);
  const measured = interpretWithErrors(values, bindings, options, 2 ** -53).results;
  const known = interpretAll([target], bindings, options);
  const hold = new Map<Node, readonly Tensor[]>();
  for (const node of topologicalOrder([target])) {
    if (node.op.isChoice === true)
      hold.set(
        node,
        node.values.map((value) => known.get(value)!),
      );
  }
  const rounding = interpretWithErrors([target], bindings, { ...options, hold }, 2 ** -53)
    .results[0]!;
  const elements = [...known.values()].reduce((sum, tensor) => sum + tensor.data.length, 0);
  const adds = topologicalOrder([target]).reduce(
    (sum, node) => sum + checkedSamples * (node.op.multiplyAdds?.(node.values[0]!) ?? 0),
    0,
  );
  return {
    target,
    bindings,
    hold,
    known,
    memory: new Map(),
    key,
    rounding: rounding.error.data[0]!,
    work: elements + adds,
    gradients: graph.outputs.map((output, index) => ({
      name: output.name.replace(/^\w+:/, ""),
      id: output.name.replace(/^grad:/, "param:").replace(/^inputGrad:/, "input:"),
      gradient: measured[index]!.tensor,
      error: measured[index]!.error,
    })),
  };
}

/** Params that start at 0 would sit on the kinks of what follows; a little noise takes them off. */
function moveOffKinks(name: string, tensor: Tensor): Tensor {
  const place = placeKey(`check:param:${name}`);
  const data = tensor.data.map(
    (each, index) => each + 0.05 * normalOf(drawBits(drawKey(1, 0), place, 0, index)),
  );
  return { shape: tensor.shape, data };
}

/** The loss, or without one a random combination of the outputs (its weights join the bindings). */
function targetOf(model: Model, of: "loss" | "outputs", bindings: Map<string, Tensor>): Value {
  const { outputs } = buildTrainingGraph(model);
  if (of === "loss") return outputs.find((output) => output.name === "metric:loss")!.value;
  return combineOutputs(model, bindings);
}

function combineOutputs(model: Model, bindings: Map<string, Tensor>): Value {
  const { outputs } = buildTrainingGraph(model);
  const floats = outputs.filter(
    ({ name, value }) => name.startsWith("output:") && value.type.element === "float",
  );
  return combine(
    floats.map(({ name, value }) => ({ name: name.slice("output:".length), value })),
    bindings,
  );
}

function coordinatesPerTensor(point: Point): number {
  const evaluations = workBudget / Math.max(1, point.work);
  return Math.max(4, Math.floor(evaluations / 4 / point.gradients.length));
}

function chooseCoordinates(name: string, count: number, most: number): readonly number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index);
  const place = placeKey(`check:coordinates:${name}`);
  const chosen = new Set<number>();
  for (let draw = 0; chosen.size < most; draw++) {
    chosen.add(drawBits(drawKey(1, 0), place, 0, draw) % count);
  }
  return [...chosen];
}

/** A random direction of length 1. */
function drawDirection(name: string, count: number, number: number): Float64Array {
  const place = placeKey(`check:direction:${name}`);
  const data = Float64Array.from({ length: count }, (_, index) =>
    normalOf(drawBits(drawKey(1, 0), place, number, index)),
  );
  const length = Math.sqrt(data.reduce((sum, each) => sum + each * each, 0));
  return data.map((each) => each / length);
}

interface Moving {
  readonly id: string;
  /** What stays as it is while the source moves: what is held, and all that does not depend on it. */
  readonly hold: ReadonlyMap<Node, readonly Tensor[]>;
}

function holdOthers({ target, hold, known }: Point, id: string): Moving {
  const moving = new Set<Node>();
  const held = new Map(hold);
  for (const node of topologicalOrder([target])) {
    const { role, name } = node.attributes as { role?: string; name?: string };
    const isSource = node.op.isGiven === true && `${role}:${name}` === id;
    if (isSource || node.inputs.some((input) => moving.has(input.node))) moving.add(node);
    else
      held.set(
        node,
        node.values.map((value) => known.get(value)!),
      );
  }
  return { id, hold: held };
}

function differenceAlong(
  point: Point,
  { id, hold }: Moving,
  direction: Float64Array,
  size: number,
) {
  const { target, bindings, memory, key, rounding } = point;
  const tensor = bindings.get(id)!;
  const along = (distance: number): number => {
    const data = tensor.data.map((each, at) => each + distance * direction[at]!);
    const moved = new Map(bindings).set(id, { shape: tensor.shape, data });
    const options = { samples: checkedSamples, key, hold, memory };
    return interpret([target], moved, options)[0]!.data[0]!;
  };
  return differentiateAlong(along, Math.max(1, size), rounding);
}
