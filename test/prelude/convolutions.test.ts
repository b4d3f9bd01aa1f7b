/** Convolutions beside plain loops: strides, pads, dilations, groups, and the shapes that they make. */
import { describe, expect, it } from "vitest";
import { elaborateText } from "../model/elaborate-text.ts";
import { applyLayer, at, expectTensor, padded, sum } from "./apply-layer.ts";

type Pair = readonly [rows: number, columns: number];

interface Convolution {
  readonly filters: number;
  readonly kernel: Pair;
  readonly stride?: Pair;
  readonly before?: Pair;
  readonly dilation?: Pair;
  readonly groups?: number;
  readonly bias?: boolean;
  /** Of the result. */
  readonly size: Pair;
}

const image = [7, 6, 4];

const convolutions: readonly (readonly [string, Convolution])[] = [
  ["conv(3, 3)", { filters: 3, kernel: [3, 3], size: [5, 4] }],
  ["conv(3, [3, 2], bias: false)", { filters: 3, kernel: [3, 2], bias: false, size: [5, 5] }],
  ["conv(2, 1)", { filters: 2, kernel: [1, 1], size: [7, 6] }],
  ["conv(2, 3, stride: 2, pad: 1)", { filters: 2, kernel: [3, 3], stride: [2, 2], before: [1, 1], size: [4, 3] }],
  ["conv(2, 3, [3, 1], [0, 2])", { filters: 2, kernel: [3, 3], stride: [3, 1], before: [0, 2], size: [2, 8] }],
  ["conv(2, 2, dilation: [3, 2])", { filters: 2, kernel: [2, 2], dilation: [3, 2], size: [4, 4] }],
  ["conv(2, 3, pad: 2, dilation: 2, stride: 2)",
    { filters: 2, kernel: [3, 3], stride: [2, 2], before: [2, 2], dilation: [2, 2], size: [4, 3] }],
  ["conv(6, 2, groups: 2)", { filters: 6, kernel: [2, 2], groups: 2, size: [6, 5] }],
  ["conv(4, 3, groups: 4, pad: 1)", { filters: 4, kernel: [3, 3], groups: 4, before: [1, 1], size: [7, 6] }],
  ["conv(8, 1, groups: 4, bias: false)", { filters: 8, kernel: [1, 1], groups: 4, bias: false, size: [7, 6] }],
  // Of an odd number of zeros one more comes after.
  [`conv(2, 4, pad: "same")`, { filters: 2, kernel: [4, 4], before: [1, 1], size: [7, 6] }],
  [`conv(2, 3, pad: "same", stride: 2)`, { filters: 2, kernel: [3, 3], stride: [2, 2], before: [1, 0], size: [4, 3] }],
  [`conv(2, [3, 2], pad: "same", dilation: [2, 3])`,
    { filters: 2, kernel: [3, 2], before: [2, 1], dilation: [2, 3], size: [7, 6] }],
  // Here the kernel is smaller than the stride, and nothing is padded.
  [`conv(2, 1, pad: "same", stride: 3)`, { filters: 2, kernel: [1, 1], stride: [3, 3], size: [3, 2] }],
]; // prettier-ignore

describe("conv", () => {
  it.each(convolutions)("%s", (stage, convolution) => {
    const { filters, kernel, groups = 1, bias = true, size } = convolution;
    const { stride = [1, 1], before = [0, 0], dilation = [1, 1] } = convolution;
    const { inputs, params, result } = applyLayer(stage, [image]);
    const [W, b] = [params.get("W")!, params.get("b")];
    expect(W.shape).toEqual([...kernel, 4 / groups, filters]);
    expect(b?.shape).toEqual(bias ? [filters] : undefined);
    expectTensor(result, [...size, filters], (p, q, f) => {
      const first = Math.floor(f / (filters / groups)) * (4 / groups);
      const products = sum(kernel[0], (i) =>
        sum(kernel[1], (j) =>
          sum(4 / groups, (c) => {
            const row = p * stride[0] + i * dilation[0] - before[0];
            const column = q * stride[1] + j * dilation[1] - before[1];
            return padded(inputs[0]!, 0, row, column, first + c) * at(W, i, j, c, f);
          }),
        ),
      );
      return products + (b ? at(b, f) : 0);
    });
  });
});

