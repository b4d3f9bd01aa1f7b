/**
 * A cluster as loops: over its domain in tiles, inside over what its anchor reduces.
 *
 * Invariant: all reads of one element's tile come before its stores, so that a result may take the
 * place of what it was made from (`w' = w - …`). Every sum keeps its order: one accumulator an element.
 */
import type { Value } from "../graph/graph.ts";
import type { Dimension } from "../graph/type.ts";
import type { Extent, Statement } from "../kernel/kernel.ts";
import type { Lowering } from "../kernel/lowering.ts";
import {
  affineScalar,
  call,
  constant,
  local,
  shiftAffine,
  variable,
  zero,
  type Affine,
  type Scalar,
} from "../kernel/scalar.ts";
import { createBody, type Body, type Names, type Storage } from "./body.ts";
import type { Cluster } from "./cluster.ts";
import type { Fusion } from "./fusion.ts";
import { wholeLanes } from "../kernel/lanes.ts";
import { foldAnchor } from "./fold.ts";
import { loopOver, overTerms } from "./nest.ts";
import { inVectors, lowerPanels, type Panel, type Reading } from "./panels.ts";
import { neutral, placeInside, termsOf } from "./terms.ts";
import { lowerStream } from "./streams.ts";
import type { Tile } from "./tile.ts";
import { lowerOrthonormalize, lowerScatter } from "./whole.ts";

export interface LoopContext {
  readonly fusion: Fusion;
  readonly storage: Storage;
  readonly names: Names;
  readonly tile: Tile;
  /** The kernel's own name for its panel. */
  readonly panelBuffer?: () => string;
  /** How the anchor's terms are read; by default where their values lie. */
  readonly reading?: Reading;
  /** The anchor's elements, where they have been computed before. */
  readonly totalAt?: (point: Point) => Scalar;
}

/** One element of a tile: its place in the domain. */
export type Point = readonly Affine[];

export function lowerCluster(cluster: Cluster, context: LoopContext): readonly Statement[] {
  const lowering = cluster.anchor && context.fusion.lowerings.get(cluster.anchor.node)!;
  if (lowering?.kind === "scatterAdd") return lowerScatter(cluster.anchor!, lowering, context);
  if (lowering?.kind === "orthonormalize") return lowerOrthonormalize(cluster.anchor!, context);
  const loops = cluster.domain.map((dimension, axis) => ({
    variable: context.names.fresh("ijkl"[axis] ?? "m").replace(/1$/, ""),
    dimension,
    tile: context.tile.whole[axis] ?? 1,
    restTile: context.tile.rest[axis] ?? 1,
    joinsRest: context.tile.lanes !== undefined,
    overlaps: context.tile.overlaps === true,
    lanes: context.tile.lanes?.axis === axis ? context.tile.lanes.count : 1,
  }));
  const { panel } = context.tile;
  if (panel?.fewestSamples !== undefined)
    return streamOrPanels(cluster, panel, panel.fewestSamples, loops, context);
  if (panel !== undefined) return nestPanels(cluster, panel, loops, context);
  return nestTiles(loops, [[]], (points) => lowerTile(cluster, points, context));
}

/** By the number of samples of the call, if there are any. */
function streamOrPanels(
  cluster: Cluster,
  panel: Panel,
  fewestSamples: number,
  loops: readonly TiledLoop[],
  context: LoopContext,
): readonly Statement[] {
  const rows = loops.slice(0, -1).map((loop) => ({ ...loop, tile: 1, restTile: 1 }));
  const stream = nestTiles(rows, [[]], ([row]) =>
    lowerStream(
      cluster,
      panel,
      row!,
      (write) => nestLanes({ ...loops.at(-1)!, tile: 1 }, 0, write),
      (points, totalAt) => lowerTile(cluster, points, { ...context, totalAt }),
      context,
    ),
  );
  if (!rows.some(({ dimension }) => dimension === "batch")) return stream;
  const condition = call("less", local("n"), constant(fewestSamples));
  const alternative = nestPanels(cluster, panel, loops, context);
  return [{ kind: "if", condition, consequent: stream, alternative }];
}

/** Panels of columns outside, rows inside; columns that fill no panel as without any. */
function nestPanels(
  cluster: Cluster,
  panel: Panel,
  loops: readonly TiledLoop[],
  context: LoopContext,
): readonly Statement[] {
  const axes = loops.slice(0, -1).map((_, axis) => axis);
  const rows = axes.filter((axis) => !panel.outer.includes(axis));
  const order = [...panel.outer, ...rows];
  const inOrder = (point: Point): Point => axes.map((axis) => point[order.indexOf(axis)] ?? zero);
  const single = panel.outer.map((axis) => ({ ...loops[axis]!, tile: 1, restTile: 1 }));
  return nestTiles(single, [[]], ([around]) => {
    const overRows = (places: readonly Affine[], write: (points: readonly Point[]) => Statements) =>
      nestTiles(
        rows.map((axis) => loops[axis]!),
        [around!],
        (points) => write(extend(points.map(inOrder), places)),
      );
    return panelsAndRest(cluster, panel, loops.at(-1)!, inOrder(around!), overRows, context);
  });
}

