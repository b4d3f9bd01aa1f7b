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
  /**
   * The rows of the other side, which are copied too, four side by side for each term: what lies far apart from
   * term to term shares too few places of the first cache.
   */
  readonly rows?: { readonly axis: number; readonly length: number; readonly terms: number };
  /** Too few of its rows are known: for so many samples at least it pays, and fewer are had otherwise. */
  readonly fewestSamples?: number;
}

/** Rows of the other side that are copied side by side: those of a tile. */
export const rowsTogether = 4;

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
  const rows = panel.rows === undefined ? [] : copyRows(cluster, panel, nest, context);
  return [...rows, loop(0, whole), ...(overlaps ? [loop(columns - width, columns)] : [])];
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
  const other = anchor!.node.inputs[1 - panel.input]!;
  const rowIn = (steps: readonly Affine[]): Affine =>
    placeOfTerm(panel, terms.extents, steps, width);
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
  const reading: Reading = (inner, point, steps) => (value, place) => {
    if (value === operand) return inner.bind("panel", load(buffer, offsetIn(steps, point.at(-1)!)));
    if (value !== other || panel.rows === undefined) return inner.read(value, place);
    return inner.bind("row", load(buffer, placeOfRow(panel, terms.extents, steps, point)));
  };
  return [...fill, ...nest.overRows(columns, reading)];
}

/** Fills in the rows, once for all panels. */
function copyRows(
  { anchor }: Cluster,
  panel: Panel,
  { lane, lanes, corner }: PanelNest,
  context: LoopContext,
): readonly Statement[] {
  const terms = termsOf(anchor!, context.fusion.lowerings.get(anchor!.node)! as Contract);
  const other = anchor!.node.inputs[1 - panel.input]!;
  const buffer = context.panelBuffer!();
  const { axis, length } = panel.rows!;
  const name = context.names.fresh("row");
  const outer = createBody(context.fusion, context.storage, context.names);
  return loopOver(terms.extents, outer, context, (inner, steps) => {
    const body = inner.nested();
    const row = addAffine(variable(name), variable(lane));
    const point = corner.with(axis, row);
    const place = placeOf(terms, other, [...point, zero], steps);
    const start = placeOfRow(panel, terms.extents, steps, corner.with(axis, variable(name)));
    const offset = addAffine(start, variable(lane));
    body.statements.push({ kind: "store", buffer, offset, value: body.read(other, place) });
    const vector = inVectors(lane, rowsTogether, lanes, body.statements);
    const [from, to] = [0, length].map((count) => ({ kind: "fixed", count }) as const);
    inner.statements.push({
      ...{ kind: "loop", variable: name, from: from!, to: to!, step: rowsTogether, body: [vector] },
    });
  });
}

/** Where the columns of a term stand: behind each other, or, with rows, those of each sample before its rows. */
function placeOfTerm(
  panel: Panel,
  extents: readonly Dimension[],
  steps: readonly Affine[],
  width: number,
): Affine {
  if (panel.rows === undefined) return scaleAffine(stepNumber(steps, extents), width);
  const { sample, term } = splitSteps(extents, steps);
  return addAffine(scaleAffine(sample, panel.size), scaleAffine(term, width));
}

/** Where a row has a term, among the rows of its sample: four side by side, term by term. */
function placeOfRow(
  panel: Panel,
  extents: readonly Dimension[],
  steps: readonly Affine[],
  point: Point,
): Affine {
  const { axis, length, terms } = panel.rows!;
  const { sample, term } = splitSteps(extents, steps);
  const row = point[axis]!;
  const tile = scaleAffine({ ...row, constant: 0 }, terms);
  const place = addAffine(tile, scaleAffine(term, rowsTogether));
  const behind = panel.size - terms * length + row.constant;
  return shiftAffine(addAffine(scaleAffine(sample, panel.size), place), behind);
}

function splitSteps(
  extents: readonly Dimension[],
  steps: readonly Affine[],
): { readonly sample: Affine; readonly term: Affine } {
  const isSample = (at: number): boolean => extents[at] === "batch";
  const sample = steps.find((_, at) => isSample(at)) ?? zero;
  const others = steps.map((step, at) => (isSample(at) ? zero : step));
  return { sample, term: stepNumber(others, extents) };
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
