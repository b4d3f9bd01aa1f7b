/**
 * Random small graphs, with numbers for their sources.
 *
 * Invariant: every step is defined for all numbers (logarithms of positive, roots of more than 0), so
 * that a graph has finite values and derivatives wherever it is not at a kink.
 */
import fc from "fast-check";
import type { Build } from "../../src/graph/build.generated.ts";
import { createBuild } from "../../src/graph/build.ts";
import type { Graph, Value } from "../../src/graph/graph.ts";
import { ShapeProblem, type Tensor } from "../../src/graph/op.ts";
import { printGraph } from "../../src/graph/text.ts";
import { isBatched, type Dimension, type ElementType, type Shape } from "../../src/graph/type.ts";
import { drawBits, uniformOf } from "../../src/draws.ts";
import { sourcesOf } from "./sources.ts";

export const samples = 3;
const classes = 3;

interface Step {
  readonly kind: number;
  readonly picks: readonly number[];
}

/** A value of what is there already, by a random number. */
type Pick = (number: number, accept?: (value: Value) => boolean) => Value;
type Make = (build: Build, pick: Pick, picks: readonly number[]) => Value;

const isFloat = ({ type }: Value): boolean => type.element === "float";
const isInt = ({ type }: Value): boolean => type.element === "int" && type.shape.length <= 1;
const isBool = ({ type }: Value): boolean => type.element === "bool";
const hasRank =
  (least: number) =>
  (value: Value): boolean =>
    isFloat(value) && value.type.shape.length >= least;
const own = (value: Value): readonly number[] =>
  value.type.shape.flatMap((each, axis) => (each === "batch" ? [] : [axis]));

function unary(apply: (build: Build, x: Value) => Value): Make {
  return (build, pick, [a]) => apply(build, pick(a!, isFloat));
}

function binary(apply: (build: Build, a: Value, b: Value) => Value): Make {
  return (build, pick, [a, b]) => apply(build, pick(a!, isFloat), pick(b!, isFloat));
}

const positive = (build: Build, x: Value): Value => build.add(build.multiply(x, x), 0.5);

/** Σ over all that is neither the batch nor the last axis, so that products stay small matrices. */
function product(build: Build, left: Value, right: Value): Value {
  const axis = left.type.shape.length - 1;
  const leftLabels = left.type.shape.map((each, at) =>
    each === "batch" ? "n" : at === axis ? "k" : `l${at}`,
  );
  const other = right.type.shape.length - 1;
  const fits = right.type.shape[other] === left.type.shape[axis];
  const rightLabels = right.type.shape.map((each, at) =>
    each === "batch" ? "n" : at === other && fits ? "k" : `r${at}`,
  );
  const all = new Set([...leftLabels, ...rightLabels]);
  all.delete("k");
  const result = ["n", ...[...all].filter((each) => each !== "n")].filter((each) => all.has(each));
  return build.contract(left, right, leftLabels, rightLabels, result.slice(0, 3));
}

const softmax = (build: Build, x: Value): Value => {
  const axis = x.type.shape.length - 1;
  const top = build.stopGradient(build.max(x, [axis], true));
  const power = build.exp(build.subtract(x, top));
  return build.divide(power, build.sum(power, [axis], true));
};

const sigmoid = (build: Build, x: Value): Value =>
  build.divide(1, build.add(1, build.exp(build.negate(build.tanh(x)))));