/** Loops over rows; gets what they do at some columns. */
type OverRows = (
  places: readonly Affine[],
  write: (points: readonly Point[]) => Statements,
) => Statements;

function panelsAndRest(
  cluster: Cluster,
  panel: Panel,
  loop: TiledLoop,
  corner: Point,
  overRows: OverRows,
  context: LoopContext,
): readonly Statement[] {
  const { variable: name, dimension, lanes } = loop;
  const columns = dimension as number;
  const lane = context.names.fresh("lane");
  const width = panel.vectors * lanes;
  const inPanels = lowerPanels(
    cluster,
    panel,
    {
      variable: name,
      columns,
      lane,
      lanes,
      corner,
      overRows: (places, reading) =>
        overRows(places, (points) => [
          inVectors(lane, width, lanes, lowerTile(cluster, points, { ...context, reading })),
        ]),
    },
    context,
  );
  const rest = nestLanes({ ...loop, tile: 1 }, columns - (columns % width), (places) =>
    overRows(places, (points) => lowerTile(cluster, points, context)),
  );
  return [inPanels, ...rest];
}

type Statements = readonly Statement[];

interface TiledLoop {
  readonly variable: string;
  readonly dimension: Dimension;
  readonly tile: number;
  /** The tile inside the rest of an outer loop. */
  readonly restTile: number;
  /** What whole tiles leave is one tile more, if several places are left. */
  readonly joinsRest: boolean;
  /** Elements at each place of the tile. */
  readonly lanes: number;
  /** The last vector may lie over others. */
  readonly overlaps: boolean;
}

/** Loops over tiles, then over what a whole number of tiles leaves. */
function nestTiles(
  loops: readonly TiledLoop[],
  points: readonly Point[],
  inside: (points: readonly Point[]) => readonly Statement[],
): readonly Statement[] {
  const [loop, ...rest] = loops;
  if (loop === undefined) return inside(points);
  if (loop.lanes > 1)
    return nestLanes(loop, 0, (places) => nestTiles(rest, extend(points, places), inside));
  const { dimension, tile } = loop;
  const spread = (start: Affine, count: number): readonly Point[] =>
    extend(points, neighbours(start, count, 1));
  if (dimension !== "batch" && dimension <= tile) {
    return nestTiles(rest, spread(zero, dimension), inside);
  }
  const whole: Extent =
    dimension === "batch"
      ? { kind: "samples", floorTo: tile }
      : { kind: "fixed", count: dimension - (dimension % tile) };
  const end: Extent =
    dimension === "batch" ? { kind: "samples", floorTo: 1 } : { kind: "fixed", count: dimension };
  const at = variable(loop.variable);
  const statements: Statement[] = [
    {
      kind: "loop",
      variable: loop.variable,
      from: { kind: "fixed", count: 0 },
      to: whole,
      step: tile,
      body: nestTiles(rest, spread(at, tile), inside),
    },
  ];
  const left = dimension === "batch" ? tile - 1 : dimension % tile;
  if (left > 1 && dimension !== "batch" && loop.joinsRest) {
    const body = nestTiles(rest, spread(at, left), inside);
    statements.push({
      kind: "loop",
      variable: loop.variable,
      from: whole,
      to: end,
      step: left,
      body,
    });
  } else if (left > 0) {
    const single = rest.map((each) => ({ ...each, tile: each.restTile }));
    const body = nestTiles(single, spread(at, 1), inside);
    statements.push({ kind: "loop", variable: loop.variable, from: whole, to: end, step: 1, body });
  }
  return statements;
}

function neighbours(start: Affine, count: number, stride: number): readonly Affine[] {
  return Array.from({ length: count }, (_, step) => shiftAffine(start, step * stride));
}

function extend(points: readonly Point[], places: readonly Affine[]): readonly Point[] {
  return points.flatMap((point) => places.map((place) => [...point, place]));
}

