/** Passes: what they keep on any graph, what each of them finds, and that size and depth do not matter. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differentiate } from "../../src/autodiff.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { createBuild } from "../../src/graph/build.ts";
import { topologicalOrder, type Graph, type Origin, type Value } from "../../src/graph/graph.ts";
import { parseGraph, printGraph } from "../../src/graph/text.ts";
import type { Op } from "../../src/graph/op.ts";
import { formatType, type ElementType } from "../../src/graph/type.ts";
import { findGraphProblems } from "../../src/graph/verify.ts";
import { interpret, interpretWithErrors } from "../../src/interpret.ts";
import { registry } from "../../src/ops/registry.generated.ts";
import { pipeline, runPasses } from "../../src/passes/pipeline.ts";
import { shareCommon } from "../../src/passes/share-common.ts";
import { simplify } from "../../src/passes/simplify.ts";
import { substitute } from "../../src/graph/substitute.ts";
import { drawBindings, randomGraph, samples } from "./random-graphs.ts";

const build = createBuild();
const graphOf = (...values: readonly Value[]): Graph => ({
  name: "g",
  outputs: values.map((value, index) => ({ name: `y${index}`, value })),
});
const valuesOf = (graph: Graph): readonly Value[] => graph.outputs.map(({ value }) => value);
const canonical = (graph: Graph): string => printGraph(graph, { origins: false });
const countNodes = (graph: Graph): number => topologicalOrder(valuesOf(graph)).length;
const float = { element: "float", shape: [2] } as const;
const x = build.source("input", "x", float);

describe("what is kept on random graphs", () => {
  const runs = { seed: 20260711, numRuns: 300 };

  for (const [index, pass] of pipeline.entries()) {
    it(`after ${pass.name} the verifier has no objection, and outputs their names and types`, () => {
      const typesOf = (graph: Graph): readonly string[] =>
        graph.outputs.map(({ name, value }) => `${name}: ${formatType(value.type)}`);
      fc.assert(
        fc.property(randomGraph, (graph) => {
          const before = pipeline.slice(0, index).reduce((each, { run }) => run(each), graph);
          const after = pass.run(before);
          expect(findGraphProblems(after)).toEqual([]);
          expect(typesOf(after)).toEqual(typesOf(graph));
        }),
        runs,
      );
    });
  }

  it("values, within what rounding allows both graphs", () => {
    fc.assert(
      fc.property(randomGraph, fc.nat(), (graph, seed) => {
        const bindings = drawBindings(valuesOf(graph), seed);
        const measure = (each: Graph) =>
          interpretWithErrors(valuesOf(each), bindings, { samples }, 2 ** -53);
        const [before, after] = [measure(graph), measure(runPasses(graph))];
        fc.pre(before.undecided.length + after.undecided.length === 0);
        before.results.forEach(({ tensor, error }, output) => {
          const other = after.results[output]!;
          tensor.data.forEach((each, element) => {
            const bound = error.data[element]! + other.error.data[element]!;
            const off = Math.abs(each - other.tensor.data[element]!);
            expect(off, `output ${output}, element ${element}`).toBeLessThanOrEqual(bound);
          });
        });
      }),
      runs,
    );
  });

  it("everything, when they run once more", () => {
    fc.assert(
      fc.property(randomGraph, (graph) => {
        const once = runPasses(graph);
        expect(canonical(runPasses(once))).toBe(canonical(once));
      }),
      runs,
    );
  });
});

describe("element types are kept", () => {
  const int = build.source("input", "i", { element: "int", shape: [2] });
  const bool = build.source("input", "c", { element: "bool", shape: [2] });
  const constant = (value: number, element: ElementType): Value =>
    build.constant(value, [2], element);
  const expectKept = (value: Value): void => {
    const [simple] = valuesOf(simplify(graphOf(value)));
    expect(formatType(simple!.type)).toBe(formatType(value.type));
  };

  const kept: readonly (readonly [string, Value])[] = [
    ["int + 0", build.add(int, 0)],
    ["int + 0.0", build.add(int, constant(0, "float"))],
    ["bool + 0", build.add(bool, 0)],
    ["int * 1.0", build.multiply(int, constant(1, "float"))],
    ["bool * 1", build.multiply(bool, 1)],
    ["int / 1", build.divide(int, 1)],
    ["int ^ 1", build.power(int, 1)],
    ["-(-int)", build.negate(build.negate(int))],
    ["2 * 3.0", build.multiply(constant(2, "int"), constant(3, "float"))],
  ];
  it.each(kept)("%s", (_, value) => expectKept(value));

  // Identities of numbers that would give another element type than the op does.
  const changed: readonly (readonly [string, Value])[] = [
    ["int ^ 0", build.power(int, 0)],
    ["int ^ -1", build.power(int, -1)],
    ["int ^ 2.0", build.power(int, constant(2, "float"))],
    ["int * -1.0", build.multiply(int, constant(-1, "float"))],
    ["0.0 - int", build.subtract(constant(0, "float"), int)],
    ["-(-bool)", build.negate(build.negate(bool))],
    ["where(false, float, int)", build.where(constant(0, "bool"), x, int)],
  ];
  it.each(changed)("%s", (_, value) => expectKept(value));
});

describe("simplify", () => {
  const rules: readonly (readonly [string, Value, Value])[] = [
    ["x + 0", build.add(x, 0), x],
    ["0 + x", build.add(0, x), x],
    ["x - 0", build.subtract(x, 0), x],
    ["x * 1", build.multiply(x, 1), x],
    ["x / 1", build.divide(x, 1), x],
    ["x ^ 1", build.power(x, 1), x],
    ["x ^ 2", build.power(x, 2), build.multiply(x, x)],
    ["x * -1", build.multiply(x, -1), build.negate(x)],
    ["-(-x)", build.negate(build.negate(x)), x],
    ["a reshape there and back", build.reshape(build.reshape(x, [2, 1]), [2]), x],
    ["chains of them", build.power(build.multiply(build.add(x, 0), 1), 1), x],
    // Infinity times 0 is NaN, and stays so.
    ["x * 0 is not 0", build.multiply(x, 0), build.multiply(x, 0)],
    ["x - x is not 0", build.subtract(x, x), build.subtract(x, x)],
    ["x / x is not 1", build.divide(x, x), build.divide(x, x)],
  ];
  for (const [name, before, after] of rules) {
    it(name, () => {
      expect(canonical(runPasses(graphOf(before)))).toBe(canonical(shareCommon(graphOf(after))));
    });
  }

  it("applies identities to what identities give", () => {
    const [value] = valuesOf(simplify(graphOf(build.subtract(0, build.negate(x)))));
    expect(value).toBe(x);
  });

  it("keeps the very same graph where nothing is simpler", () => {
    const y = build.tanh(build.add(x, x));
    expect(valuesOf(simplify(graphOf(y)))[0]).toBe(y);
  });

  const logits = build.source("input", "z", { element: "float", shape: [3] });
  const extremes = { shape: [3], data: Float64Array.of(-1000, 0, 1000) };
  const softmax = (z: Value): Value => {
    const power = build.exp(build.subtract(z, build.max(z, [0], true)));
    return build.divide(power, build.sum(power, [0], true));
  };
  const sigmoid = (z: Value): Value => build.divide(1, build.add(1, build.exp(build.negate(z))));
  const logarithms: readonly (readonly [string, Value, readonly number[]])[] = [
    ["softmax", build.log(softmax(logits)), [-2000, -1000, 0]],
    ["softmax, an element of it", build.log(build.slice(softmax(logits), [0], [1], [1])), [-2000]],
    ["softmax, reshaped", build.log(build.reshape(softmax(logits), [3, 1])), [-2000, -1000, 0]],
  ];
  for (const [name, value, expected] of logarithms) {
    it(`log of ${name} is finite for logits of ±1000, and so is its gradient`, () => {
      const simple = runPasses(graphOf(value));
      const bindings = new Map([["input:z", extremes]]);
      const [result] = interpret(valuesOf(simple), bindings, { samples: 1 });
      expect([...result!.data]).toEqual(expected);
      const [z] = [...topologicalOrder(valuesOf(simple))].filter(
        (node) => node.op.isGiven === true,
      );
      const [gradient] = differentiate(valuesOf(simple)[0]!, [z!.values[0]!], build);
      const [numbers] = interpret([gradient!], bindings, { samples: 1 });
      expect([...numbers!.data].every(Number.isFinite)).toBe(true);
    });
  }

  it("log of a sigmoid as .nn writes it: finite where mathematics is", () => {
    const near = { shape: [3], data: Float64Array.of(-30, 0, 30) };
    const values = [sigmoid(logits), build.subtract(1, sigmoid(logits))].map((each) =>
      build.log(each),
    );
    const simple = valuesOf(runPasses(graphOf(...values)));
    const [positive, negative] = interpret(simple, new Map([["input:z", near]]), { samples: 1 });
    const exact = [-30, 0, 30].map((z) =>
      z < 0 ? z - Math.log1p(Math.exp(z)) : -Math.log1p(Math.exp(-z)),
    );
    exact.forEach((each, index) => {
      expect(positive!.data[index]).toBeCloseTo(each, 12);
      expect(negative!.data[2 - index]).toBeCloseTo(each, 12);
    });
  });
});

describe("share-common", () => {
  const count = (...values: readonly Value[]): number =>
    new Set(valuesOf(shareCommon(graphOf(...values)))).size;

  const cases: readonly (readonly [string, readonly Value[], number])[] = [
    ["equal computations", [build.exp(x), build.exp(x)], 1],
    ["different inputs", [build.exp(x), build.exp(build.exp(x))], 2],
    ["the order of inputs", [build.subtract(x, build.exp(x)), build.subtract(build.exp(x), x)], 2],
    ["different attributes", [build.sum(x, [0]), build.sum(x, [0], true)], 2],
    [
      "sources of one name",
      [build.source("input", "x", float), build.source("input", "x", float)],
      1,
    ],
    [
      "sources of different roles",
      [build.source("input", "x", float), build.source("param", "x", float)],
      2,
    ],
    ["draws at one place", [build.draw("normal", "a", [2]), build.draw("normal", "a", [2])], 1],
    ["draws at two places", [build.draw("normal", "a", [2]), build.draw("normal", "b", [2])], 2],
    ["0 and -0", [build.constant(0), build.constant(-0)], 2],
    ["NaN, twice", [build.constant(NaN), build.constant(NaN)], 1],
    ["infinities and NaN", [Infinity, -Infinity, NaN].map((each) => build.constant(each)), 3],
    ["an int and a float", [build.constant(1, [], "int"), build.constant(1, [], "float")], 2],
  ];
  for (const [name, values, expected] of cases) {
    it(`${name}: ${expected}`, () => expect(count(...values)).toBe(expected));
  }

  it("keeps the first origin", () => {
    const source = createSource("a.nn", "one two");
    const origins = [0, 4].map((start): Origin => ({
      span: { source, start, end: start + 3 },
      name: undefined,
    }));
    const [one, two] = origins.map((origin) => build.at(origin).exp(x));
    const [first, second] = valuesOf(shareCommon(graphOf(one!, two!)));
    expect(first!.node.origin).toBe(origins[0]);
    expect(second).toBe(first);
  });
});

describe("substitute", () => {
  it("puts values in the place of sources, in one sweep, and of nothing else", () => {
    const text = `graph g
      %0 = source [role: "input", name: "a", element: "float", shape: []] : float
      %1 = source [role: "input", name: "b", element: "float", shape: []] : float
      %2 = subtract %0, %1 : float
      output y = %2`;
    const [y] = valuesOf(parseGraph(text, registry));
    const [a, b] = y!.node.inputs;
    const [swapped] = substitute(
      [y!],
      new Map([
        [a!, b!],
        [b!, a!],
      ]),
    );
    expect(swapped!.node.inputs).toEqual([b, a]);
    expect(substitute([y!], new Map())[0]).toBe(y);
  });

  // Known: a value is looked for after its inputs were replaced, and is another node by then.
  it("also where a replaced value is computed from another one", () => {
    const first = build.exp(x);
    const second = build.tanh(first);
    const a = build.source("residual", "a", float);
    const b = build.source("residual", "b", float);
    const both = new Map([
      [first, a],
      [second, b],
    ]);
    expect(substitute([second, build.add(first, second)], both)[0]).toBe(b);
  });
});

describe("size", () => {
  const wide = (nodes: number): Graph => {
    let value = x;
    for (let index = 0; countable(index) < nodes; index++) {
      value = build.tanh(build.add(build.multiply(value, 0.5 + index), build.multiply(x, 1)));
    }
    return graphOf(value);
  };
  /** Four nodes and two constants a round. */
  const countable = (index: number): number => 6 * index;

  it("a path of 50,000 nodes is no deeper than the stack", () => {
    const graph = wide(50_000);
    expect(countNodes(graph)).toBeGreaterThan(40_000);
    expect(countNodes(runPasses(graph))).toBeGreaterThan(30_000);
  });

  it("work is linear: an op is asked for its identities as often in a long graph as in a short one", () => {
    const asked = (rounds: number): number => {
      let count = 0;
      const counting: Op = { ...registry["tanh"]!, simplify: () => void count++ };
      let value = x;
      for (let round = 0; round < rounds; round++) {
        value = build.node(counting, [build.add(value, x)])[0]!;
      }
      runPasses(graphOf(value));
      return count / rounds;
    };
    expect(asked(5_000)).toBe(asked(50));
  });
});
