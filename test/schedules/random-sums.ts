/**
 * Random sums as kernels have them: contractions and reductions along axes in any order.
 *
 * Invariant: small enough for the interpreter, whatever is drawn.
 */
import fc from "fast-check";
import { createBuild } from "../../src/graph/build.ts";
import type { Graph, Value } from "../../src/graph/graph.ts";
import type { Dimension } from "../../src/graph/type.ts";
import { ending, finish, makeSide, sideForm, withBallast, type SideForm } from "./sides.ts";

/** How much there may be to add up in all, with nine samples: the interpreter has to do it, too. */
const mostTerms = 20_000;

/** One axis of a sum, and where it is. */
interface Axis {
  readonly length: Dimension;
  readonly left: boolean;
  readonly right: boolean;
  /** In the result; else it is summed over. */
  readonly kept: boolean;
  /** Where among the axes of the left side, of the right one, and of the result. */
  readonly orders: readonly [number, number, number];
}

const roles = {
  row: { left: true, right: false, kept: true },
  column: { left: false, right: true, kept: true },
  both: { left: true, right: true, kept: true },
  term: { left: true, right: true, kept: false },
  leftTerm: { left: true, right: false, kept: false },
} as const;

const role = fc.constantFrom(
  ...[roles.row, roles.row, roles.column, roles.column, roles.both, roles.term, roles.term],
  roles.leftTerm,
);
/** What vectors and tiles divide, and what is one more or less. */
const length = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(1, 3, 4, 5, 7, 8, 9, 16, 17) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 40 }) },
);
const orders = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99));

const axis = fc
  .record({ length, role, orders })
  .map(({ role: where, ...rest }): Axis => ({ ...rest, ...where }));
const batchAxis = fc
  .record({ role, orders })
  .map(({ role: where, ...rest }): Axis => ({ length: "batch", ...rest, ...where }));

const axes = fc
  .record({
    batch: fc.option(batchAxis, { freq: 2 }),
    others: fc.array(axis, { minLength: 1, maxLength: 4 }),
  })
  .map(({ batch, others }) => limit([...(batch === null ? [] : [batch]), ...others]));

/** Cuts what would be too much. */
function limit(all: readonly Axis[]): readonly Axis[] {
  let left = mostTerms;
  return all.map((each) => {
    const cut = each.length === "batch" ? each.length : Math.min(each.length, Math.max(1, left));
    left = Math.floor(left / (cut === "batch" ? 9 : cut));
    return { ...each, length: cut };
  });
}

// ── graphs ────────────────────────────────────────────────────────────────────────────────────────

function inOrder(all: readonly Axis[], which: 0 | 1 | 2, isIn: (axis: Axis) => boolean) {
  return all
    .map((each, at) => ({ ...each, label: `a${at}` }))
    .filter(isIn)
    .sort((a, b) => rank(a, which) - rank(b, which));
}

/** The samples come first, wherever they are. */
function rank({ length: each, orders: places }: Axis, which: 0 | 1 | 2): number {
  return each === "batch" ? -1 : places[which];
}

export const contractions: fc.Arbitrary<Graph> = fc
  .record({ axes, left: sideForm, right: sideForm, ending })
  .map((spec) => {
    const build = createBuild();
    const left = inOrder(spec.axes, 0, (each) => each.left);
    const right = inOrder(spec.axes, 1, (each) => each.right);
    const result = inOrder(spec.axes, 2, (each) => each.kept);
    const side = (name: string, of: readonly Axis[], form: SideForm): Value =>
      makeSide(
        build,
        name,
        of.map((each) => each.length),
        form,
      );
    const labels = [left, right, result].map((each) => each.map(({ label }) => label));
    const sum = build.contract(
      side("a", left, spec.left),
      side("c", right, spec.right),
      labels[0]!,
      labels[1]!,
      labels[2]!,
    );
    return withBallast(finish(build, sum, spec.ending));
  });

const reducing = fc.constantFrom("sum", "max", "min", "argmax", "argmin", "softmax");

export const reductions: fc.Arbitrary<Graph> = fc
  .record({ axes, form: sideForm, reducing, ending })
  .map((spec) => {
    const build = createBuild();
    const all = inOrder(spec.axes, 0, () => true);
    const x = makeSide(
      build,
      "a",
      all.map((each) => each.length),
      spec.form,
    );
    const fixed = all.flatMap((each, at) => (each.length === "batch" ? [] : [at]));
    const wanted = all.flatMap((each, at) => (each.kept ? [] : [at]));
    const over = wanted.filter((at) => fixed.includes(at));
    const ones = over.length > 0 ? over : fixed.slice(-1);
    switch (spec.reducing) {
      case "sum":
        return withBallast(
          finish(build, build.sum(x, wanted.length > 0 ? wanted : ones), spec.ending),
        );
      case "max":
      case "min":
        return withBallast(finish(build, build[spec.reducing](x, ones), spec.ending));
      case "argmax":
      case "argmin":
        return withBallast([{ name: "output:y", value: build[spec.reducing](x, ones[0]!) }]);
      case "softmax": {
        const power = build.exp(build.subtract(x, build.max(x, ones.slice(0, 1), true)));
        const sum = build.sum(power, ones.slice(0, 1), true);
        return withBallast(finish(build, build.divide(power, sum), spec.ending));
      }
    }
  });
