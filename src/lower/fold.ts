/**
 * Sums whose terms lie side by side: each lane adds up its own, and what the lanes have comes together at the end.
 *
 * Invariant: one accumulator of lanes for each element of the tile, and one for the terms that do not fill a
 * vector; the order of the terms is that of the lanes, the same every time.
 */
import type { Value } from "../graph/graph.ts";
import type { Statement } from "../kernel/kernel.ts";
import type { Combine } from "../kernel/lowering.ts";
import { call, constant, local, variable, zero, type Affine } from "../kernel/scalar.ts";
import type { Body } from "./body.ts";
import type { LoopContext } from "./loops.ts";
import { fullLoop } from "./nest.ts";
import { neutral, type Terms } from "./terms.ts";

const foldings = {
  sum: "sumLanes",
  maximum: "maximumLanes",
  minimum: "minimumLanes",
} as const satisfies Record<Combine, string>;

export function foldAnchor(
  anchor: Value,
  terms: Terms,
  points: readonly (readonly Affine[])[],
  body: Body,
  context: LoopContext,
): void {
  const { combine, extents } = terms;
  const { names, tile } = context;
  const lanes = tile.lanes!.count;
  const inner = extents.findLastIndex((extent) => extent !== 1);
  const length = extents[inner];
  // Nothing to fold: the schedule does not fit, as whoever looks for loops in lanes will see.
  const count = typeof length === "number" ? length : 0;
  const whole = count - (count % lanes);
  const instruction = combine === "sum" ? "add" : combine;
  const start = constant(neutral[combine]);
  const begin = (base: string): readonly string[] =>
    points.map(() => {
      const name = names.fresh(base);
      body.statements.push({ kind: "variable", name, value: start });
      return name;
    });
  const totals = begin("lanes");
  const rests = whole < count ? begin("rest") : [];
  const counters = extents.map(() => names.fresh("k"));
  const steps = extents.map((extent, at) => (extent === 1 ? zero : variable(counters[at]!)));
  const addTo = (accumulators: readonly string[], inside: Body): readonly Statement[] => {
    const each = points.map((point) => terms.term(inside.read, point, steps));
    each.forEach((term, at) => {
      const name = accumulators[at]!;
      const value = call(instruction, local(name), term);
      inside.statements.push({ kind: "assign", name, value });
    });
    return inside.statements;
  };
  const loop = (from: number, to: number, step: number, statements: readonly Statement[]) =>
    ({
      kind: "loop",
      variable: counters[inner]!,
      from: { kind: "fixed", count: from },
      to: { kind: "fixed", count: to },
      step,
      ...(step > 1 && { lanes: step }),
      body: statements,
    }) as const;
  const innermost: Statement[] = [];
  if (whole > 0) innermost.push(loop(0, whole, lanes, addTo(totals, body.nested())));
  if (rests.length > 0) innermost.push(loop(whole, count, 1, addTo(rests, body.nested())));
  const nest = extents
    .slice(0, Math.max(inner, 0))
    .reduceRight<readonly Statement[]>(
      (inside, extent, at) => (extent === 1 ? inside : [fullLoop(counters[at]!, extent, inside)]),
      innermost,
    );
  body.statements.push(...nest);
  points.forEach((point, at) => {
    const folded = call(foldings[combine], local(totals[at]!));
    const total = rests.length > 0 ? call(instruction, folded, local(rests[at]!)) : folded;
    body.define(anchor, point, body.bind("total", total));
  });
}
