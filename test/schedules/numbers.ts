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
    const data = Float64Array.from({ length: count }, (_, at) => {
      const uniform = uniformOf(drawBits(seed, place, 0, at));
      return type.element === "float" ? 2 * uniform - 1 : Math.floor(10 * uniform);
    });
    bindings.set(name, { shape, data });
  }
  return bindings;
}
