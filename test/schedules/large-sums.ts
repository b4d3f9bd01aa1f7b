/**
 * Contractions large enough for panels and for streams, at sizes with something left over; and convolutions.
 *
 * Invariant: what is drawn has the form that it is named after, unless a side lies so that vectors cannot read it.
 */
import fc from "fast-check";
import { createBuild } from "../../src/graph/build.ts";
import type { Graph, Value } from "../../src/graph/graph.ts";
import type { Dimension, Shape } from "../../src/graph/type.ts";
import { windows } from "../../src/ops/surfaces/windows.ts";
import { ending, finish, makeSide, sideForm, withBallast, type SideForm } from "./sides.ts";

const oneOf = <T>(...all: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...all);

interface Product {
  readonly rows: Shape;
  /** Which sides are summed over samples, too; of rows that are samples, none. */
  readonly summed: "none" | "both" | "large";
  readonly terms: readonly number[];
  /** Axes that both sides have. */
  readonly outer: readonly number[];
  readonly columns: number;
  /** Its columns lie apart, behind one another. */
  readonly isTurned: boolean;
  readonly isSwapped: boolean;
  readonly forms: readonly [few: SideForm, large: SideForm];
}

/** Rows, times a side with columns, which are the last axis of the result. */
function multiply(product: Product): Value {
  const { rows, summed, terms, outer, columns, isTurned, isSwapped, forms } = product;
  const build = createBuild();
  const samples = rows[0] === "batch" ? ["batch"] : [];
  const over = (...sides: readonly Product["summed"][]): boolean =>
    samples.length === 0 && sides.includes(summed);
  const batchOf = (isThere: boolean): readonly "batch"[] => (isThere ? ["batch"] : []);
  const [ofFew, ofLarge] = [over("both"), over("both", "large")].map(batchOf);
  const r = rows.slice(samples.length).map((_, at) => `r${at}`);
  const o = outer.map((_, at) => `o${at}`);
  const k = terms.map((_, at) => `k${at}`);
  const few = makeSide(build, "a", [...ofFew!, ...rows, ...outer, ...terms], forms[0]);
  const inOrder = <T>(before: readonly T[], column: T): readonly T[] =>
    isTurned ? [column, ...before] : [...before, column];
  const stretch = [...outer, ...inOrder<Dimension>(terms, columns)];
  const large = makeSide(build, "c", [...ofLarge!, ...stretch], forms[1]);
  const [fewLabels, largeLabels] = [
    [...ofFew!, ...samples, ...r, ...o, ...k],
    [...ofLarge!, ...o, ...inOrder(k, "c")],
  ];
  const result = [...samples, ...o, ...r, "c"];
  return isSwapped
    ? build.contract(large, few, largeLabels, fewLabels, result)
    : build.contract(few, large, fewLabels, largeLabels, result);
}

function product(parts: {
  readonly [Part in keyof Omit<Product, "isSwapped" | "forms">]: fc.Arbitrary<Product[Part]>;
}): fc.Arbitrary<Graph> {
  const common = { isSwapped: fc.boolean(), forms: fc.tuple(sideForm, sideForm), ending };
  return fc
    .record({ ...parts, ...common })
    .map((spec) => withBallast(finish(createBuild(), multiply(spec), spec.ending)));
}

/** Eight rows or more read a side of 4096 numbers or more. */
export const panels: fc.Arbitrary<Graph> = product({
  rows: oneOf<Shape>([8], [9], [13], [2, 5], ["batch", 8], ["batch", 9]),
  terms: oneOf([128], [129], [3, 43], [16, 8]),
  columns: oneOf(32, 33, 35, 36, 41, 44),
  summed: oneOf("none", "none", "both", "large"),
  outer: oneOf<readonly number[]>([], [], [2]),
  isTurned: fc.constant(false),
});

