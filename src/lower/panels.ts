/**
 * A contraction by panels: of the side that is read anew for every row, a few columns are copied side by
 * side, and then used for all rows.
 *
 * Invariant: sums have the terms and the order that they have without. The panel is scratch of the kernel,
 * whole before it is read. Columns that do not fill a panel are the caller's.
 */
import type { Value } from "../graph/graph.ts";
import { elementCount, type Dimension } from "../graph/type.ts";
import type { Statement } from "../kernel/kernel.ts";
import type { Lowering } from "../kernel/lowering.ts";
import {
  addAffine,
  constant,
  load,
  scaleAffine,
  shiftAffine,
  variable,
  zero,
  type Affine,
} from "../kernel/scalar.ts";
import { createBody, type Body } from "./body.ts";
import type { Cluster } from "./cluster.ts";
import type { Fusion } from "./fusion.ts";
import type { LoopContext, Point } from "./loops.ts";
import { loopOver } from "./nest.ts";
import { termsOf, type Read, type Terms } from "./terms.ts";

/** What of a contraction goes into panels. */
export interface Panel {
  /** Which of the inputs: the one with the columns. */
  readonly input: 0 | 1;
  /** Columns, in vectors. */
  readonly vectors: number;
  /** Numbers in it: of each sample, where it sums over samples. */
  readonly size: number;
  readonly batched: boolean;
  /** How it is filled: by vectors, or, where columns do not lie side by side, one number after another. */
  readonly fill: "vectors" | "singles";
  /** Axes of the domain, beside the columns, that the side has: each place along them has panels of its own. */
  readonly outer: readonly number[];
  /** Too few of its rows are known: for so many samples at least it pays, and fewer are had otherwise. */
  readonly fewestSamples?: number;
}

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
interface Candidate extends Omit<Panel, "fill"> {
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
  return hasSamples ? { ...panel, fewestSamples: Math.ceil(fewest / rows) } : undefined;
}

type Contract = Extract<Lowering, { kind: "contract" }>;

/** How terms are read where one side lies in a panel. */
export type Reading = (inner: Body, point: Point, steps: readonly Affine[]) => Read;

export interface PanelNest {
  /** What the loop over panels counts with. */
  readonly variable: string;
  readonly columns: number;
  readonly lanes: number;
  readonly lane: string;
  /** A row, at the places of the panel's outer axes; the column is left out. */
  readonly corner: Point;
  /** Loops over the rows; gets what a tile's rows become at some columns. */
  readonly overRows: (columns: readonly Affine[], reading: Reading) => readonly Statement[];
}

/** The loop over all whole panels; where panels are filled one by one, the last one may lie over others. */
export function lowerPanels(
  cluster: Cluster,
  panel: Panel,
  nest: PanelNest,
  context: LoopContext,
): readonly Statement[] {
  const width = panel.vectors * nest.lanes;
  const { columns } = nest;
  const whole = columns - (columns % width);
  const loop = (start: number, end: number): Statement => {
    const [from, to] = [start, end].map((count) => ({ kind: "fixed", count }) as const);
    const body = panelCode(cluster, panel, nest, context);
    const variable = nest.variable;
    return { kind: "loop", variable, from: from!, to: to!, step: width, domain: true, body };
  };
  const overlaps = panel.fill === "singles" && whole < columns;
  return [loop(0, whole), ...(overlaps ? [loop(columns - width, columns)] : [])];
}

function panelCode(
  { anchor }: Cluster,
  panel: Panel,
  nest: PanelNest,
  context: LoopContext,
): readonly Statement[] {
  const { variable: name, lane, lanes } = nest;
  const width = panel.vectors * lanes;
  const terms = termsOf(anchor!, context.fusion.lowerings.get(anchor!.node)! as Contract);
  const operand = anchor!.node.inputs[panel.input]!;
  const buffer = context.panelBuffer!();
  const start = addAffine(variable(name), variable(lane));
  const columns = Array.from({ length: panel.vectors }, (_, at) => shiftAffine(start, at * lanes));
  const rowIn = (steps: readonly Affine[]): Affine =>
    scaleAffine(stepNumber(steps, terms.extents), width);
  const offsetIn = (steps: readonly Affine[], column: Affine): Affine =>
    shiftAffine(addAffine(rowIn(steps), variable(lane)), column.constant);
  const outer = createBody(context.fusion, context.storage, context.names);
  const fill = loopOver(terms.extents, outer, context, (inner, steps) => {
    const body = inner.nested();
    const copy = (column: Affine, offset: Affine): void => {
      const place = placeOf(terms, operand, [...nest.corner, column], steps);
      body.statements.push({ kind: "store", buffer, offset, value: body.read(operand, place) });
    };
    if (panel.fill === "vectors") {
      for (const column of columns) copy(column, offsetIn(steps, column));
      inner.statements.push(inVectors(lane, width, lanes, body.statements));
      return;
    }
    for (let at = 0; at < width; at++)
      copy(shiftAffine(variable(name), at), shiftAffine(rowIn(steps), at));
    inner.statements.push(...body.statements);
  });
  const reading: Reading = (inner, point, steps) => (value, place) =>
    value === operand
      ? inner.bind("panel", load(buffer, offsetIn(steps, point.at(-1)!)))
      : inner.read(value, place);
  return [...fill, ...nest.overRows(columns, reading)];
}

/** One pass over a panel's columns, all at once. */
export function inVectors(
  lane: string,
  width: number,
  lanes: number,
  body: readonly Statement[],
): Statement {
  const [from, to] = [0, width].map((count) => ({ kind: "fixed", count }) as const);
  return { kind: "loop", variable: lane, from: from!, to: to!, step: width, lanes, body };
}

/** Row-major number of a term; the samples, of which nobody knows how many, come first. */
function stepNumber(steps: readonly Affine[], extents: readonly Dimension[]): Affine {
  const order = extents.map((_, at) => at);
  order.sort((a, b) => Number(extents[b] === "batch") - Number(extents[a] === "batch"));
  return order.reduce((sum, at) => {
    const extent = extents[at]!;
    return addAffine(extent === "batch" ? sum : scaleAffine(sum, extent), steps[at]!);
  }, zero);
}

/** Where a term reads one side. */
function placeOf(
  terms: Terms,
  operand: Value,
  point: Point,
  steps: readonly Affine[],
): readonly Affine[] {
  let found: readonly Affine[] = [];
  const note: Read = (value, place) => {
    if (value === operand) found = place;
    return constant(0);
  };
  terms.term(note, point, steps);
  return found;
}
