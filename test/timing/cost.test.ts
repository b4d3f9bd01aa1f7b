/**
 * What kernels are said to compute and touch, against what can be worked out on paper.
 *
 * Invariant: the numbers are the same whatever loops and lanes the kernels are written in, where lanes
 * come out even; where they do not, some elements are computed twice.
 */
import { describe, expect, it } from "vitest";
import { createCounter } from "../../src/bench/why.ts";
import { routineOf, runningCalls } from "../../src/bench/program.ts";
import { engines } from "../../src/check/classes.ts";
import { compileText } from "./model.ts";

/** Of the forward pass, in calls whose kernels are named so. */
function costOf(text: string, engine: "script" | "wasm", samples: number, name: string) {
  const compiled = compileText(text, engine, 8).models[0]!;
  const count = createCounter(compiled, samples);
  const calls = runningCalls(routineOf("forward", compiled));
  return calls.filter(({ call }) => call.kernel.name.startsWith(name)).map(count);
}

describe.each(engines)("%s", (engine) => {
  it.each([1, 7, 8])("a dense layer of %i samples", (samples) => {
    const model = "model Net { input x: [70]  output y = x -> dense(96) }";
    const [cost, ...others] = costOf(model, engine, samples, "dense");
    expect(others).toEqual([]);
    expect(cost).toEqual({
      operations: samples * 96 * (2 * 70 + 1),
      read: 4 * (samples * 70 + 70 * 96 + 96),
      written: 4 * samples * 96,
    });
  });

  it("elements that are computed twice are counted twice", () => {
    const model = "model Net { input x: [70]  output y = x -> dense(90) }";
    const [cost] = costOf(model, engine, 1, "dense");
    const least = 90 * (2 * 70 + 1);
    expect(cost!.operations).toBeGreaterThanOrEqual(least);
    expect(cost!.operations).toBeLessThan(least + 4 * (2 * 70 + 1));
    expect(cost!.written).toBe(4 * 90);
  });

  it("a convolution reads its image once", () => {
    const model = "model Net { input x: [20, 20, 3]  output y = x -> conv(12, 3) }";
    const [cost] = costOf(model, engine, 1, "conv");
    const outputs = 18 * 18 * 12;
    expect(cost!.operations).toBe(outputs * (2 * 3 * 3 * 3 + 1));
    expect(cost!.read).toBe(4 * (20 * 20 * 3 + 3 * 3 * 3 * 12 + 12));
    expect(cost!.written).toBe(4 * outputs);
  });

  it("each step of a scan reads its own part of the sequence", () => {
    const model = `model Net {
      input x: [50, 40]
      scan each over x { state h: [40] = 0  h' = tanh(h * 0.5 + each)  emit all = h' }
      output y = all
    }`;
    const steps = costOf(model, engine, 2, "").filter(({ written }) => written > 0);
    const most = Math.max(...steps.map(({ read }) => read));
    expect(steps.length).toBeGreaterThanOrEqual(50);
    expect(most).toBeLessThanOrEqual(4 * 2 * 50 * 40);
    const own = steps.filter(({ read }) => read < 4 * 2 * 50 * 40);
    expect(own.length).toBeGreaterThanOrEqual(50);
    for (const { read } of own) expect(read).toBeLessThanOrEqual(3 * 4 * 2 * 40);
  });
});

it("places that depend on data are as many as there are reads, and no more than the table has", () => {
  const model = (rows: number): string =>
    `model Net { input x: int[6]  output y = x -> embedding(${rows}, 16) }`;
  const tableBytes = (rows: number): number => {
    const [cost] = costOf(model(rows), "script", 4, "");
    return cost!.read - 4 * 4 * 6;
  };
  expect(tableBytes(1000)).toBe(4 * 4 * 6 * 16);
  expect(tableBytes(5)).toBe(4 * 5 * 16);
});