const sequences: readonly (readonly [string, Omit<Convolution, "kernel" | "size"> & {
  readonly k: number;
  readonly steps: number;
  readonly length: number;
  readonly first?: number;
  readonly spread?: number;
}])[] = [
  ["conv1d(3, 3)", { filters: 3, k: 3, steps: 1, length: 7 }],
  ["conv1d(3, 3, stride: 2, pad: 1, bias: false)", { filters: 3, k: 3, steps: 2, first: 1, bias: false, length: 5 }],
  ["conv1d(4, 2, dilation: 3, groups: 2)", { filters: 4, k: 2, steps: 1, spread: 3, groups: 2, length: 6 }],
  [`conv1d(2, 3, pad: "causal")`, { filters: 2, k: 3, steps: 1, first: 2, length: 9 }],
  [`conv1d(2, 2, pad: "causal", dilation: 4)`, { filters: 2, k: 2, steps: 1, first: 4, spread: 4, length: 9 }],
  [`conv1d(2, 3, pad: "causal", stride: 2)`, { filters: 2, k: 3, steps: 2, first: 2, length: 5 }],
  [`conv1d(2, 4, pad: "same")`, { filters: 2, k: 4, steps: 1, first: 1, length: 9 }],
  [`conv1d(2, 4, pad: "same", stride: 2)`, { filters: 2, k: 4, steps: 2, first: 1, length: 5 }],
]; // prettier-ignore

describe("conv1d", () => {
  it.each(sequences)("%s", (stage, convolution) => {
    const { filters, k, steps, length, first = 0, spread = 1 } = convolution;
    const { groups = 1, bias = true } = convolution;
    const { inputs, params, result } = applyLayer(stage, [[9, 4]]);
    const [W, b] = [params.get("W")!, params.get("b")];
    expect(W.shape).toEqual([k, 4 / groups, filters]);
    expect(b?.shape).toEqual(bias ? [filters] : undefined);
    expectTensor(result, [length, filters], (p, f) => {
      const group = Math.floor(f / (filters / groups)) * (4 / groups);
      const products = sum(k, (i) =>
        sum(4 / groups, (c) => {
          const step = p * steps + i * spread - first;
          return padded(inputs[0]!, 0, step, group + c) * at(W, i, c, f);
        }),
      );
      return products + (b ? at(b, f) : 0);
    });
  });
});

const transposed: readonly (readonly [string, Convolution])[] = [
  ["convTranspose(3, 3)", { filters: 3, kernel: [3, 3], size: [5, 6] }],
  ["convTranspose(3, [1, 2], bias: false)", { filters: 3, kernel: [1, 2], bias: false, size: [3, 5] }],
  ["convTranspose(2, 2, stride: 2)", { filters: 2, kernel: [2, 2], stride: [2, 2], size: [6, 8] }],
  // Gaps between the windows hold the bias only.
  ["convTranspose(2, 2, stride: 3)", { filters: 2, kernel: [2, 2], stride: [3, 3], size: [8, 11] }],
  ["convTranspose(2, 3, stride: 2, pad: 1)", { filters: 2, kernel: [3, 3], stride: [2, 2], before: [1, 1], size: [5, 7] }],
  ["convTranspose(2, 3, stride: 2, pad: 1, outputPad: 1)",
    { filters: 2, kernel: [3, 3], stride: [2, 2], before: [1, 1], size: [6, 8] }],
  ["convTranspose(2, 2, stride: [3, 2], outputPad: [2, 0])",
    { filters: 2, kernel: [2, 2], stride: [3, 2], size: [10, 8] }],
  ["convTranspose(4, [3, 2], [2, 1], [1, 0], groups: 2)",
    { filters: 4, kernel: [3, 2], stride: [2, 1], before: [1, 0], groups: 2, size: [5, 5] }],
  ["convTranspose(4, 2, groups: 4)", { filters: 4, kernel: [2, 2], groups: 4, size: [4, 5] }],
]; // prettier-ignore