/** As many rows that lie apart from term to term, in sums over samples. */
export const rowPanels: fc.Arbitrary<Graph> = product({
  rows: oneOf<Shape>([64], [68], [66]),
  terms: oneOf([128], [129], [3, 43]),
  columns: oneOf(32, 35, 44),
  summed: oneOf("both", "large"),
  outer: fc.constant([]),
  isTurned: fc.constant(false),
});

/** Many rows read columns that lie apart; or, where sums are short, some. */
export const turned: fc.Arbitrary<Graph> = product({
  rows: oneOf<Shape>([8], [32], [33], [5, 7], ["batch"], ["batch", 4], ["batch", 9]),
  terms: oneOf([1], [5], [10], [31], [33], [3, 14]),
  columns: oneOf(9, 10, 13, 16, 20, 23),
  summed: oneOf("none", "none", "large"),
  outer: oneOf<readonly number[]>([], [], [2]),
  isTurned: fc.constant(true),
});

/** Only samples read a side of 32768 numbers or more, or nothing else does. */
export const streams: fc.Arbitrary<Graph> = product({
  rows: oneOf<Shape>(["batch"], ["batch"], [], [1]),
  terms: oneOf([128], [129], [3, 43], [16, 8]),
  columns: oneOf(256, 257, 259, 260, 263),
  summed: fc.constant("none"),
  outer: fc.constant([]),
  isTurned: fc.constant(false),
});

const settings = fc.record({
  batch: oneOf<readonly Dimension[]>([], ["batch"]),
  height: fc.integer({ min: 4, max: 7 }),
  width: oneOf(5, 8, 9, 12),
  channels: oneOf(1, 3, 4, 5, 8),
  filters: oneOf(1, 3, 4, 7, 8, 9),
  size: oneOf([3, 3], [1, 1], [2, 3]),
  stride: oneOf(1, 2),
  dilation: oneOf(1, 1, 2),
  pad: oneOf(0, 1),
  isBackwards: fc.boolean(),
  ending,
});

/** Windows of a padded image times filters, which may lie backwards, or times what windows become: their gradient. */
export const convolutions: fc.Arbitrary<Graph> = fc
  .tuple(settings, oneOf("forward", "gradient"))
  .map(([spec, kind]) => {
    const build = createBuild();
    const { batch, pad, channels, filters, size } = spec;
    const image: Shape = [...batch, spec.height, spec.width, channels];
    const skip = batch.length;
    const around = image.map((_, axis) => (axis === skip || axis === skip + 1 ? pad : 0));
    const padded = image.map((each, axis) => (each === "batch" ? each : each + 2 * around[axis]!));
    const ones = image.map(() => 1);
    const x = build.unslice(makeSide(build, "a", image, "plain"), padded, around, ones);
    const dilation = spec.height + 2 * pad < 5 ? 1 : spec.dilation;
    const seen = windows.apply({
      wires: [x],
      settings: { size, stride: spec.stride, dilation },
      build,
      axes: () => [],
    }) as Value;
    const n = batch.map(() => "n");
    const seenLabels = [...n, "y", "x", "h", "w", "c"];
    const [rows, columns] = seen.type.shape.slice(skip) as readonly number[];
    if (kind === "gradient") {
      const g = makeSide(build, "g", [...batch, rows!, columns!, filters], "plain");
      const sum = build.contract(seen, g, seenLabels, [...n, "y", "x", "o"], [..."hwco"]);
      return withBallast(finish(build, sum, spec.ending));
    }
    const filter = makeSide(build, "f", [...size, channels, filters], "plain");
    const from = [size[0]! - 1, size[1]! - 1, 0, 0];
    const turned = build.slice(filter, from, filter.type.shape, [-1, -1, 1, 1]);
    const used = spec.isBackwards ? turned : filter;
    const sum = build.contract(seen, used, seenLabels, [..."hwco"], [...n, "y", "x", "o"]);
    return withBallast(finish(build, sum, spec.ending));
  });