/** Loops over tiles of vectors, over single vectors, over single elements: each over what the last one leaves. */
function nestLanes(
  loop: TiledLoop,
  start: number,
  inside: (places: readonly Affine[]) => readonly Statement[],
): readonly Statement[] {
  const { variable: name, dimension, tile, lanes } = loop;
  if (loop.overlaps) return nestOverlapping(loop, start, inside);
  const all: Extent =
    dimension === "batch" ? { kind: "samples", floorTo: 1 } : { kind: "fixed", count: dimension };
  const at = variable(name);
  const statements: Statement[] = [];
  let from: Extent = { kind: "fixed", count: start };
  for (const step of new Set([tile * lanes, lanes, 1])) {
    const to = step === 1 ? all : wholeLanes(all, step);
    if (isSame(from, to)) continue;
    const body = inside(neighbours(at, Math.max(1, step / lanes), lanes));
    const width = step === 1 ? {} : { lanes };
    statements.push({ kind: "loop", variable: name, from, to, step, ...width, body });
    from = to;
  }
  return statements;
}

/** Whole vectors all the way: the last one ends where the axis ends. */
function nestOverlapping(
  { variable: name, dimension, tile, lanes }: TiledLoop,
  start: number,
  inside: (places: readonly Affine[]) => readonly Statement[],
): readonly Statement[] {
  const end = dimension as number;
  const at = variable(name);
  const loop = (from: number, to: number, step: number, places: readonly Affine[]): Statement => ({
    kind: "loop",
    variable: name,
    from: { kind: "fixed", count: from },
    to: { kind: "fixed", count: to },
    step,
    lanes,
    body: inside(places),
  });
  const rest = (end - start) % lanes;
  const last = end - lanes;
  const isPair = end - start < 2 * lanes && start === 0;
  // Two vectors, one over the other, are one tile.
  if (isPair) return [loop(0, lanes, lanes, [at, shiftAffine(at, last)])];
  const width = tile * lanes;
  const wide = start + (end - start) - ((end - start) % width);
  const whole = end - rest;
  return [
    ...(wide > start ? [loop(start, wide, width, neighbours(at, tile, lanes))] : []),
    ...(whole > wide ? [loop(wide, whole, lanes, [at])] : []),
    loop(last, end, lanes, [at]),
  ];
}

function isSame(a: Extent, b: Extent): boolean {
  return a.kind === "fixed" && b.kind === "fixed" && a.count === b.count;
}

function lowerTile(
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
  for (const member of cluster.members) {
    if (member === anchor) continue;
    for (const point of points) body.define(member, point, body.compute(member, point));
  }
  for (const member of cluster.members) {
    if (!context.fusion.stored.has(member)) continue;
    const buffer = context.storage.bufferOf(member, "write");
    for (const point of points) {
      const offset = context.storage.offsetOf(member, cluster.domain, point);
      body.statements.push({ kind: "store", buffer, offset, value: body.read(member, point) });
    }
  }
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

function choose(
  anchor: Value,
  lowering: Extract<Lowering, { kind: "choose" }>,
  points: readonly Point[],
  body: Body,
  context: LoopContext,
): void {
  const input = anchor.node.inputs[0]!;
  const { axis, combine } = lowering;
  for (const point of points) {
    const best = context.names.fresh("best");
    const place = context.names.fresh("place");
    const start = constant(neutral[combine]);
    body.statements.push({ kind: "variable", name: best, value: start });
    body.statements.push({ kind: "variable", name: place, value: constant(0) });
    const loop = overTerms([input.type.shape[axis]!], body, context, (inner, steps) => {
      const value = inner.read(input, placeInside(input, [axis], point, steps));
      const [low, high] = combine === "maximum" ? [local(best), value] : [value, local(best)];
      const isBetter = call("less", low, high);
      if (context.tile.lanes !== undefined) {
        // In lanes nothing is left out: the place first, since the best decides.
        const number = call("select", isBetter, affineScalar(steps[0]!), local(place));
        const better = call("select", isBetter, value, local(best));
        inner.statements.push({ kind: "assign", name: place, value: number });
        inner.statements.push({ kind: "assign", name: best, value: better });
        return;
      }
      inner.statements.push({
        kind: "if",
        condition: isBetter,
        consequent: [
          { kind: "assign", name: best, value },
          { kind: "assign", name: place, value: affineScalar(steps[0]!) },
        ],
        alternative: [],
      });
    });
    body.statements.push(...loop);
    body.define(anchor, point, local(place));
  }
}

/** Where a copy goes: the kernel's name of the buffer, and the place of an element in it. */
export interface CopyTarget {
  readonly buffer: string;
  readonly offsetOf: (at: readonly Affine[]) => Affine;
}

/** Fills a buffer with a value that has another place, or none. */
export function lowerCopy(
  value: Value,
  { buffer, offsetOf }: CopyTarget,
  context: { fusion: Fusion; names: Names; storage: Storage },
): readonly Statement[] {
  const outer = createBody(context.fusion, context.storage, context.names);
  return loopOver(value.type.shape, outer, context, (inner, at) => {
    inner.statements.push({
      kind: "store",
      buffer,
      offset: offsetOf(at),
      value: inner.read(value, at),
    });
  });
}
