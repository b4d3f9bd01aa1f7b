/**
 * Ranges of ints for which a model's indices stay on their axes.
 *
 * Invariant: what indexes an axis lies below its length; where the model computes indices from ints, all
 * are halved until nothing comes out of range for the inputs that `check` begins with.
 */
import { drawKey } from "../draws.ts";
import { IndexOutside, type Tensor } from "../graph/op.ts";
import { interpret } from "../interpret.ts";
import type { Model } from "../model/model.ts";
import { checkedSamples, makeInputs, unboundedInts, type PortRanges } from "./inputs.ts";

/** Throws IndexOutside when even zeros come out of range. */
export function fitRanges(model: Model): PortRanges {
  const { likely } = model.portLimits;
  const state = initialState(model);
  for (let halvings = 0; ; halvings++) {
    const limits = [...model.inputs, ...model.targets].map(({ name }): [string, number] => {
      const limit = likely.get(name) ?? unboundedInts;
      return [name, Math.max(1, limit >> halvings)];
    });
    const ranges = { limits: new Map(limits) };
    const outside = firstOutside(model, new Map([...state, ...makeInputs(model, ranges, 0)]));
    if (outside === undefined) return ranges;
    if (limits.every(([, limit]) => limit === 1)) throw outside;
  }
}

function initialState(model: Model): ReadonlyMap<string, Tensor> {
  const options = { samples: 1, key: drawKey(1, 0) };
  const of = (role: string, all: Model["params"]): readonly [string, Tensor][] =>
    all.map(({ name, initial }) => [
      `${role}:${name}`,
      interpret([initial], new Map(), options)[0]!,
    ]);
  return new Map([...of("param", model.params), ...of("buffer", model.buffers)]);
}

function firstOutside(
  { inference, training }: Model,
  bindings: ReadonlyMap<string, Tensor>,
): IndexOutside | undefined {
  const values = [inference, training].flatMap((section) => [
    ...section.outputs.map(({ value }) => value),
    ...section.metrics.map(({ value }) => value),
    ...section.next.map(({ value }) => value),
  ]);
  try {
    interpret(values, bindings, { samples: checkedSamples, key: drawKey(1, 1) });
    return undefined;
  } catch (error) {
    if (error instanceof IndexOutside) return error;
    throw error;
  }
}