const makes: readonly Make[] = [
  unary((build, x) => build.negate(x)),
  unary((build, x) => build.exp(build.tanh(x))),
  unary((build, x) => build.log(positive(build, x))),
  unary((build, x) => build.sqrt(positive(build, x))),
  unary((build, x) => build.tanh(x)),
  unary((build, x) => build.sin(x)),
  unary((build, x) => build.abs(x)),
  unary((build, x) => build.maximum(x, 0)),
  unary((build, x) => sigmoid(build, x)),
  unary((build, x) => build.log(sigmoid(build, x))),
  unary((build, x) => build.log(build.subtract(1, sigmoid(build, x)))),
  unary((build, x) => build.stopGradient(x)),
  unary((build, x) => build.power(positive(build, x), 0.5)),
  unary((build, x) => build.power(x, 2)),
  unary((build, x) => build.power(x, 1)),
  unary((build, x) => build.power(x, 0)),
  unary((build, x) => build.power(positive(build, x), -1)),
  unary((build, x) => build.add(x, 0)),
  unary((build, x) => build.subtract(0, x)),
  unary((build, x) => build.multiply(x, -1)),
  unary((build, x) => build.multiply(1, x)),
  unary((build, x) => build.divide(x, 1)),
  unary((build, x) => build.add(2, x)),
  binary((build, a, b) => build.add(a, b)),
  binary((build, a, b) => build.subtract(a, b)),
  binary((build, a, b) => build.multiply(a, b)),
  binary((build, a, b) => build.divide(a, positive(build, b))),
  binary((build, a, b) => build.power(positive(build, a), b)),
  binary((build, a, b) => build.maximum(a, b)),
  binary((build, a, b) => build.minimum(a, b)),
  binary((build, a, b) => build.greater(a, b)),
  binary((build, a, b) => build.lessEqual(a, b)),
  binary((build, a, b) => product(build, a, b)),
  (build, pick, [a, b, c]) => build.where(pick(c!, isBool), pick(a!, isFloat), pick(b!, isFloat)),
  (build, pick, [a, b, c]) => build.where(pick(c!, isBool), pick(a!, isInt), pick(b!, isFloat)),
  (build, pick, [a, b]) => build.add(pick(a!, isInt), pick(b!, isFloat)),
  (build, pick, [a, b]) => build.multiply(pick(a!, isInt), pick(b!, isInt)),
  (build, pick, [a, b]) => build.add(pick(a!, isInt), b! % 3),
  (build, pick, [a, b]) => build.power(pick(a!, isInt), b! % 3),
  (build, pick, [a]) => softmax(build, pick(a!, hasRank(1))),
  (build, pick, [a]) => build.log(softmax(build, pick(a!, hasRank(1)))),
  (build, pick, [a, b]) => {
    const x = pick(a!, hasRank(1));
    return build.sum(x, [b! % x.type.shape.length]);
  },
  (build, pick, [a, b]) => {
    const x = pick(a!, hasRank(1));
    const axes = own(x);
    return axes.length === 0 ? build.sum(x, [0]) : build.max(x, [axes[b! % axes.length]!]);
  },
  (build, pick, [a]) => {
    const x = pick(a!, hasRank(2));
    const [head, ...tail] = own(x);
    const order = isBatched(x.type) ? [0, ...tail, head!] : [...tail, head!];
    return build.transpose(x, order);
  },
  (build, pick, [a]) => {
    const x = pick(a!, hasRank(1));
    const count = own(x).reduce((total, axis) => total * (x.type.shape[axis] as number), 1);
    return build.reshape(x, isBatched(x.type) ? ["batch", count] : [count]);
  },
  (build, pick, [a]) => {
    const x = pick(a!, hasRank(1));
    const from = x.type.shape.map((each) => (each === "batch" ? 0 : each - 1));
    return build.slice(x, from, x.type.shape, stepsOf(x, -1));
  },
  (build, pick, [a]) => {
    const x = pick(a!, hasRank(1));
    const shape = x.type.shape.map((each): Dimension => (each === "batch" ? each : each + 1));
    return build.unslice(
      x,
      shape,
      stepsOf(x, 1).map((_, axis) => (shape[axis] === "batch" ? 0 : 1)),
      stepsOf(x, 1),
    );
  },
  (build, pick, [a, b]) => {
    const x = pick(a!, hasRank(1));
    const y = pick(
      b!,
      (other) => isFloat(other) && other.type.shape.join() === x.type.shape.join(),
    );
    const axis = x.type.shape.length - 1;
    return x.type.shape[axis] === "batch" ? build.add(x, y) : build.concat([x, y], axis);
  },
  (build, pick, [a]) => {
    const x = pick(a!, isScore);
    const axis = x.type.shape.length - 1;
    return build.gather(x, pick(0, isLabel), axis, axis);
  },
  (build, pick, [a]) => build.argmax(pick(a!, isScore), 1),
];

