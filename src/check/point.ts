/**
 * Where gradients are judged: a model's loss, its numbers, and its gradients there.
 *
 * Invariant: choices, draws and what gradients do not pass are held at their values at the point, so the
 * function that is differenced is the one that was differentiated.
 */
import { drawBits, drawKey, normalOf } from "../draws.ts";
import { topologicalOrder, type Node, type Value } from "../graph/graph.ts";
import type { Tensor } from "../graph/op.ts";
import { interpret, interpretAll, type InterpreterMemory } from "../interpret.ts";
import type { Model } from "../model/model.ts";
import { unroll } from "../passes/unroll.ts";
import { placeKey } from "../place.ts";
import { buildGradientGraph, buildTrainingGraph, withoutValues } from "../programs.ts";
import { combine } from "./combine.ts";
import { checkedSamples, makeInputs, type PortRanges } from "./inputs.ts";
import { spreadsOf } from "./noise.ts";

/** Unit roundoff of the interpreter, and how often to see what it does. */
const noise = { unit: 2 ** -53, runs: 2 };

export interface Point {
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
  /** Scalar operations of one value of the target. */
  readonly work: number;
}

export interface GradientAt {
  readonly name: string;
  /** The source that it is the gradient by. */
  readonly id: string;
  readonly gradient: Tensor;
  /** Of any element. */
  readonly error: number;
}

/** Params at their initial values, drawn inputs, and everything that stays fixed while they move. */
export function createPoint(model: Model, ranges: PortRanges): Point | undefined {
  const of = model.training.loss === undefined ? "outputs" : "loss";
  // Of exposed values targets are compared with the interpreter: a point has inputs and params.
  const graph = buildGradientGraph(withoutValues(model), of);
  if (graph.outputs.length === 0) return undefined;
  const key = drawKey(1, 1);
  const memory: InterpreterMemory = new Map();
  const options = { samples: checkedSamples, key, memory };
  const bindings = bindSources(model, ranges);
  // Unrolled, since the choices of each step are held by themselves.
  const [target] = unroll([targetOf(model, of, bindings)]) as [Value];
  const known = interpretAll([target], bindings, options);
  const hold = heldAt(target, known);
  const [rounding] = spreadsOf([target], [known.get(target)!], bindings, {
    ...options,
    ...noise,
    hold,
  });
  const values = graph.outputs.map((output) => output.value);
  const gradients = interpret(values, bindings, options);
  const errors = spreadsOf(values, gradients, bindings, { ...options, ...noise });
  return {
    target,
    bindings,
    hold,
    known,
    memory,
    key,
    rounding: rounding!,
    work: workOf(target, known),
    gradients: graph.outputs.map((output, index) => ({
      name: output.name.replace(/^\w+:/, ""),
      id: output.name.replace(/^grad:/, "param:").replace(/^inputGrad:/, "input:"),
      gradient: gradients[index]!,
      error: errors[index]!,
    })),
  };
}

function bindSources(model: Model, ranges: PortRanges): Map<string, Tensor> {
  const bindings = new Map(makeInputs(model, ranges, 0));
  for (const { name, initial } of model.params) {
    const [value] = interpret([initial], new Map(), { samples: 1, key: drawKey(1, 0) });
    bindings.set(`param:${name}`, moveOffKinks(name, value!));
  }
  for (const { name, initial } of model.buffers) {
    bindings.set(`buffer:${name}`, interpret([initial], new Map(), { samples: 1 })[0]!);
  }
  return bindings;
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
  const floats = outputs.filter(
    ({ name, value }) => name.startsWith("output:") && value.type.element === "float",
  );
  return combine(
    floats.map(({ name, value }) => ({ name: name.slice("output:".length), value })),
    bindings,
  );
}

function heldAt(
  target: Value,
  known: ReadonlyMap<Value, Tensor>,
): ReadonlyMap<Node, readonly Tensor[]> {
  const choices = topologicalOrder([target]).filter(({ op }) => op.isChoice === true);
  return new Map(choices.map((node) => [node, resultsOf(node, known)]));
}

function workOf(target: Value, known: ReadonlyMap<Value, Tensor>): number {
  const elements = [...known.values()].reduce((sum, tensor) => sum + tensor.data.length, 0);
  const products = topologicalOrder([target]).reduce(
    (sum, { op, values }) => sum + checkedSamples * (op.multiplyAdds?.(values[0]!) ?? 0),
    0,
  );
  return elements + products;
}

function resultsOf(node: Node, known: ReadonlyMap<Value, Tensor>): readonly Tensor[] {
  return node.values.map((value) => known.get(value)!);
}

/** What stays as it is while some sources move: what is held, and all that does not depend on them. */
export function holdOthers(
  { target, hold, known }: Point,
  moving: ReadonlySet<string>,
): ReadonlyMap<Node, readonly Tensor[]> {
  const moved = new Set<Node>();
  const held = new Map(hold);
  for (const node of topologicalOrder([target])) {
    const { role, name } = node.attributes as { role?: string; name?: string };
    const isSource = node.op.isGiven === true && moving.has(`${role}:${name}`);
    if (isSource || node.inputs.some((input) => moved.has(input.node))) moved.add(node);
    else held.set(node, resultsOf(node, known));
  }
  return held;
}
