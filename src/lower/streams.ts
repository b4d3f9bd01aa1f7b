/**
 * A contraction of a single row with a large side, which is read once: row of it by row, as it lies in memory.
 *
 * Invariant: each sum is gathered in scratch of the kernel, block of terms after block, in the order of the
 * terms; the results are made when all sums are whole.
 */
import type { Value } from "../graph/graph.ts";
import type { Statement } from "../kernel/kernel.ts";
import type { Lowering } from "../kernel/lowering.ts";
import {
  call,
  constant,
  load,
  local,
  shiftAffine,
  variable,
  zero,
  type Affine,
  type Scalar,
} from "../kernel/scalar.ts";
import { createBody, type Body } from "./body.ts";
import type { Cluster } from "./cluster.ts";
import type { LoopContext, Point } from "./loops.ts";
import { fullLoop } from "./nest.ts";
import type { Panel } from "./panels.ts";
import { termsOf, type Read } from "./terms.ts";

/** Rows of the large side that are read together: as many sums are loaded and stored once for all of them. */
const together = 8;

/** Loops along the columns, in lanes; gets what stands at some of them. */
type OverColumns = (
  write: (columns: readonly Affine[]) => readonly Statement[],
) => readonly Statement[];

type Contract = Extract<Lowering, { kind: "contract" }>;

/** @param row the place of the row; its column is left out */
export function lowerStream(
  { anchor }: Cluster,
  panel: Panel,
  row: Point,
  overColumns: OverColumns,
  finish: (points: readonly Point[], totalAt: (point: Point) => Scalar) => readonly Statement[],
  context: LoopContext,
): readonly Statement[] {
  const { names } = context;
  const terms = termsOf(anchor!, context.fusion.lowerings.get(anchor!.node)! as Contract);
  const other = anchor!.node.inputs[1 - panel.input]!;
  const sums = context.panelBuffer!();
  const clear = overColumns((columns) => columns.map((column) => store(sums, column, constant(0))));
  const counters = terms.extents.map(() => names.fresh("k"));
  const inner = terms.extents.findLastIndex((extent) => extent !== 1);
  const length = terms.extents[inner] as number;
  const stepAt = (offset: number): readonly Affine[] =>
    terms.extents.map((extent, axis) => {
      if (extent === 1) return zero;
      return shiftAffine(variable(counters[axis]!), axis === inner ? offset : 0);
    });
  // Adds so many terms to all sums.
  const addTerms = (count: number): readonly Statement[] => {
    const outer = createBody(context.fusion, context.storage, names);
    const steps = Array.from({ length: count }, (_, at) => stepAt(at));
    for (const each of steps) terms.term(only(other, outer), [...row, zero], each);
    const columns = overColumns((places) => {
      const body = outer.nested();
      for (const place of places) {
        const name = names.fresh("sum");
        body.statements.push({ kind: "variable", name, value: load(sums, place) });
        for (const each of steps) {
          const value = call("add", local(name), terms.term(body.read, [...row, place], each));
          body.statements.push({ kind: "assign", name, value });
        }
        body.statements.push(store(sums, place, local(name)));
      }
      return body.statements;
    });
    return [...outer.statements, ...columns];
  };
  const whole = length - (length % together);
  const loops = [
    ...along(counters[inner]!, 0, whole, together, addTerms),
    ...along(counters[inner]!, whole, length, 1, addTerms),
  ];
  const nest = terms.extents
    .slice(0, inner)
    .reduceRight<readonly Statement[]>(
      (inside, extent, at) => (extent === 1 ? inside : [fullLoop(counters[at]!, extent, inside)]),
      loops,
    );
  const ends = overColumns((columns) =>
    finish(
      columns.map((column) => [...row, column]),
      (point) => load(sums, point.at(-1)!),
    ),
  );
  return [...clear, ...nest, ...ends];
}

/** A loop over so many terms at a time; none where there are no terms. */
function along(
  name: string,
  from: number,
  to: number,
  step: number,
  write: (count: number) => readonly Statement[],
): readonly Statement[] {
  if (from === to) return [];
  const [start, end] = [from, to].map((count) => ({ kind: "fixed", count }) as const);
  return [{ kind: "loop", variable: name, from: start!, to: end!, step, body: write(step) }];
}

function store(buffer: string, offset: Affine, value: Scalar): Statement {
  return { kind: "store", buffer, offset, value };
}

/** Reads one side, so that what it has stands before the loop over columns. */
function only(side: Value, body: Body): Read {
  return (value, at) => (value === side ? body.read(value, at) : constant(0));
}
