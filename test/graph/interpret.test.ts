/** The interpreter beside its ops: bindings, draws, memory, errors. What ops compute is tested with them. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { drawBits, drawKey, normalOf } from "../../src/draws.ts";
import { createBuild } from "../../src/graph/build.ts";
import { createNode } from "../../src/graph/create-node.ts";
import type { Value } from "../../src/graph/graph.ts";
import type { Op, Tensor } from "../../src/graph/op.ts";
import { BindingError, interpret, interpretWithErrors } from "../../src/interpret.ts";
import { registry } from "../../src/ops/registry.generated.ts";
import { placeKey } from "../../src/place.ts";

const build = createBuild();
const x = build.source("input", "x", { element: "float", shape: ["batch", 2] });
const W = build.source("param", "W", { element: "float", shape: [2, 2] });
const tensor = (shape: readonly number[], data: readonly number[]): Tensor => ({
  shape,
  data: Float64Array.from(data),
});

describe("bindings", () => {
  const y = build.contract(x, W, ["n", "k"], ["k", "m"], ["n", "m"]);
  const given = { x: tensor([1, 2], [5, 6]), W: tensor([2, 2], [1, 2, 3, 4]) };
  const run = (bindings: Readonly<Record<string, Tensor>>, samples = 1): readonly number[] => [
    ...interpret([y], new Map(Object.entries(bindings)), { samples })[0]!.data,
  ];

  it("are found by role and name", () => {
    expect(run({ "input:x": given.x, "param:W": given.W })).toEqual([23, 34]);
  });

  const wrong: readonly (readonly [string, () => unknown])[] = [
    ["param W has no value", () => run({ "input:x": given.x, "buffer:W": given.W })],
    [
      "input x has the shape [1, 2], not [2, 2]",
      () => run({ "input:x": given.x, "param:W": given.W }, 2),
    ],
    [
      "param W has the shape [4], not [2, 2]",
      () => run({ "input:x": given.x, "param:W": tensor([4], [1, 2, 3, 4]) }),
    ],
  ];
  for (const [message, act] of wrong) {
    it(message, () => {
      expect(act).toThrow(new BindingError(message));
    });
  }

  it("the number of samples needs none", () => {
    const count = build.source("counter", "samples", { element: "float", shape: [] });
    expect(interpret([count], new Map(), { samples: 7 })[0]!.data[0]).toBe(7);
  });
});

describe("draws", () => {
  const key = drawKey(3, 5);
  const drawn = (value: Value, samples: number): readonly number[] => [
    ...interpret([value], new Map(), { samples, key })[0]!.data,
  ];

  it("are the hash of key, place, sample and element", () => {
    const bits = (sample: number, element: number): number =>
      drawBits(key, placeKey("dropout1"), sample, element);
    const expected = [bits(0, 0), bits(0, 1), bits(1, 0), bits(1, 1)].map(normalOf);
    expect(drawn(build.draw("normal", "dropout1", ["batch", 2]), 2)).toEqual(expected);
  });

  it("of a sample do not depend on how many there are", () => {
    const value = build.draw("uniform", "dropout1", ["batch", 3]);
    expect(drawn(value, 5).slice(0, 6)).toEqual(drawn(value, 2));
  });

  it("of initialisers are those of sample 0", () => {
    const one = drawn(build.draw("uniform", "W", [4]), 3);
    expect(drawn(build.draw("uniform", "W", ["batch", 4]), 1)).toEqual(one);
  });
});

describe("memory", () => {
  it("tensors are dropped after their last use: a long path holds few", () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const megabyte = 2 ** 20;
    const used = (): number => {
      // The first leaves memory to be freed on another thread, for which the second waits.
      collect();
      collect();
      return process.memoryUsage().arrayBuffers / megabyte;
    };
    const held: number[] = [];
    const steps = 40;
    let step = 0;
    const observed: Op = {
      ...registry["negate"]!,
      evaluate: (_, { shapes: [shape] }) => {
        step++;
        // Each look collects all garbage of the process.
        if (step === 4 || step === steps) held.push(used());
        return [{ shape: shape!, data: new Float64Array(shape![0]!) }];
      },
    };
    let value = build.constant(1, [megabyte / 8]);
    for (let count = 0; count < steps; count++)
      value = createNode(observed, [value], {}, undefined)[0]!;
    interpret([value], new Map(), { samples: 1 });
    expect(held).toHaveLength(2);
    expect(held.at(-1)! - held[0]!).toBeLessThan(4);
  });
});

describe("error analysis", () => {
  it("sources are exact, and bounds hold float32", () => {
    const y = build.tanh(build.contract(x, W, ["n", "k"], ["k", "m"], ["n", "m"]));
    const bindings = new Map([
      ["input:x", tensor([1, 2], [0.3, -0.7])],
      ["param:W", tensor([2, 2], [0.1, 0.9, -0.4, 0.2])],
    ]);
    const { results, undecided } = interpretWithErrors([x, y], bindings, { samples: 1 }, 2 ** -24);
    expect([...results[0]!.error.data]).toEqual([0, 0]);
    const f = Math.fround;
    const rounded = [0, 1].map((column) => {
      const [a, b] = [f([0.1, 0.9][column]!), f([-0.4, 0.2][column]!)];
      return f(Math.tanh(f(f(f(0.3) * a) + f(f(-0.7) * b))));
    });
    results[1]!.error.data.forEach((bound, index) => {
      // The inputs are rounded here, too: as much as one more rounding of each product.
      const off = Math.abs(rounded[index]! - results[1]!.tensor.data[index]!);
      expect(off).toBeLessThanOrEqual(2 * bound);
      expect(bound).toBeLessThan(1e-6);
    });
    expect(undecided).toEqual([]);
  });

  it("a target that computes in doubles rounds once, when it stores", () => {
    const s = build.source("input", "s", { element: "float", shape: [100] });
    const values = [build.sum(s, [0]), build.contract(s, s, ["k"], ["k"], []), build.tanh(s)];
    const bindings = new Map([["input:s", tensor([100], new Array<number>(100).fill(0.5))]]);
    const unit = 2 ** -24;
    const unitsOf = (arithmetic: number): readonly number[] => {
      const options = { samples: 1, arithmetic };
      const { results } = interpretWithErrors(values, bindings, options, unit);
      return results.map(({ tensor: { data }, error }) => error.data[0]! / data[0]! / unit);
    };
    [1, 1, 1].forEach((each, at) => expect(unitsOf(2 ** -53)[at]).toBeCloseTo(each, 6));
    [101, 102, 3].forEach((each, at) => expect(unitsOf(unit)[at]).toBeCloseTo(each, 6));
  });

  it("says which choices are within the errors", () => {
    const s = build.source("input", "s", { element: "float", shape: [2] });
    const close = build.greater(build.multiply(s, 3), build.add(build.add(s, s), s));
    const clear = build.greater(s, 10);
    const bindings = new Map([["input:s", tensor([2], [0.1, 0.2])]]);
    const { undecided } = interpretWithErrors([close, clear], bindings, { samples: 1 }, 2 ** -24);
    expect(undecided).toEqual([close.node]);
  });

  it("ties with numbers that a target has exactly are decided, also behind a choice", () => {
    const s = build.source("input", "s", { element: "float", shape: [2] });
    const low = build.maximum(s, -0.5);
    const chosen = build.stopGradient(build.where(s, 0.25, 0));
    const tie = build.equal(build.minimum(build.abs(low), 0.25), chosen);
    const inexact = build.equal(s, 0.1);
    const bindings = new Map([["input:s", tensor([2], [-0.5, 0.1])]]);
    const run = (unit: number) =>
      interpretWithErrors([tie, inexact], bindings, { samples: 1 }, unit).undecided;
    expect(run(2 ** -24)).toEqual([inexact.node]);
    expect(run(2 ** -53)).toEqual([]);
  });

  it("a maximum may be off by as much as those that may win, not by its own size", () => {
    const s = build.source("input", "s", { element: "float", shape: [3] });
    const bindings = new Map([["input:s", tensor([3], [-1e9, 3, 2])]]);
    const errorsOf = (errors: readonly number[]): readonly number[] => {
      const given = new Map([["input:s", tensor([3], errors)]]);
      const values = [build.max(s, [0]), build.min(s, [0])];
      const { results } = interpretWithErrors(values, bindings, { samples: 1 }, 2 ** -24, given);
      return results.map(({ error }) => error.data[0]!);
    };
    expect(errorsOf([0, 0, 0])).toEqual([0, 0]);
    expect(errorsOf([100, 0.25, 0.5])).toEqual([0.25, 100]);
    expect(errorsOf([100, 0.25, 4])).toEqual([3, 100]);
    expect(errorsOf([Infinity, 0, 0])).toEqual([Infinity, Infinity]);
  });

  it("goes on from errors that are given", () => {
    const s = build.source("input", "s", { element: "float", shape: [1] });
    const bindings = new Map([["input:s", tensor([1], [2])]]);
    const given = new Map([["input:s", tensor([1], [0.5])]]);
    const values = [s, build.multiply(s, s)];
    const { results } = interpretWithErrors(values, bindings, { samples: 1 }, 2 ** -53, given);
    expect(results[0]!.error.data[0]).toBe(0.5);
    expect(results[1]!.error.data[0]).toBeCloseTo(2.5 ** 2 - 4, 12);
  });
});
