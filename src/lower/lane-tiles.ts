/**
 * Schedules in lanes that are tried for a cluster, best first.
 *
 * Invariant: chosen from shapes and labels alone; whether what is read lies side by side shows when the
 * cluster is lowered so, and then the next one is tried. Sizes by docs/performance.md: with 16 registers, 4
 * rows by 2 vectors; a single row takes 4 vectors.
 */
import type { Dimension } from "../graph/type.ts";
import type { Cluster } from "./cluster.ts";
import type { Fusion } from "./fusion.ts";
import { choosePanel, chooseSingles, withRows } from "./choose-panel.ts";
import type { Tile } from "./tile.ts";

const rows = 4;
const vectors = 2;
const singleRowVectors = 4;
/** Sums of a fold: so many results, each summed in lanes of its own, share what is read. */
const foldColumns = 2;

/** @param lanes elements of a vector */
export function laneTiles(cluster: Cluster, fusion: Fusion, lanes: number): readonly Tile[] {
  const { anchor, domain } = cluster;
  if (anchor === undefined || lanes === 1) return [];
  const lowering = fusion.lowerings.get(anchor.node)!;
  const last = domain.length - 1;
  if (lowering.kind === "choose") return last >= 0 ? alongAxis(domain, last, undefined, lanes) : [];
  if (lowering.kind === "reduce") {
    const along = last >= 0 ? alongAxis(domain, last, undefined, lanes) : [];
    return [...along, foldOver(domain, undefined, last, lanes)];
  }
  if (lowering.kind !== "contract") return [];
  const free = (labels: readonly string[], others: readonly string[]): number =>
    lowering.result.findLastIndex((label) => labels.includes(label) && !others.includes(label));
  const left = free(lowering.left, lowering.right);
  const right = free(lowering.right, lowering.left);
  const both = lowering.result.findLastIndex(
    (label) => lowering.left.includes(label) && lowering.right.includes(label),
  );
  const columns = [right, left, both].filter((axis) => axis >= 0);
  const rowFor = (axis: number): number | undefined => {
    const isLeft = lowering.left.includes(lowering.result[axis]!);
    const side = isLeft ? [lowering.right, lowering.left] : [lowering.left, lowering.right];
    return bestRow(domain, freeAxes(lowering.result, side[0]!, side[1]!));
  };
  const along = columns
    .toSorted((a, b) => b - a)
    .flatMap((axis) => alongAxis(domain, axis, rowFor(axis), lanes));
  const fold = foldOver(domain, left, right, lanes);
  return [
    ...along.flatMap((tile) => withPanel(tile, cluster, fusion)),
    ...inSingles(along, fold, cluster, fusion),
    fold,
  ];
}

/** Axes of the result that one side has and the other has not. */
function freeAxes(
  result: readonly string[],
  labels: readonly string[],
  others: readonly string[],
): readonly number[] {
  return result.flatMap((label, axis) =>
    labels.includes(label) && !others.includes(label) ? [axis] : [],
  );
}

/** The last axis with rows enough for a tile; else the longest one. Samples may be few. */
function bestRow(domain: readonly Dimension[], axes: readonly number[]): number | undefined {
  const lengthOf = (axis: number): number =>
    domain[axis] === "batch" ? 2 : Math.min(rows, domain[axis] as number);
  const longest = Math.max(...axes.map(lengthOf));
  return axes.findLast((axis) => lengthOf(axis) === longest);
}

/** In panels first, where those pay. */
function withPanel(tile: Tile, cluster: Cluster, fusion: Fusion): readonly Tile[] {
  const { axis, count } = tile.lanes!;
  const last = cluster.domain.length - 1;
  if (axis !== last || tile.whole[last] !== vectors) return [tile];
  const panel = choosePanel(cluster, fusion, vectors, count);
  if (panel === undefined) return [tile];
  const both = withRows(panel, cluster, fusion);
  const tiles = [{ ...tile, panel }, tile];
  return both === undefined ? tiles : [{ ...tile, panel: both }, ...tiles];
}

/** In panels of columns that lie apart, where those pay. */
function inSingles(
  tiles: readonly Tile[],
  few: Tile,
  cluster: Cluster,
  fusion: Fusion,
): readonly Tile[] {
  const last = cluster.domain.length - 1;
  const tile = tiles.find(({ whole, lanes }) => lanes!.axis === last && whole[last] === vectors);
  if (tile === undefined) return [];
  const { count } = tile.lanes!;
  const panel = chooseSingles(cluster, fusion, vectors, count);
  if (panel === undefined) return [];
  const overlaps = (cluster.domain[last] as number) % (vectors * count) !== 0;
  return [{ ...tile, overlaps, panel, few }];
}

/** Neighbours along one axis in lanes, rows of another one beside them; over the end of the axis where that can be. */
function alongAxis(
  domain: readonly Dimension[],
  axis: number,
  row: number | undefined,
  lanes: number,
): readonly Tile[] {
  const ones = domain.map(() => 1);
  const whole = ones.with(axis, fitting(domain[axis]!, row === undefined ? 4 : vectors, lanes));
  const rest = ones.with(axis, fitting(domain[axis]!, singleRowVectors, lanes));
  const tile: Tile = {
    whole: row === undefined ? whole : whole.with(row, rows),
    rest: row === undefined ? whole : rest,
    lanes: { axis, count: lanes },
  };
  const length = domain[axis]!;
  const leaves = length !== "batch" && length > lanes && length % lanes !== 0;
  return leaves ? [{ ...tile, overlaps: true }, tile] : [tile];
}

/** As many vectors at once as there are. */
function fitting(dimension: Dimension, wanted: number, lanes: number): number {
  if (dimension === "batch") return wanted;
  return Math.max(1, Math.min(wanted, Math.floor(dimension / lanes)));
}

/** What is summed in lanes, which come together at the end. */
function foldOver(
  domain: readonly Dimension[],
  row: number | undefined,
  column: number,
  lanes: number,
): Tile {
  const ones = domain.map(() => 1);
  const wide = column >= 0 ? ones.with(column, foldColumns) : ones;
  const whole = row === undefined || row < 0 ? wide : wide.with(row, rows);
  return { whole, rest: wide, lanes: { axis: "fold", count: lanes } };
}
