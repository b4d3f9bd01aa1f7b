/**
 * The register tile of a cluster: how many elements along each axis are computed together.
 *
 * Invariant: chosen from shapes alone, by the cost table measured in docs/performance.md: 4 outputs
 * along a fixed axis, 2 along the batch or a second axis, one accumulator each, so that a value read is
 * used several times and the order of every sum is kept.
 */
import type { Dimension } from "../graph/type.ts";
import type { Cluster } from "./cluster.ts";
import type { Fusion } from "./fusion.ts";
import type { Panel } from "./panels.ts";

export interface Tile {
  /** Elements along each axis of the domain. */
  readonly whole: readonly number[];
  /** The same for what a whole number of tiles leaves along the rows: single rows take more columns. */
  readonly rest: readonly number[];
  /** Several elements at once: neighbours along an axis of the domain, or terms of a sum. */
  readonly lanes?: { readonly axis: number | "fold"; readonly count: number };
  /** What fills no vector is computed with neighbours that have been computed already: twice the same. */
  readonly overlaps?: boolean;
  /** Columns that are copied side by side first. */
  readonly panel?: Panel;
  /** Instead, where a call has fewer samples than panels pay for. */
  readonly few?: Tile;
}

/** Factors tried for an axis, best first: whole tiles beat larger ones that leave a rest. */
const columnTiles = [4, 5, 3, 2];
const rowTile = 2;
const singleRowColumns = 8;

export function chooseTile(cluster: Cluster, fusion: Fusion): Tile {
  const ones = cluster.domain.map(() => 1);
  const none = { whole: ones, rest: ones };
  if (cluster.anchor === undefined) return none;
  const lowering = fusion.lowerings.get(cluster.anchor.node)!;
  if (lowering.kind === "reduce") return same(tileLast(cluster.domain, ones));
  if (lowering.kind !== "contract") return none;
  const free = (labels: readonly string[], others: readonly string[], wanted: number): number =>
    longEnough(
      cluster.domain,
      lowering.result.flatMap((label, axis) =>
        labels.includes(label) && !others.includes(label) ? [axis] : [],
      ),
      wanted,
    );
  const row = free(lowering.left, lowering.right, rowTile);
  const column = free(lowering.right, lowering.left, columnTiles[0]!);
  const whole = ones.map((_, axis) => {
    if (axis === column) return fittingTile(cluster.domain[axis]!);
    if (axis === row) return column >= 0 ? rowTile : fittingTile(cluster.domain[axis]!);
    return 1;
  });
  const rest = whole.map((tile, axis) =>
    axis === column && isMultiple(cluster.domain[axis]!, singleRowColumns)
      ? singleRowColumns
      : tile,
  );
  return { whole, rest };
}

/** The last axis with as many elements as are wanted; else the longest one; -1: there are none. */
function longEnough(domain: readonly Dimension[], axes: readonly number[], wanted: number): number {
  const lengthOf = (axis: number): number =>
    domain[axis] === "batch" ? wanted : Math.min(wanted, domain[axis] as number);
  const longest = Math.max(...axes.map(lengthOf));
  return axes.findLast((axis) => lengthOf(axis) === longest) ?? -1;
}

function same(tile: readonly number[]): Tile {
  return { whole: tile, rest: tile };
}

function isMultiple(dimension: Dimension, of: number): boolean {
  return dimension !== "batch" && dimension % of === 0;
}

/** Reductions share nothing between rows but the loop; along the last axis they share cache lines. */
function tileLast(domain: readonly Dimension[], ones: readonly number[]): readonly number[] {
  const last = domain.length - 1;
  return ones.map((one, axis) =>
    axis === last && domain[axis] !== "batch" ? fittingTile(domain[axis]!) : one,
  );
}

function fittingTile(dimension: Dimension): number {
  if (dimension === "batch") return rowTile;
  if (dimension <= 5) return dimension;
  return columnTiles.find((tile) => dimension % tile === 0) ?? 4;
}
