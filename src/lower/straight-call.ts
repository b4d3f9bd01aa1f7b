/**
 * A small graph as the call of one kernel, which keeps everything in locals.
 *
 * Invariant: no call where there is nothing to compute.
 */
import type { Graph, Value } from "../graph/graph.ts";
import type { ProgramStep } from "../kernel/kernel.ts";
import { tidy } from "../kernel/tidy.ts";
import { createNames } from "./body.ts";
import { callOf, type Surroundings } from "./call.ts";
import { workOf } from "./cost.ts";
import { finishKernel } from "./finish.ts";
import type { Fusion } from "./fusion.ts";
import type { Home, Layout } from "./layout.ts";
import { createParameters } from "./parameters.ts";
import { lowerScalars } from "./scalars.ts";
import { lowerStraight } from "./straight.ts";

export function lowerAsStraight(
  graph: Graph,
  fusion: Fusion,
  layout: Layout,
  { pool, scalars, title, depth }: Surroundings,
): readonly ProgramStep[] {
  const names = createNames();
  const context = { fusion, layout, scalars: lowerScalars(fusion, scalars), postpone: same };
  const parameters = createParameters(context, names);
  const homeOf = (value: Value): Home => layout.homes.get(value)!;
  const statements = lowerStraight(
    graph,
    fusion,
    {
      sourceBuffer: (value) => parameters.bufferFor(homeOf(value).id, "read"),
      sourcePlace: (value, at) => parameters.placeIn(homeOf(value), value.type.shape, at),
      outputBuffer: (name) => parameters.bufferFor(layout.outputs.get(name)!.id, "write"),
      outputPlace: (name, value, at) =>
        parameters.placeIn(layout.outputs.get(name)!, value.type.shape, at),
      scalarOf: parameters.storage.scalarOf,
    },
    names,
  );
  const kernel = finishKernel(tidy(statements), parameters, {
    name: title.name,
    comment: depth === 0 ? `${title.label}, all of it` : `one step of ${title.label}`,
    schedule: { form: "straight" },
    work: workOf([...fusion.places.keys()], fusion),
  });
  if (kernel.body.length === 0) return [];
  const given = { buffers: parameters.ids(), scalars: parameters.scalarValues() };
  return [callOf(pool.intern(kernel), given, { span: undefined, label: title.label })];
}

function same(id: string): string {
  return id;
}