describe("convTranspose", () => {
  it.each(transposed)("%s", (stage, convolution) => {
    const { filters, kernel, groups = 1, bias = true, size } = convolution;
    const { stride = [1, 1], before = [0, 0] } = convolution;
    const { inputs, params, result } = applyLayer(stage, [[3, 4, 4]]);
    const [W, b] = [params.get("W")!, params.get("b")];
    expect(W.shape).toEqual([...kernel, 4, filters / groups]);
    expect(b?.shape).toEqual(bias ? [filters] : undefined);
    expectTensor(result, [...size, filters], (p, q, f) => {
      const group = Math.floor(f / (filters / groups));
      const products = sum(3, (row) =>
        sum(4, (column) =>
          sum(4 / groups, (c) => {
            const channel = group * (4 / groups) + c;
            const i = p + before[0] - row * stride[0];
            const j = q + before[1] - column * stride[1];
            const weight = padded(W, 0, i, j, channel, f % (filters / groups));
            return at(inputs[0]!, row, column, channel) * weight;
          }),
        ),
      );
      return products + (b ? at(b, f) : 0);
    });
  });
});

describe("what does not fit", () => {
  it.each([
    ["conv(4, 3, groups: 3)", /3 groups do not divide the 4 channels/],
    ["conv(5, 3, groups: 2)", /2 groups do not divide the 5 filters/],
    ["conv(4, [1, 2, 3])", /`kernel` is a whole number .*, not \[1, 2, 3\]/],
    ["conv(4, 2.5)", /`kernel` is a whole number of at least 1, .* not 2.5/],
    ["conv(4, 0)", /`kernel` is a whole number of at least 1, .* not 0/],
    ["conv(4, relu)", /`kernel` is a whole number of at least 1, .* not relu/],
    ["conv(4, 3, stride: [0, 1])", /`stride` is a whole number of at least 1/],
    ["conv(4, 3, dilation: none)", /`dilation` is .* not none/],
    ["conv(4, 9)", /a kernel that reaches over \[9, 9\] does not fit into \[7, 6\]/],
    ["conv(4, 3, pad: [0, 1], dilation: 4)", /reaches over \[9, 9\] does not fit into \[7, 8\]/],
    [`conv(4, 3, pad: "valid")`, /`pad` is a number, two of them, or "same", not "valid"/],
    ["conv(4, 3, pad: -1)", /`pad` is a whole number of at least 0, .* not -1/],
    ["convTranspose(4, 3, groups: 3)", /3 groups do not divide the 4 channels/],
    ["convTranspose(4, 3, stride: 2, outputPad: 2)", /an outputPad of 2 is no less than the stride of 2/],
    ["convTranspose(4, 1, pad: 4)", /a pad of 4 leaves no image: it would be -1 by -2/],
    ["maxPool(8)", /a window of 8 does not fit into 7/],
    ["maxPool(3, pad: 2)", /a pad of 2 is more than half a window of 3/],
    ["avgPool([2, 2, 2])", /`size` is a whole number/],
    ["avgPool(8, 1, ceil: true)", /a window of 8 does not fit into 7/],
    ["upsample(1.5)", /`scale` is a whole number of at least 1/],
    ["reshape([42, 4]) -> conv1d(4, [3, 3])", /`kernel` is a whole number of at least 1, not \[3, 3\]/],
    [`reshape([42, 4]) -> conv1d(4, 3, pad: "valid")`, /"same" or "causal", not "valid"/],
    ["reshape([42, 4]) -> conv1d(4, 3, dilation: 30)", /reaches over 61 steps does not fit into 42/],
  ])("%s", (stage, message) => {
    const { diagnostics } = elaborateText(`model M { input x: [7, 6, 4] output y = x -> ${stage} }`);
    expect(diagnostics.map((each) => each.message)).toEqual([expect.stringMatching(message)]);
    // The user's stage, or the one setting of it that is wrong.
    const { source, start, end } = diagnostics[0]!.span!;
    expect(stage.replace(/^reshape.* -> /, "")).toContain(source.text.slice(start, end));
  });
}); // prettier-ignore
