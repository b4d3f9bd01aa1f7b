/** Pools, upsampling and local response normalisation beside plain loops, and whom ties give their gradient. */
import { describe, expect, it } from "vitest";
import { differentiate } from "../../src/autodiff.ts";
import { createBuild } from "../../src/graph/build.ts";
import { bindPorts, evaluate, find, modelOf } from "../model/evaluate-text.ts";
import { applyLayer, at, expectTensor, padded, sum } from "./apply-layer.ts";

type Pair = readonly [rows: number, columns: number];

interface Pool {
  readonly window: Pair;
  readonly stride: Pair;
  readonly pad?: Pair;
  /** Of the result, as PyTorch makes it. */
  readonly size: Pair;
}

const pools: readonly (readonly [string, Pool])[] = [
  ["2", { window: [2, 2], stride: [2, 2], size: [3, 4] }],
  ["[3, 2]", { window: [3, 2], stride: [3, 2], size: [2, 4] }],
  ["3, stride: 2, pad: 1", { window: [3, 3], stride: [2, 2], pad: [1, 1], size: [4, 4] }],
  ["3, stride: [1, 2], pad: [1, 0]", { window: [3, 3], stride: [1, 2], pad: [1, 0], size: [7, 3] }],
  ["2, ceil: true", { window: [2, 2], stride: [2, 2], size: [4, 4] }],
  ["3, stride: 2, ceil: true", { window: [3, 3], stride: [2, 2], size: [3, 4] }],
  ["[2, 3], stride: 2, pad: 1, ceil: true", { window: [2, 3], stride: [2, 2], pad: [1, 1], size: [4, 5] }],
  // A last window that would start beyond the image is left out: of the rows, not of the columns.
  ["2, stride: [3, 4], pad: 1, ceil: true", { window: [2, 2], stride: [3, 4], pad: [1, 1], size: [3, 3] }],
  ["[1, 7], stride: 4, ceil: true", { window: [1, 7], stride: [4, 4], size: [2, 2] }],
]; // prettier-ignore

const [rows, columns, channels] = [7, 8, 3];

describe("maxPool", () => {
  it.each(pools)("maxPool(%s)", (settings, { window, stride, pad = [0, 0], size }) => {
    const { inputs, result } = applyLayer(`maxPool(${settings})`, [[rows, columns, channels]]);
    expectTensor(result, [...size, channels], (p, q, c) => {
      let best = -Infinity;
      forEachSeen(p, q, { window, stride, pad }, (row, column) => {
        best = Math.max(best, padded(inputs[0]!, -Infinity, row, column, c));
      });
      return best;
    });
  });

  it.each<readonly [string, readonly (readonly number[])[], readonly number[]]>([
    ["maxPool(2)", [[5, 5, 1], [5, 5, 9], [1, 9, 0]], [1, 0, 0, 0, 0, 0, 0, 0, 0]],
    ["maxPool(2, stride: 1)", [[5, 5, 1], [5, 5, 9], [1, 9, 0]], [1, 0, 0, 0, 0, 2, 0, 1, 0]],
    // Row by row: the second column's first row before the first column's second.
    ["maxPool([2, 3])", [[1, 5, 5], [5, 5, 2], [0, 0, 0]], [0, 1, 0, 0, 0, 0, 0, 0, 0]],
    ["maxPool(3, pad: 1, stride: 3)", [[-5, -5, 1], [-5, -5, 9], [1, 9, 0]], [1, 0, 0, 0, 0, 0, 0, 0, 0]],
  ])("%s: of equal elements the first has the gradient", (stage, image, wanted) => {
    const text = `model M { input x: [3, 3, 1] output y = x -> ${stage} output z = x }`;
    const model = modelOf(text);
    const [y, x] = ["y", "z"].map((name) => find(model.inference.outputs, name).value);
    const [gradient] = differentiate(y!, [x!], createBuild());
    const given = image.map((row) => row.map((each) => [each]));
    expect(evaluate([gradient!], bindPorts(model, { x: [given] }))[0]).toEqual(wanted);
  });
}); // prettier-ignore

function forEachSeen(
  p: number,
  q: number,
  { window, stride, pad = [0, 0] }: Omit<Pool, "size">,
  visit: (row: number, column: number) => void,
): void {
  for (let i = 0; i < window[0]; i++) {
    for (let j = 0; j < window[1]; j++) {
      visit(p * stride[0] - pad[0] + i, q * stride[1] - pad[1] + j);
    }
  }
}

describe.each([false, true])("avgPool, countPad: %s", (countPad) => {
  it.each(pools)("avgPool(%s)", (settings, { window, stride, pad = [0, 0], size }) => {
    const stage = `avgPool(${settings}, countPad: ${countPad})`;
    const { inputs, result } = applyLayer(stage, [[rows, columns, channels]]);
    expectTensor(result, [...size, channels], (p, q, c) => {
      let [total, count] = [0, 0];
      const margin = countPad ? pad : [0, 0];
      forEachSeen(p, q, { window, stride, pad }, (row, column) => {
        const isCounted =
          row >= -margin[0]! && row < rows + margin[0]! &&
          column >= -margin[1]! && column < columns + margin[1]!; // prettier-ignore
        if (isCounted) count++;
        total += padded(inputs[0]!, 0, row, column, c);
      });
      return total / count;
    });
  });
});

describe("upsample", () => {
  it.each<readonly [string, Pair]>([
    ["upsample(2)", [2, 2]],
    ["upsample([1, 3])", [1, 3]],
  ])("%s", (stage, scale) => {
    const { inputs, result } = applyLayer(stage, [[2, 3, 2]]);
    expectTensor(result, [2 * scale[0], 3 * scale[1], 2], (p, q, c) =>
      at(inputs[0]!, Math.floor(p / scale[0]), Math.floor(q / scale[1]), c),
    );
  });
});

describe("lrn", () => {
  const norms: readonly (readonly [string, readonly number[], number, readonly number[]])[] = [
    ["lrn", [2, 2, 6], 5, [2, 1e-4, 0.75]],
    ["lrn(3, alpha: 0.5, beta: 0.5, k: 1)", [4, 5], 3, [1, 0.5, 0.5]],
    ["lrn(size: 4, alpha: 0.1)", [7], 4, [2, 0.1, 0.75]],
    ["lrn(size: 9, alpha: 0.1)", [2, 3], 9, [2, 0.1, 0.75]],
    ["lrn(1, 0.2)", [3, 2, 2], 1, [2, 0.2, 0.75]],
  ];
  it.each(norms)("%s of %j", (stage, shape, size, [k, alpha, beta]) => {
    const { inputs, result } = applyLayer(stage, [shape]);
    expectTensor(result, shape, (...place) => {
      const [lead, c] = [place.slice(0, -1), place.at(-1)!];
      // As in PyTorch, where an even size sees one more before than after.
      const squares = sum(
        size,
        (j) => padded(inputs[0]!, 0, ...lead, c - Math.floor(size / 2) + j) ** 2,
      );
      return at(inputs[0]!, ...place) / (k! + alpha! * squares) ** beta!;
    });
  });
});
