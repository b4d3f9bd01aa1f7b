/** Reverse mode: against finite differences on random graphs, twice, and what the driver itself decides. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differentiate, vectorJacobian } from "../../src/autodiff.ts";
import { differentiateAlong } from "../../src/check/differences.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { drawBits, drawKey, normalOf } from "../../src/draws.ts";
import { createBuild } from "../../src/graph/build.ts";
import { createNode } from "../../src/graph/create-node.ts";
import { topologicalOrder, type Graph, type Node, type Value } from "../../src/graph/graph.ts";
import type { Op, Tensor } from "../../src/graph/op.ts";
import { printGraph } from "../../src/graph/text.ts";
import { findGraphProblems } from "../../src/graph/verify.ts";
import {
  interpret,
  interpretAll,
  interpretWithErrors,
  type Bindings,
} from "../../src/interpret.ts";
import { registry } from "../../src/ops/registry.generated.ts";
import { placeKey } from "../../src/place.ts";
import { drawBindings, randomGraph, samples } from "./random-graphs.ts";
import { sourcesOf } from "./sources.ts";

const build = createBuild();
const float = { element: "float", shape: [2] } as const;
const x = build.source("input", "x", float);
const y = build.source("input", "y", float);
const unit = 2 ** -53;

const sumAll = (value: Value): Value =>
  build.sum(
    value,
    value.type.shape.map((_, axis) => axis),
  );

/** Σ of all float outputs, each of another weight; undefined where there is none. */
function combine(values: readonly Value[]): Value | undefined {
  return values
    .filter(({ type }) => type.element === "float")
    .map((value, index) => build.multiply(sumAll(value), 1 - 0.3 * index))
    .reduce<Value | undefined>(
      (sum, each) => (sum === undefined ? each : build.add(sum, each)),
      undefined,
    );
}

/** The choices of a graph at a point, to be held while the point moves. */
function choicesOf(target: Value, bindings: Bindings): ReadonlyMap<Node, readonly Tensor[]> {
  const known = interpretAll([target], bindings, { samples });
  const choices = topologicalOrder([target]).filter((node) => node.op.isChoice === true);
  return new Map(choices.map((node) => [node, node.values.map((value) => known.get(value)!)]));
}

function drawDirection(name: string, { shape, data }: Tensor): Tensor {
  const place = placeKey(name);
  const numbers = data.map((_, index) => normalOf(drawBits(drawKey(1, 0), place, 0, index)));
  return { shape, data: numbers };
}

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, each, index) => sum + each * b[index]!, 0);

/** Compares ∂target/∂source · direction with a central difference, for each source. */
function expectDerivatives(target: Value, bindings: Bindings): void {
  const sources = [...sourcesOf([target])].filter(([, { type }]) => type.element === "float");
  const gradients = differentiate(
    target,
    sources.map(([, source]) => source),
    build,
  );
  const hold = choicesOf(target, bindings);
  const rounding = interpretWithErrors([target], bindings, { samples, hold }, unit).results[0]!;
  sources.forEach(([name, source], index) => {
    const gradient = gradients[index];
    const tensor = bindings.get(name)!;
    const direction = drawDirection(name, tensor);
    const along = (distance: number): number => {
      const data = tensor.data.map((each, at) => each + distance * direction.data[at]!);
      const moved = new Map(bindings).set(name, { shape: tensor.shape, data });
      return interpret([target], moved, { samples, hold })[0]!.data[0]!;
    };
    const difference = differentiateAlong(along, 1, rounding.error.data[0]!);
    if (gradient === undefined) {
      expect(Math.abs(difference.value), name).toBeLessThanOrEqual(difference.bound);
      return;
    }
    expect(gradient.type).toEqual(source.type);
    const [measured] = interpretWithErrors([gradient], bindings, { samples }, unit).results;
    const slack = dot(measured!.error.data, direction.data.map(Math.abs));
    const off = Math.abs(dot(measured!.tensor.data, direction.data) - difference.value);
    expect(off, name).toBeLessThanOrEqual(difference.bound + slack);
    // A bound that says nothing would let anything pass.
    expect(difference.bound, name).toBeLessThan(1e-3 * (1 + steepness(measured!.tensor)));
  });
}

const steepness = ({ data }: Tensor): number =>
  data.reduce((most, each) => Math.max(most, Math.abs(each)), 0);

/** Curves too sharp for the step, and numbers out of hand, say nothing about gradients. */
function isTame(target: Value, bindings: Bindings): boolean {
  const all = [...interpretAll([target], bindings, { samples }).values()];
  return all.every(({ data }) => data.every((each) => Math.abs(each) < 20));
}

