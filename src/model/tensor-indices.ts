/**
 * Indexing by int tensors: `table[tokens]`, `p[range(t), labels]`.
 *
 * Invariant: several int tensors are brought to one shape and walk together, as in NumPy; the axes that
 * they index are replaced by theirs, in place where they are neighbours, else in front.
 */
import type { Build } from "../graph/build.generated.ts";
import type { Value } from "../graph/graph.ts";
import { isBatched, sampleShape } from "../graph/type.ts";
import { ensured } from "../ops/kit/indices.ts";

/** An axis of one sample, and the ints that take from it. */
export interface TakenBy {
  readonly axis: number;
  readonly indices: Value;
}

/** Throws ShapeProblem where indices are known to be outside, or do not fit each other. */
export function gatherAxes(build: Build, table: Value, by: readonly TakenBy[]): Value {
  const lengths = by.map(({ axis }) => sampleShape(table.type)[axis]!);
  const inside = by.map(({ indices }, at) => ensured(build, indices, lengths[at]!));
  if (by.length === 1) return gatherAxis(build, table, inside[0]!, by[0]!.axis);
  const axes = by.map(({ axis }) => axis);
  const first = axes.every((axis, at) => axis === axes[0]! + at) ? axes[0]! : 0;
  const merged = mergeAxes(build, table, axes, first);
  const aligned = build.align(inside);
  const places = aligned.slice(1).reduce((place, next, at) => {
    const length = build.constant(lengths[at + 1]!, next.type.shape, "int");
    return build.add(build.multiply(place, length), next);
  }, aligned[0]!);
  return gatherAxis(build, merged, places, first);
}

/** The axes become one, which stands at `first`. */
function mergeAxes(build: Build, table: Value, axes: readonly number[], first: number): Value {
  const shape = sampleShape(table.type);
  const others = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...others.slice(0, first), ...axes, ...others.slice(first)];
  const lead = isBatched(table.type) ? 1 : 0;
  const batch = table.type.shape.slice(0, lead);
  const all = [...batch.keys(), ...order.map((axis) => axis + lead)];
  const length = axes.reduce((product, axis) => product * shape[axis]!, 1);
  const rest = others.map((axis) => shape[axis]!);
  const merged = [...batch, ...rest.slice(0, first), length, ...rest.slice(first)];
  return build.reshape(build.transpose(table, all), merged);
}

/** Along the first axis a table that all samples share stays one table. */
function gatherAxis(build: Build, table: Value, indices: Value, axis: number): Value {
  const batched = isBatched(table.type) || (isBatched(indices.type) && axis > 0);
  if (!batched) return build.gather(table, indices, axis, 0);
  const each = build.perSample(table);
  const common = isBatched(indices.type) ? 1 : 0;
  return build.gather(each, indices, axis + 1, common);
}
