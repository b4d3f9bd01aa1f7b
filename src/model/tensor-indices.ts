/**
 * Indexing by int tensors: `table[tokens]`, and several together, `x[i, j]`.
 *
 * Invariant: each sample indexes by its own numbers. Several tensors align as in arithmetic and take
 * elements together; their axes stand where the indexed ones stood, or first if those are apart, as in
 * NumPy.
 */
import type { Build } from "../graph/build.generated.ts";
import type { Value } from "../graph/graph.ts";
import { isBatched, sampleShape } from "../graph/type.ts";
import { checkIndices } from "./constant-indices.ts";

export interface TensorIndex {
  /** Of the value's axes, without the batch. */
  readonly axis: number;
  readonly indices: Value;
}

/** Throws ShapeProblem where indices do not align, or one that is known lies outside of its axis. */
export function takeByTensors(build: Build, value: Value, by: readonly TensorIndex[]): Value {
  const [first, ...others] = by;
  if (first === undefined) return value;
  if (others.length === 0) return gatherOne(build, value, first);
  return gatherTogether(build, value, by);
}

/** Along the first axis a table that all samples share stays one table. */
function gatherOne(build: Build, table: Value, { axis, indices }: TensorIndex): Value {
  const batched = isBatched(table.type) || (isBatched(indices.type) && axis > 0);
  if (!batched) return checked(build.gather(table, indices, axis, 0));
  const common = isBatched(indices.type) ? 1 : 0;
  return checked(build.gather(build.perSample(table), indices, axis + 1, common));
}

function checked(value: Value): Value {
  checkIndices(value);
  return value;
}

/** The first takes elements of its axis; each other one chooses among them, at the same places. */
function gatherTogether(build: Build, value: Value, by: readonly TensorIndex[]): Value {
  const aligned = build.align(by.map(({ indices }) => indices));
  const batched = isBatched(value.type) || aligned.some(({ type }) => isBatched(type));
  const each = (part: Value): Value => (batched ? build.perSample(part) : part);
  const lead = batched ? 1 : 0;
  const own = sampleShape(aligned[0]!.type).length;
  const from = lead + by[0]!.axis;
  const gathered = checked(build.gather(each(value), each(aligned[0]!), from, lead));
  let chosen = moveAxes(build, gathered, [from, own], lead);
  aligned.slice(1).forEach((indices, at) => {
    // The axes indexed before are gone, and the places stand in front.
    const axis = lead + own + by[at + 1]!.axis - (at + 1);
    chosen = checked(build.gather(chosen, each(indices), axis, lead + own));
  });
  const adjacent = by.every(({ axis }, at) => axis === by[0]!.axis + at);
  return adjacent ? moveAxes(build, chosen, [lead, own], from) : chosen;
}

/** Moves `count` axes that stand at `from` so that they stand at `to`. */
function moveAxes(
  build: Build,
  value: Value,
  [from, count]: readonly [number, number],
  to: number,
): Value {
  const order = value.type.shape.map((_, axis) => axis);
  const moved = order.splice(from, count);
  order.splice(to, 0, ...moved);
  return build.transpose(value, order);
}
