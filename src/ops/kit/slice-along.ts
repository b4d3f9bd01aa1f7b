/**
 * Slices along one axis, for surfaces.
 *
 * Invariant: the other axes are taken whole.
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Value } from "../../graph/graph.ts";
import type { Dimension } from "../../graph/type.ts";

/** `length` elements from `start` along an axis. */
export function sliceAlong(
  build: Build,
  x: Value,
  axis: number,
  [start, length, step]: readonly [number, number, number],
): Value {
  const from = x.type.shape.map((_, at) => (at === axis ? start : 0));
  const count = x.type.shape.map((each, at): Dimension => (at === axis ? length : each));
  const steps = x.type.shape.map((_, at) => (at === axis ? step : 1));
  return build.slice(x, from, count, steps);
}