const stepsOf = (x: Value, step: number): readonly number[] =>
  x.type.shape.map((each) => (each === "batch" ? 1 : step));
const isScore = ({ type }: Value): boolean =>
  type.element === "float" && type.shape.join() === `batch,${classes}`;
const isLabel = ({ node }: Value): boolean => node.attributes["name"] === "label";

/** Inputs of several shapes, a label and a condition: something of each kind to begin with. */
function createSources(build: Build): Value[] {
  const source = (name: string, shape: Shape, element: ElementType = "float"): Value =>
    build.source(name === "W" || name === "b" ? "param" : "input", name, { element, shape });
  const x = source("x", ["batch", classes]);
  return [
    x,
    source("W", [classes, 2]),
    source("b", [classes]),
    source("s", []),
    source("z", ["batch", 2, classes]),
    source("t", [2, classes, 2]),
    source("label", ["batch"], "int"),
    build.greater(x, 0),
  ];
}

const mostElements = 60;

function makeGraph(steps: readonly Step[]): Graph {
  const build = createBuild();
  const pool = createSources(build);
  const pick: Pick = (number, accept = () => true) => {
    const fitting = pool.filter(accept);
    return fitting[number % fitting.length]!;
  };
  for (const { kind, picks } of steps) {
    const value = tryMake(() => makes[kind]!(build, pick, picks));
    if (value !== undefined) pool.push(value);
  }
  const made = pool.slice(createSources(build).length);
  const last = (made.length > 0 ? made : pool).slice(-3);
  return { name: "random", outputs: last.map((value, index) => ({ name: `y${index}`, value })) };
}

/** Not every pair of shapes fits; what does not is left out, and so is what grows large. */
function tryMake(make: () => Value): Value | undefined {
  try {
    const value = make();
    const size = value.type.shape.reduce<number>(
      (n, each) => n * (each === "batch" ? samples : each),
      1,
    );
    return size <= mostElements && value.type.shape.length <= 4 ? value : undefined;
  } catch (error) {
    if (error instanceof ShapeProblem) return undefined;
    throw error;
  }
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.nat({ max: makes.length - 1 }),
  picks: fc.array(fc.nat({ max: 99 }), { minLength: 3, maxLength: 3 }),
});

/** Counterexamples are shown in the textual form. */
export const randomGraph: fc.Arbitrary<Graph> = fc
  .array(step, { minLength: 1, maxLength: 14 })
  .map(makeGraph)
  .map((graph) => ({ ...graph, [fc.toStringMethod]: () => `\n${printGraph(graph)}` }));

/** Numbers for the sources of values: floats in (-1.2, 1.2), labels below the number of classes. */
export function drawBindings(roots: readonly Value[], seed: number): ReadonlyMap<string, Tensor> {
  const bindings = new Map<string, Tensor>();
  for (const [name, { type }] of sourcesOf(roots)) {
    const shape = type.shape.map((each) => (each === "batch" ? samples : each));
    const count = shape.reduce((total, each) => total * each, 1);
    const data = Float64Array.from({ length: count }, (_, element) => {
      const uniform = uniformOf(drawBits(seed, bindings.size, 0, element));
      return type.element === "float" ? 2.4 * uniform - 1.2 : Math.floor(uniform * classes);
    });
    bindings.set(name, { shape, data });
  }
  return bindings;
}
