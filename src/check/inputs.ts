/**
 * The inputs that `check` makes for a model: seeded, three samples.
 *
 * Invariant: floats from a normal distribution, bools evenly, ints evenly below the smallest axis that
 * they index or are classes of, otherwise below 10; the same on every machine.
 */
import { drawBits, drawKey, normalOf } from "../draws.ts";
import type { Tensor } from "../graph/op.ts";
import { sampleShape } from "../graph/type.ts";
import type { Model, Port } from "../model/model.ts";
import { placeKey } from "../place.ts";

/** Enough that batch statistics have something to normalise. */
export const checkedSamples = 3;

/** Bound of int ports that nothing indexes. */
const unboundedInts = 10;

/** Inputs and targets by binding name (`input:x`). `attempt` makes other ones: choices too close to call. */
export function makeInputs(
  model: Model,
  limits: ReadonlyMap<string, number>,
  attempt: number,
): Map<string, Tensor> {
  const bindings = new Map<string, Tensor>();
  const make = (role: "input" | "target", port: Port): void => {
    bindings.set(`${role}:${port.name}`, drawPort(port, limits.get(port.name), attempt));
  };
  for (const port of model.inputs) make("input", port);
  for (const port of model.targets) make("target", port);
  return bindings;
}

function drawPort(port: Port, limit: number | undefined, attempt: number): Tensor {
  const shape = [checkedSamples, ...sampleShape(port.type)];
  const count = shape.reduce((product, dimension) => product * dimension, 1);
  const key = drawKey(1, attempt);
  const place = placeKey(`check:${port.name}`);
  const data = Float64Array.from({ length: count }, (_, element) => {
    const bits = drawBits(key, place, 0, element);
    if (port.type.element === "float") return Math.fround(normalOf(bits));
    if (port.type.element === "bool") return bits & 1;
    return bits % (limit ?? unboundedInts);
  });
  return { shape, data };
}
