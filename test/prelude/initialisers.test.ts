/**
 * Initialisers: bounds, moments and structure of what they draw, and that a draw depends on its name.
 */
import { describe, expect, it } from "vitest";
import { modelOf, startBindings } from "../model/evaluate-text.ts";

function drawn(start: string, shape: string): readonly number[] {
  const model = modelOf(`model M { input x param w: [${shape}] ${start} output y = x * sum(w) }`);
  return [...startBindings(model).get("param:w")!.data];
}

function moments(all: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = all.reduce((a, b) => a + b, 0) / all.length;
  const square = all.reduce((sum, each) => sum + (each - mean) ** 2, 0) / all.length;
  return { mean, deviation: Math.sqrt(square) };
}

describe("uniform ones stay within their bound and fill it", () => {
  it.each([
    ["~ uniform(-2, 2)", "4000", 2],
    ["~ glorotUniform", "100, 50", Math.sqrt(6 / 150)],
    ["~ glorotUniform", "3, 3, 10, 60", Math.sqrt(6 / (9 * 70))],
    ["~ glorotUniform", "5000", Math.sqrt(6 / 10000)],
    ["~ heUniform", "3, 3, 10, 60", Math.sqrt(6 / 90)],
  ])("%s: [%s]", (start, shape, bound) => {
    const all = drawn(start, shape);
    const largest = Math.max(...all.map(Math.abs));
    expect(largest).toBeLessThanOrEqual(bound);
    expect(largest).toBeGreaterThan(0.99 * bound);
    expect(Math.abs(moments(all).mean)).toBeLessThan(0.05 * bound);
  });
});

describe("normal ones have their deviation", () => {
  it.each([
    ["~ normal(0, 0.02)", "4000", 0.02],
    ["~ normal", "4000", 1],
    ["~ glorotNormal", "100, 60", Math.sqrt(2 / 160)],
    ["~ heNormal", "100, 60", Math.sqrt(2 / 100)],
    ["~ heNormal", "3, 3, 8, 80", Math.sqrt(2 / 72)],
    ["~ lecunNormal", "100, 60", Math.sqrt(1 / 100)],
  ])("%s: [%s]", (start, shape, deviation) => {
    const all = drawn(start, shape);
    expect(Math.abs(moments(all).deviation / deviation - 1)).toBeLessThan(0.05);
    expect(Math.abs(moments(all).mean)).toBeLessThan(0.06 * deviation);
  });

  it("truncatedNormal stays within two deviations", () => {
    const all = drawn("~ truncatedNormal(1, 0.5)", "4000");
    expect(Math.max(...all.map((each) => Math.abs(each - 1)))).toBeLessThanOrEqual(1);
  });
});

describe("fixed ones", () => {
  it.each<readonly [string, string, readonly number[]]>([
    ["~ zeros", "2", [0, 0]],
    ["~ ones", "2", [1, 1]],
    ["~ constant(3)", "2", [3, 3]],
    ["~ identityMatrix", "2, 3", [1, 0, 0, 0, 1, 0]],
    ["= (1, 2)", "2, 2", [1, 2, 1, 2]],
    ["= sqrt(4)", "2", [2, 2]],
  ])("%s: [%s]", (start, shape, wanted) => {
    expect(drawn(start, shape)).toEqual(wanted);
  });
});

describe("orthogonal", () => {
  it.each([
    ["3, 5", 3, 5],
    ["5, 3", 5, 3],
    ["2, 2, 3", 4, 3],
  ])("[%s]", (shape, rows, columns) => {
    const all = drawn("~ orthogonal", shape);
    const at = (row: number, column: number): number => all[row * columns + column]!;
    const short = Math.min(rows, columns);
    const each = (line: number, place: number): number =>
      rows <= columns ? at(line, place) : at(place, line);
    for (let p = 0; p < short; p++) {
      for (let q = 0; q < short; q++) {
        let product = 0;
        for (let k = 0; k < Math.max(rows, columns); k++) product += each(p, k) * each(q, k);
        expect(product).toBeCloseTo(p === q ? 1 : 0, 12);
      }
    }
  });
});

describe("draws", () => {
  it("differ between params and are the same every time", () => {
    const text = `layer small(; shape) = 0.01 * normal(; shape: shape)
      model M { input x: [3] output y = x -> dense(4, init: small) -> dense(4, init: { normal(0, 2) }) }`;
    const model = modelOf(text);
    const first = startBindings(model);
    expect(startBindings(modelOf(text))).toEqual(first);
    const [a, b] = ["param:dense1.W", "param:dense2.W"].map((name) => first.get(name)!.data);
    expect(moments([...a!]).deviation).toBeLessThan(0.03);
    expect(moments([...b!]).deviation).toBeGreaterThan(0.5);
  });
});
