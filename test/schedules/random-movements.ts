/**
 * Random movement with arithmetic between: what is read elsewhere than it is stored, behind limits and in reverse.
 *
 * Invariant: all values have one shape but on the way, so that steps follow one another in any order.
 */
import fc from "fast-check";
import type { Build } from "../../src/graph/build.generated.ts";
import { createBuild } from "../../src/graph/build.ts";
import type { Graph, Value } from "../../src/graph/graph.ts";
import type { Dimension, Shape } from "../../src/graph/type.ts";
import { withBallast } from "./sides.ts";

/** A value of the same shape, made of another, with a number to choose by. */
type Step = (build: Build, x: Value, number: number, other: Value) => Value;

const ofAll = (x: Value, number: number): readonly number[] => x.type.shape.map(() => number);
const last = (x: Value): number => x.type.shape.length - 1;
const widthOf = (x: Value): number => x.type.shape.at(-1) as number;

/** Elements along the last axis, from one on; backwards with a step of -1. */
function cut(build: Build, x: Value, from: number, count: number, step = 1): Value {
  const axis = last(x);
  const shape = x.type.shape.with(axis, count);
  return build.slice(x, ofAll(x, 0).with(axis, from), shape, ofAll(x, 1).with(axis, step));
}

const steps: Readonly<Record<string, Step>> = {
  scale: (build, x) => build.multiply(x, 0.75),
  square: (build, x) => build.subtract(build.multiply(x, x), 0.5),
  add: (build, x, _, other) => build.add(build.multiply(x, 0.5), other),
  choose: (build, x, _, other) => build.where(build.less(other, 0.25), x, build.negate(other)),
  reverse: (build, x) => cut(build, x, widthOf(x) - 1, widthOf(x), -1),
  roll(build, x, number) {
    const by = number % widthOf(x);
    if (by === 0) return x;
    const [front, back] = [cut(build, x, 0, by), cut(build, x, by, widthOf(x) - by)];
    return build.concat([back, front], last(x));
  },
  pad(build, x, number) {
    const by = number % widthOf(x);
    const kept = cut(build, x, 0, widthOf(x) - by);
    return build.unslice(kept, x.type.shape, ofAll(x, 0).with(last(x), by), ofAll(x, 1), 0.5);
  },
  spread(build, x, number) {
    const step = 2 + (number % 3);
    const count = Math.ceil(widthOf(x) / step);
    const kept = cut(build, x, 0, count);
    return build.unslice(kept, x.type.shape, ofAll(x, 0), ofAll(x, 1).with(last(x), step));
  },
  join(build, x, number, other) {
    const by = 1 + (number % widthOf(x));
    const ends = by === widthOf(x) ? [] : [cut(build, other, by, widthOf(x) - by)];
    return build.concat([cut(build, x, 0, by), ...ends], last(x));
  },
  swap(build, x) {
    const fixed = x.type.shape.flatMap((each, axis) => (each === "batch" ? [] : [axis]));
    const turned =
      x.type.shape.length === fixed.length ? fixed.toReversed() : [0, ...fixed.toReversed()];
    return build.reshape(build.transpose(x, turned), x.type.shape);
  },
  average: (build, x) =>
    build.subtract(x, build.multiply(build.sum(x, [last(x)], true), 1 / widthOf(x))),
};

const step = fc.record({ kind: fc.constantFrom(...Object.keys(steps)), number: fc.nat(99) });
const length = fc.constantFrom(1, 3, 4, 5, 7, 8, 9, 16, 17, 33);

export const movements: fc.Arbitrary<Graph> = fc
  .record({
    batch: fc.constantFrom<readonly Dimension[]>([], ["batch"]),
    lengths: fc.array(length, { minLength: 1, maxLength: 2 }),
    all: fc.array(step, { minLength: 1, maxLength: 6 }),
  })
  .map(({ batch, lengths, all }) => {
    const build = createBuild();
    const shape: Shape = [...batch, ...lengths];
    const type = { element: "float", shape } as const;
    const role = batch.length > 0 ? "input" : "param";
    const [x, other] = ["a", "b"].map((name) => build.source(role, name, type));
    const value = all.reduce((before, { kind, number }) => {
      const next = steps[kind]!(build, before, number, other!);
      return build.reshape(next, shape);
    }, x!);
    return withBallast([{ name: "output:y", value }]);
  });
