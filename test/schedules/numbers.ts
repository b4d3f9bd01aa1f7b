/** Numbers for the sources of a graph: seeded, the same on every machine, exact in float32. */
import { drawBits, uniformOf } from "../../src/draws.ts";
import type { Graph } from "../../src/graph/graph.ts";
import type { Tensor } from "../../src/graph/op.ts";
import { sourcesOf } from "../graph/sources.ts";

/** Floats in [-1, 1), ints below 10. */
export function drawSources(
  { outputs }: Graph,
  seed: number,
  samples: number,
): ReadonlyMap<string, Tensor> {
  const bindings = new Map<string, Tensor>();
  for (const [name, { type }] of sourcesOf(outputs.map(({ value }) => value))) {
    const shape = type.shape.map((each) => (each === "batch" ? samples : each));
    const count = shape.reduce((product, each) => product * each, 1);
    const place = bindings.size;
    const data =
      type.element === "float"
        ? drawNumbers(seed, place, count, [-1, 1])
        : drawNumbers(seed, place, count, [0, 10]).map(Math.floor);
    bindings.set(name, { shape, data });
  }
  return bindings;
}

/** Floats from `low` on, below `high` but for rounding. */
export function drawNumbers(
  seed: number,
  place: number,
  count: number,
  [low, high]: readonly [number, number],
): Float64Array {
  return Float64Array.from({ length: count }, (_, at) =>
    Math.fround(low + (high - low) * uniformOf(drawBits(seed, place, 0, at))),
  );
}
