/**
 * The register tile of a cluster: how many elements along each axis are computed together.
 *
 * Invariant: chosen from shapes alone, by the cost table measured in docs/performance.md: 4 outputs
 * along a fixed axis, 2 along the batch or a second axis, one accumulator each, so that a value read is
 * used several times and the order of every sum is kept.
 */
import type { Dimension } from "../graph/type.ts";
import type { Cluster, Fusion } from "./fusion.ts";

/** Factors tried for an axis, best first: whole tiles beat larger ones that leave a rest. */
const columnTiles = [4, 5, 3, 2];
const rowTile = 2;

export function chooseTile(cluster: Cluster, fusion: Fusion): readonly number[] {
  const ones = cluster.domain.map(() => 1);
  if (cluster.anchor === undefined) return ones;
  const lowering = fusion.lowerings.get(cluster.anchor.node)!;
  if (lowering.kind === "reduce") return tileLast(cluster.domain, ones);
  if (lowering.kind !== "contract") return ones;
  const free = (labels: readonly string[], others: readonly string[]): number =>
    lowering.result.findLastIndex((label) => labels.includes(label) && !others.includes(label));
  const row = free(lowering.left, lowering.right);
  const column = free(lowering.right, lowering.left);
  if (column >= 0) ones[column] = fittingTile(cluster.domain[column]!);
  if (row >= 0) ones[row] = column >= 0 ? rowTile : fittingTile(cluster.domain[row]!);
  return ones;
}

/** Reductions share nothing between rows but the loop; along the last axis they share cache lines. */
function tileLast(domain: readonly Dimension[], ones: number[]): readonly number[] {
  const last = domain.length - 1;
  if (last >= 0 && domain[last] !== "batch") ones[last] = fittingTile(domain[last]!);
  return ones;
}

function fittingTile(dimension: Dimension): number {
  if (dimension === "batch") return rowTile;
  if (dimension <= 5) return dimension;
  return columnTiles.find((tile) => dimension % tile === 0) ?? 4;
}
