/**
 * What is computed at the points of one tile: the anchor's elements together, then all that follows from them.
 *
 * Invariant: what is read for an element is read before any element is stored that it may lie over, so that a result may
 * take the place of what it was made from (`w' = w - …`). Every sum keeps its order: one accumulator an element.
 */
import type { Value } from "../graph/graph.ts";
import type { Statement } from "../kernel/kernel.ts";
import { call, constant, local } from "../kernel/scalar.ts";
import { createBody, type Body } from "./body.ts";
import { choose } from "./choose.ts";
import type { Cluster } from "./cluster.ts";
import { foldAnchor } from "./fold.ts";
import type { LoopContext, Point } from "./loops.ts";
import { overTerms } from "./nest.ts";
import { neutral, termsOf } from "./terms.ts";

export function lowerTile(
  cluster: Cluster,
  points: readonly Point[],
  context: LoopContext,
): readonly Statement[] {
  const body = createBody(context.fusion, context.storage, context.names);
  const { anchor } = cluster;
  const { totalAt } = context;
  if (anchor !== undefined && totalAt !== undefined)
    for (const point of points) body.define(anchor, point, body.bind("total", totalAt(point)));
  else if (anchor !== undefined) lowerAnchor(anchor, points, body, context);
  const follow = (some: readonly Point[]): void => {
    for (const member of cluster.members) {
      if (member === anchor) continue;
      for (const point of some) body.define(member, point, body.compute(member, point));
    }
    for (const member of cluster.members) {
      if (!context.fusion.stored.has(member)) continue;
      const buffer = context.storage.bufferOf(member, "write");
      for (const point of some) {
        const offset = context.storage.offsetOf(member, cluster.domain, point);
        body.statements.push({ kind: "store", buffer, offset, value: body.read(member, point) });
      }
    }
  };
  // What is updated reads much for each element, and nothing of others: so fewer numbers are in hand at a time. Where
  // vectors lie over each other, all are read before any is stored.
  if (context.isUpdating === true && context.tile.overlaps !== true)
    points.forEach((point) => follow([point]));
  else follow(points);
  return body.statements;
}

function lowerAnchor(
  anchor: Value,
  points: readonly Point[],
  body: Body,
  context: LoopContext,
): void {
  const lowering = context.fusion.lowerings.get(anchor.node)!;
  if (lowering.kind === "choose") choose(anchor, lowering, points, body, context);
  if (lowering.kind !== "reduce" && lowering.kind !== "contract") return;
  if (context.tile.lanes?.axis === "fold")
    return foldAnchor(anchor, termsOf(anchor, lowering), points, body, context);
  const { combine, extents, term } = termsOf(anchor, lowering);
  const totals = points.map(() => context.names.fresh(combine === "sum" ? "sum" : "best"));
  for (const name of totals) {
    body.statements.push({ kind: "variable", name, value: constant(neutral[combine]) });
  }
  const instruction = combine === "sum" ? "add" : combine;
  const loop = overTerms(extents, body, context, (inner, steps) => {
    const terms = points.map((point) =>
      term(context.reading?.(inner, point, steps) ?? inner.read, point, steps),
    );
    terms.forEach((each, index) => {
      const name = totals[index]!;
      inner.statements.push({ kind: "assign", name, value: call(instruction, local(name), each) });
    });
  });
  body.statements.push(...loop);
  points.forEach((point, index) => body.define(anchor, point, local(totals[index]!)));
}
