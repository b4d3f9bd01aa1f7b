/**
 * A cluster as loops: over its domain in tiles, with panels or streams where its anchor reads much.
 *
 * Invariant: decides which loops there are, by the tile it is given; what they are made of stands in
 * `nest-tiles.ts`, and what is computed inside in `lower-tile.ts`.
 */
import type { Value } from "../graph/graph.ts";
import type { Statement } from "../kernel/kernel.ts";
import { call, constant, local, zero, type Affine, type Scalar } from "../kernel/scalar.ts";
import { createBody, type Body, type Names, type Storage } from "./body.ts";
import type { Cluster } from "./cluster.ts";
import type { Fusion } from "./fusion.ts";
import { lowerTile } from "./lower-tile.ts";
import { loopOver } from "./nest.ts";
import { extend, nestLanes, nestTiles, type TiledLoop } from "./nest-tiles.ts";
import { inVectors, lowerPanels, type Panel, type Reading } from "./panels.ts";
import { lowerStream } from "./streams.ts";
import type { Tile } from "./tile.ts";
import { lowerOrthonormalize, lowerScatter } from "./whole.ts";

export interface LoopContext {
  readonly fusion: Fusion;
  readonly storage: Storage;
  readonly names: Names;
  readonly tile: Tile;
  /** Results take the place of what they are made from. */
  readonly isUpdating?: boolean;
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
  const loops = loopsOf(cluster, context);
  const { panel, few } = context.tile;
  if (panel === undefined)
    return nestTiles(loops, [[]], (points) => lowerTile(cluster, points, context));
  const { fewestSamples } = panel;
  if (fewestSamples === undefined) return nestPanels(cluster, panel, loops, context);
  const inFew = { ...context, tile: few ?? context.tile };
  const forFew =
    few === undefined
      ? streamRows(cluster, panel, loops, context)
      : nestTiles(loopsOf(cluster, inFew), [[]], (points) => lowerTile(cluster, points, inFew));
  if (!loops.slice(0, -1).some(({ dimension }) => dimension === "batch")) return forFew;
  const condition = call("less", local("n"), constant(fewestSamples));
  const alternative = nestPanels(cluster, panel, loops, context);
  return [{ kind: "if", condition, consequent: forFew, alternative }];
}

function loopsOf({ domain }: Cluster, { tile, names }: LoopContext): readonly TiledLoop[] {
  return domain.map((dimension, axis) => ({
    variable: names.fresh("ijkl"[axis] ?? "m").replace(/1$/, ""),
    dimension,
    tile: tile.whole[axis] ?? 1,
    restTile: tile.rest[axis] ?? 1,
    joinsRest: tile.lanes !== undefined,
    overlaps: tile.overlaps === true,
    lanes: tile.lanes?.axis === axis ? tile.lanes.count : 1,
  }));
}

/** A single row after another, each with the side as it lies in memory. */
function streamRows(
  cluster: Cluster,
  panel: Panel,
  loops: readonly TiledLoop[],
  context: LoopContext,
): readonly Statement[] {
  const rows = loops.slice(0, -1).map((loop) => ({ ...loop, tile: 1, restTile: 1 }));
  // Sums that wait in memory must not be added to twice.
  const columns = { ...loops.at(-1)!, tile: 1, overlaps: false };
  return nestTiles(rows, [[]], ([row]) =>
    lowerStream(
      cluster,
      panel,
      row!,
      (write) => nestLanes(columns, 0, write),
      (points, totalAt) => lowerTile(cluster, points, { ...context, totalAt }),
      context,
    ),
  );
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
  if (panel.fill === "singles") return inPanels;
  const rest = nestLanes({ ...loop, tile: 1 }, columns - (columns % width), (places) =>
    overRows(places, (points) => lowerTile(cluster, points, context)),
  );
  return [...inPanels, ...rest];
}

type Statements = readonly Statement[];

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
  const write = (inner: Body, at: readonly Affine[]): void => {
    const offset = offsetOf(at);
    inner.statements.push({ kind: "store", buffer, offset, value: inner.read(value, at) });
  };
  return loopOver(value.type.shape, outer, context, write, { domain: true });
}