describe("gradients are finite differences", () => {
  const targetOf = (graph: Graph): Value | undefined =>
    combine(graph.outputs.map(({ value }) => value));

  it("on random graphs", () => {
    fc.assert(
      fc.property(randomGraph, fc.nat(), (graph, seed) => {
        const target = targetOf(graph);
        fc.pre(target !== undefined);
        const bindings = drawBindings([target], seed);
        fc.pre(isTame(target, bindings));
        expectDerivatives(target, bindings);
      }),
      { seed: 20260711, numRuns: 250 },
    );
  });

  it("of gradients, too", () => {
    fc.assert(
      fc.property(randomGraph, fc.nat(), (graph, seed) => {
        const target = targetOf(graph);
        fc.pre(target !== undefined);
        const sources = [...sourcesOf([target]).values()].filter((s) => s.type.element === "float");
        const gradients = differentiate(target, sources, build).filter(
          (each) => each !== undefined,
        );
        const second = combine(gradients);
        fc.pre(second !== undefined);
        const bindings = drawBindings([second], seed);
        fc.pre(isTame(second, bindings));
        expectDerivatives(second, bindings);
      }),
      { seed: 20260711, numRuns: 100 },
    );
  });

  it("are graphs that the verifier accepts", () => {
    fc.assert(
      fc.property(randomGraph, (graph) => {
        const target = targetOf(graph);
        fc.pre(target !== undefined);
        const sources = [...sourcesOf([target]).values()];
        const gradients = differentiate(target, sources, build).filter(
          (each) => each !== undefined,
        );
        const outputs = gradients.map((value, index) => ({ name: `g${index}`, value }));
        expect(findGraphProblems({ name: "gradients", outputs })).toEqual([]);
      }),
      { seed: 20260711, numRuns: 250 },
    );
  });
});

describe("the driver", () => {
  const at = (
    values: readonly (Value | undefined)[],
  ): readonly (readonly number[] | undefined)[] => {
    const bindings = new Map([
      ["input:x", { shape: [2], data: Float64Array.of(2, 3) }],
      ["input:y", { shape: [2], data: Float64Array.of(5, 7) }],
    ]);
    return values.map(
      (value) => value && [...interpret([value], bindings, { samples: 1 })[0]!.data],
    );
  };

  it("adds up over all uses", () => {
    const target = sumAll(build.add(build.multiply(x, x), build.multiply(x, y)));
    expect(at(differentiate(target, [x, y], build))).toEqual([
      [9, 13],
      [2, 3],
    ]);
  });

  const unreached: readonly (readonly [string, Value])[] = [
    ["the target does not read", sumAll(y)],
    ["only a comparison reads", sumAll(build.where(build.greater(x, 0), y, 1))],
    ["stands behind stopGradient", sumAll(build.multiply(build.stopGradient(x), y))],
  ];
  it.each(unreached)("gives undefined for what %s", (_, target) => {
    const [byX, byY] = differentiate(target, [x, y], build);
    expect(byX).toBeUndefined();
    expect(byY).toBeDefined();
  });

  it("differentiates by a value in the middle, and by the target itself", () => {
    const middle = build.multiply(x, x);
    const target = build.multiply(middle, 3);
    const [byMiddle, byTarget, byX] = at(differentiate(target, [middle, target, x], build));
    expect(byMiddle).toEqual([3, 3]);
    expect(byTarget).toEqual([1, 1]);
    expect(byX).toEqual([12, 18]);
  });

  it("weighs several values by their seeds", () => {
    const seeds = [
      { value: build.multiply(x, y), gradient: build.constant(10, [2]) },
      { value: build.add(x, y), gradient: y },
    ];
    expect(at(vectorJacobian(seeds, [x, y], build))).toEqual([
      [55, 77],
      [25, 37],
    ]);
  });

  it("asks no op that no wanted value reaches, and says which inputs are wanted", () => {
    const asked: (readonly boolean[])[] = [];
    const watch = (op: Op): Op => ({
      ...op,
      gradient: (context) => {
        asked.push(context.wanted);
        return op.gradient!(context);
      },
    });
    const apply = (name: string, ...inputs: readonly Value[]): Value =>
      createNode(watch(registry[name]!), inputs, {}, undefined)[0]!;
    const target = apply("multiply", apply("exp", y), apply("tanh", x));
    differentiate(target, [x], build);
    expect(asked).toEqual([[false, true], [true]]);
  });

  it("gives a gradient's nodes the origin of what they are the gradient of", () => {
    const source = createSource("a.nn", "tanh(x)");
    const origin = { span: { source, start: 0, end: 7 }, name: "y" };
    const target = build.at(origin).tanh(x);
    const [gradient] = differentiate(target, [x], build, y);
    const made = topologicalOrder([gradient!]).filter(
      ({ op, values }) => op.isGiven !== true && values[0] !== target,
    );
    expect(made.length).toBeGreaterThan(1);
    expect(made.every((node) => node.origin === origin)).toBe(true);
  });

  it("goes through a path of 20,000 nodes, in a graph of as many", () => {
    let value = x;
    for (let depth = 0; depth < 20_000; depth++) value = build.negate(value);
    const [gradient] = differentiate(value, [x], build);
    expect(topologicalOrder([gradient!])).toHaveLength(20_001);
  });

  it("gives the same graph for the same graph", () => {
    const make = (): string => {
      const z = build.multiply(build.tanh(x), build.exp(x));
      const [value] = differentiate(sumAll(z), [x], build);
      return printGraph({ name: "gradient", outputs: [{ name: "x", value: value! }] });
    };
    expect(make()).toBe(make());
  });
});
