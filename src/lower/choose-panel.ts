/**
 * Which contractions go by panels, and what is copied there.
 *
 * Invariant: chosen from shapes and labels alone. That what is copied by vectors lies side by side shows when the
 * cluster is lowered.
 */
import type { Value } from "../graph/graph.ts";
import { elementCount } from "../graph/type.ts";
import type { Lowering } from "../kernel/lowering.ts";
import type { Cluster } from "./cluster.ts";
import type { Fusion } from "./fusion.ts";
import { rowsTogether, type Panel } from "./panels.ts";
import { termsOf } from "./terms.ts";

type Contract = Extract<Lowering, { kind: "contract" }>;

/** Fewer rows do not pay for copying. */
const fewestRows = 8;
/** Nor for copying one by one, where sums are long enough to be folded. */
const fewestRowsOfSingles = 32;
const shortSum = 32;
/** What the first cache holds is read fast enough from where it lies. */
const smallestSide = 4096;
/** Of sides that only samples read anew: what the second cache holds, and what lies close together, is fast. */
const smallestShared = { side: 32768, columns: 256 };

/** What of a contraction could go into panels whose columns are the last axis of its domain. */
interface Candidate extends Omit<Panel, "fill" | "rows"> {
  readonly rows: number;
  readonly columns: number;
  readonly hasSamples: boolean;
  /** Numbers of the side with the columns. */
  readonly side: number;
  /** Terms of a sum. */
  readonly terms: number;
}

function findCandidate(
  { anchor, domain }: Cluster,
  fusion: Fusion,
  vectors: number,
  lanes: number,
): Candidate | undefined {
  const lowering = fusion.lowerings.get(anchor!.node)! as Contract;
  const [left, right] = anchor!.node.inputs as readonly [Value, Value];
  const label = lowering.result.at(-1)!;
  const input = lowering.right.includes(label) ? 1 : 0;
  const columns = domain.at(-1)!;
  const labels = [lowering.left, lowering.right][input]!;
  const isOuter = (axis: number): boolean => labels.includes(lowering.result[axis]!);
  const axes = domain.slice(0, -1).map((_, axis) => axis);
  const outer = axes.filter(isOuter);
  const rowAxes = axes.filter((axis) => !isOuter(axis)).map((axis) => domain[axis]!);
  const isOfBoth = lowering.left.includes(label) && lowering.right.includes(label);
  if (left === right || isOfBoth || columns === "batch" || columns <= vectors * lanes)
    return undefined;
  const { extents } = termsOf(anchor!, lowering);
  const terms = elementCount(extents);
  return {
    input,
    vectors,
    size: terms * vectors * lanes,
    batched: extents.includes("batch"),
    outer,
    rows: elementCount(rowAxes),
    columns,
    hasSamples: rowAxes.includes("batch"),
    side: elementCount([left, right][input]!.type.shape),
    terms,
  };
}

/** Panels that are filled by vectors; undefined: they do not pay. */
export function choosePanel(
  cluster: Cluster,
  fusion: Fusion,
  vectors: number,
  lanes: number,
): Panel | undefined {
  const found = findCandidate(cluster, fusion, vectors, lanes);
  if (found === undefined) return undefined;
  const { input, size, batched, outer, rows, columns, side } = found;
  const panel: Panel = { input, vectors, size, batched, outer, fill: "vectors" };
  if (rows >= fewestRows) return side < smallestSide ? undefined : panel;
  const isShared = rows === 1 && !batched && outer.length === 0;
  if (!isShared || side < smallestShared.side || columns < smallestShared.columns) return undefined;
  return { ...panel, size: Math.max(size, columns), fewestSamples: fewestRows };
}

/** Rows of the other side that lie so far apart from term to term that they are copied; of samples' terms only. */
const copiedRows = { fewest: 64, fewestTerms: 16 };

/** The same panel with rows beside it; undefined: copying them does not pay. */
export function withRows(
  panel: Panel,
  { anchor, domain }: Cluster,
  fusion: Fusion,
): Panel | undefined {
  const axes = domain.map((_, axis) => axis).slice(0, -1);
  const [axis] = axes;
  const length = domain[0];
  if (axis === undefined || axes.length > 1 || typeof length !== "number") return undefined;
  const { fewest, fewestTerms } = copiedRows;
  const { extents } = termsOf(anchor!, fusion.lowerings.get(anchor!.node)! as Contract);
  const terms = elementCount(extents);
  if (!panel.batched || panel.outer.length > 0 || terms < fewestTerms) return undefined;
  if (length < fewest || length % rowsTogether !== 0) return undefined;
  return { ...panel, size: panel.size + terms * length, rows: { axis, length, terms } };
}

/** Panels of columns that lie apart; undefined: they do not pay. */
export function chooseSingles(
  cluster: Cluster,
  fusion: Fusion,
  vectors: number,
  lanes: number,
): Panel | undefined {
  const found = findCandidate(cluster, fusion, vectors, lanes);
  if (found === undefined || found.batched) return undefined;
  const { input, size, batched, outer, rows, hasSamples, terms } = found;
  const panel: Panel = { input, vectors, size, batched, outer, fill: "singles" };
  const fewest = terms < shortSum ? fewestRows : fewestRowsOfSingles;
  if (rows >= fewest) return panel;
  // Few are folded, where there is something to fold.
  const isSplit = hasSamples && terms > 1;
  return isSplit ? { ...panel, fewestSamples: Math.ceil(fewest / rows) } : undefined;
}
