/**
 * The inputs that `check` and `bench` make for a model: seeded; `check` takes three samples.
 *
 * Invariant: floats from a normal distribution, bools evenly, ints evenly below the smallest axis that
 * they index or are classes of, otherwise below 10; the same on every machine.
 */
import { drawBits, drawKey, normalOf, uniformOf } from "../draws.ts";
import type { Tensor } from "../graph/op.ts";
import { sampleShape } from "../graph/type.ts";
import type { Model, Port } from "../model/model.ts";
import { placeKey } from "../place.ts";

/** Enough that batch statistics have something to normalise. */
export const checkedSamples = 3;

/** Bound of int ports that nothing indexes. */
export const unboundedInts = 10;

/** What numbers ports may have. */
export interface PortRanges {
  /** Ints lie below. */
  readonly limits: ReadonlyMap<string, number>;
  /** Floats lie between, evenly; normal where nothing is said. */
  readonly ranges?: ReadonlyMap<string, readonly [low: number, high: number]>;
}

/** Inputs and targets by binding name (`input:x`). `attempt` makes other ones: choices too close to call. */
export function makeInputs(
  model: Model,
  ranges: PortRanges,
  attempt: number,
  samples = checkedSamples,
): Map<string, Tensor> {
  const bindings = new Map<string, Tensor>();
  const make = (role: "input" | "target", port: Port): void => {
    bindings.set(`${role}:${port.name}`, drawPort(port, ranges, attempt, samples));
  };
  for (const port of model.inputs) make("input", port);
  for (const port of model.targets) make("target", port);
  return bindings;
}

function drawPort(
  port: Port,
  { limits, ranges }: PortRanges,
  attempt: number,
  samples: number,
): Tensor {
  const range = ranges?.get(port.name);
  const shape = [samples, ...sampleShape(port.type)];
  const count = shape.reduce((product, dimension) => product * dimension, 1);
  const key = drawKey(1, attempt);
  const place = placeKey(`check:${port.name}`);
  const data = Float64Array.from({ length: count }, (_, element) => {
    const bits = drawBits(key, place, 0, element);
    if (port.type.element === "float") {
      const number = range ? range[0] + (range[1] - range[0]) * uniformOf(bits) : normalOf(bits);
      return Math.fround(number);
    }
    if (port.type.element === "bool") return bits & 1;
    return bits % (limits.get(port.name) ?? unboundedInts);
  });
  return { shape, data };
}
