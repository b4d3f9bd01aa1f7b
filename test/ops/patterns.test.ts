/**
 * `einsum`, `rearrange`, `windows`, `overlapAdd` and `cumsum`: beside plain loops, and as parts of models in generated code and under
 * finite differences.
 */
import { describe, expect, it } from "vitest";
import { checkGradients } from "../../src/check/gradients.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { elaborateText } from "../model/elaborate-text.ts";
import { modelOf, outputOf, type Numbers } from "../model/evaluate-text.ts";
import { allAgree, compareSample, describeWorst } from "./compare-sample.ts";

const ports = "input x: [2, 3] input w: [3, 4] input z: [3] input s: [3, 3] input i: [5, 4, 2]";
const x = [[1, 2, 3], [4, 5, 6]] as const; // prettier-ignore
const w = [[1, 0, 2, -1], [0, 3, 1, 1], [2, 2, 0, 5]] as const; // prettier-ignore
const z = [1, -2, 3] as const;
const s = [[1, 2, 3], [4, 5, 6], [7, 8, 9]] as const; // prettier-ignore
/** An image of 5 by 4 with two channels. */
const pixel = (row: number, column: number, channel: number): number =>
  channel === 0 ? 10 * row + column : -row * column;
const i = table([5, 4, 2], pixel);

/** The numbers of a function of places, in row-major order. */
function numbers(shape: readonly number[], at: (...place: number[]) => number): readonly number[] {
  return [table(shape, at)].flat(Infinity as 10) as readonly number[];
}

function table(
  shape: readonly number[],
  at: (...place: number[]) => number,
  ...place: number[]
): Numbers {
  const [length, ...rest] = shape;
  if (length === undefined) return at(...place);
  return Array.from({ length }, (_, index) => table(rest, at, ...place, index));
}

function sum(length: number, term: (index: number) => number): number {
  return Array.from({ length }, (_, index) => term(index)).reduce((a, b) => a + b, 0);
}

const cases: readonly (readonly [string, readonly number[]])[] = [
  ['einsum(x, w; "i k, k j -> i j")', numbers([2, 4], (a, b) => sum(3, (k) => x[a]![k]! * w[k]![b]!))],
  ['einsum(x, w; "i k, k j -> j i")', numbers([4, 2], (b, a) => sum(3, (k) => x[a]![k]! * w[k]![b]!))],
  ['einsum(x, w; "i k, k j -> i")', numbers([2], (a) => sum(3, (k) => sum(4, (b) => x[a]![k]! * w[k]![b]!)))],
  ['einsum(x, w; "i k, k j -> i k j")', numbers([2, 3, 4], (a, k, b) => x[a]![k]! * w[k]![b]!)],
  ['einsum(z, z; "a, b -> a b")', numbers([3, 3], (a, b) => z[a]! * z[b]!)],
  ['einsum(z, z; "a, a ->")', [14]],
  ['einsum(x; "i k -> k i")', numbers([3, 2], (k, a) => x[a]![k]!)],
  ['einsum(x; "i k -> k")', [5, 7, 9]],
  ['einsum(x; "i k ->")', [21]],
  ['einsum(s; "a a -> a")', [1, 5, 9]],
  ['einsum(s; "a a ->")', [15]],
  ['einsum(s, z; "a a, a -> a")', [1, -10, 27]],
  ['einsum(x, w, z; "i k, k j, k -> i j")',
    numbers([2, 4], (a, b) => sum(3, (k) => x[a]![k]! * w[k]![b]! * z[k]!))],
  ['einsum(x, z, w; "i k, k, k j -> j")',
    numbers([4], (b) => sum(2, (a) => sum(3, (k) => x[a]![k]! * z[k]! * w[k]![b]!)))],
  ['einsum(x, z; "... k, k -> ...")', numbers([2], (a) => sum(3, (k) => x[a]![k]! * z[k]!))],
  ['einsum(i, x; "... c, c k -> ... k")',
    numbers([5, 4, 3], (r, c, k) => sum(2, (d) => pixel(r, c, d) * x[d]![k]!))],
  ['einsum(i; "... c -> c ...")', numbers([2, 5, 4], (c, a, b) => pixel(a, b, c))],
  ['einsum(x, reshape(z; [1, 3]); "... k, ... k -> ... k")', numbers([2, 3], (a, k) => x[a]![k]! * z[k]!)],
  ['einsum(reshape(z; [1, 3]), x; "..., ... -> ...")', numbers([2, 3], (a, k) => x[a]![k]! * z[k]!)],
  ['einsum(x, z; "..., ... -> ...")', numbers([2, 3], (a, k) => x[a]![k]! * z[k]!)],
  // A name is a name, also the one that the batch goes by elsewhere.
  ['einsum(x, w; "batch k, k j -> batch j")', numbers([2, 4], (a, b) => sum(3, (k) => x[a]![k]! * w[k]![b]!))],

  ["windows(s; 2)", numbers([2, 2, 3], (t, p, c) => s[t + p]![c]!)],
  ["windows(i; 2)", numbers([4, 3, 2, 2, 2], (r, c, p, q, d) => pixel(r + p, c + q, d))],
  ["windows(i; [3, 2], stride: 2)", numbers([2, 2, 3, 2, 2], (r, c, p, q, d) => pixel(2 * r + p, 2 * c + q, d))],
  ["windows(i; 2, stride: [1, 2], dilation: [3, 1])",
    numbers([2, 2, 2, 2, 2], (r, c, p, q, d) => pixel(r + 3 * p, 2 * c + q, d))],
  ["windows(i; [5, 4])", numbers([5, 4, 2], pixel)],
  ["windows(i; [2])", numbers([4, 2, 4, 2], (r, p, c, d) => pixel(r + p, c, d))],
  ["windows(reshape(i; [5, 2, 2, 2]); [3, 2])",
    numbers([3, 1, 3, 2, 2, 2], (r, _, p, q, b, d) => pixel(r + p, 2 * q + b, d))],
  ["windows(w; 2)", numbers([2, 2, 4], (t, p, c) => w[t + p]![c]!)],
  ["windows(w; 1, stride: 2)", numbers([2, 4], (t, c) => w[2 * t]![c]!)],

  ['rearrange(x; "a b -> b a")', numbers([3, 2], (b, a) => x[a]![b]!)],
  ['rearrange(i; "h w c -> c (h w)")', numbers([2, 5, 4], (c, a, b) => pixel(a, b, c))],
  ['rearrange(i; "h (w k) c -> k h w c", k: 2)', numbers([2, 5, 2, 2], (k, a, b, c) => pixel(a, 2 * b + k, c))],
  ['rearrange(i; "h (w k) c -> (k h) (c w)", w: 2)',
    numbers([2, 5, 2, 2], (k, a, c, b) => pixel(a, 2 * b + k, c))],
  ['rearrange(i; "... c -> c ...")', numbers([2, 5, 4], (c, a, b) => pixel(a, b, c))],
  ['rearrange(i; "... c -> c (...)")', numbers([2, 5, 4], (c, a, b) => pixel(a, b, c))],
  ['rearrange(i; "h ... -> ... h")', numbers([4, 2, 5], (b, c, a) => pixel(a, b, c))],
  ['rearrange(i; "... (a b c) -> c ... b a", a: 1, b: 2)',
    numbers([1, 5, 4, 2], (_, a, b, c) => pixel(a, b, c))],
  ['rearrange(z; "... a -> ... 1 a 1 ()")', [...z]],
  ['rearrange(reshape(z; [1, 3, 1]); "1 a 1 -> a")', [...z]],
  ['rearrange(reshape(z; [1, 3, 1]); "() (a 1) b -> b a")', [...z]],
  ['rearrange(w[0, 0]; "->")', [1]],
  ['rearrange(w; "batch (__proto__ constructor) -> constructor batch __proto__", __proto__: 2)',
    numbers([2, 3, 2], (c, a, p) => w[a]![2 * p + c]!)],
  ['einsum(reshape(z; [3, 1]), x; "k 1, a k -> a 1")', numbers([2], (a) => sum(3, (k) => x[a]![k]! * z[k]!))],

  ["overlapAdd(i; stride: 2, dilation: 3)", numbers([18, 2], (p, c) =>
    sum(5, (t) => sum(4, (k) => (2 * t + 3 * k === p ? pixel(t, k, c) : 0))))],
  ["overlapAdd(reshape(i; [5, 2, 2, 1, 2]); [1, 3], [2, 1])", numbers([7, 4, 2], (p, q, c) =>
    sum(5, (r) => sum(2, (a) => sum(2, (b) => (r + 2 * b === p && 3 * a === q ? pixel(r, 2 * a + b, c) : 0)))))],
  ["overlapAdd(reshape(i; [5, 2, 2, 2]); [2])", numbers([10, 2, 2], (p, b, c) =>
    sum(5, (t) => sum(2, (k) => (2 * t + k === p ? pixel(t, 2 * k + b, c) : 0))))],
  ["cumsum(z)", [1, -1, 2]],
  ["cumsum(x)", [1, 3, 6, 4, 9, 15]],
  ["cumsum(x; axis: 0)", [1, 2, 3, 5, 7, 9]],
  ["cumsum(z > 0)", [1, 1, 2]],
  ["cumsum([1, 2, 3, 4]) + z[0]", [2, 4, 7, 11]],
  ["cumsum(reshape(i; [40]))", numbers([40], (n) => sum(n + 1, (m) => pixel(m >> 3, (m >> 1) % 4, m % 2)))],
  // Infinity is added up, not multiplied by zeros.
  ["cumsum(where(z < 0, 1 / (z + 2), z))", [1, Infinity, Infinity]],
]; // prettier-ignore

describe("beside plain loops", () => {
  for (const [expression, wanted] of cases) {
    it(expression, () => {
      const found = outputOf(`model M { ${ports} output y = ${expression} }`, { x, w, z, s, i });
      expect(found.map((each) => (each === 0 ? 0 : each))).toEqual(
        wanted.map((each) => (each === 0 ? 0 : each)),
      );
    });
  }
});

/** Parts of networks, with params where gradients are wanted. */
const models: readonly (readonly [name: string, body: string])[] = [
  ["attention scores", `input q: [3, 2, 4] param k: [5, 2, 4] ~ normal
    output y = einsum(q, k; "t h d, s h d -> h t s")`],
  ["a product of three", `input a: [4] param W: [4, 3] ~ normal param v: [3] ~ normal
    output y = einsum(a, W, v; "i, i j, j -> j")`],
  ["a trace and a diagonal", `param A: [4, 4] ~ normal input b: [4]
    output y = einsum(A, b; "i i, i -> i") + einsum(A; "i i ->")`],
  ["a convolution, strided, dilated, padded", `input image: [6, 5, 2] param W: [3, 2, 2, 3] ~ normal
    padded = pad(pad(image; 1, 1, axis: 0); 1, 0, axis: 1)
    output y = einsum(windows(padded; [3, 2], stride: [2, 1], dilation: [1, 2]), W;
      "h w p q c, p q c f -> h w f")`],
  ["a convolution of what is trained", `param image: [6, 5, 2] ~ normal input W: [2, 2, 2]
    output y = einsum(windows(image; 2, stride: 2), W; "h w p q c, p q c -> h w")`],
  ["a pool", `input a: [2] param image: [6, 4, 2] ~ normal
    output y = max(windows(image; 2, stride: 2); axis: [2, 3]) * a`],
  ["a sequence of moving sums", `param series: [9, 2] ~ normal input a: [2]
    output y = sum(windows(series; 3); axis: 1) * a`],
  ["axes split and merged", `param W: [6, 4] ~ normal input a: [2, 2]
    output y = rearrange(W; "(p q) (r s) -> q (r p) s", q: 2, r: 2) * a[:, 0]
      + rearrange(a; "p q -> p 1 q")`],
  ["windows added up", `param k: [3, 2, 4] ~ normal input a: [5, 4]
    output y = overlapAdd(einsum(a, k; "t c, k f c -> t k f"); stride: 2)`],
  ["running sums", `param W: [7, 3] ~ normal input a: [3]
    output y = cumsum(W * a; axis: 0)`],
]; // prettier-ignore

describe("in generated code and under finite differences", () => {
  const ranges = { limits: new Map<string, number>(), ranges: new Map<string, never>() };
  for (const [name, body] of models) {
    for (const [form, more] of [
      ["straight lines", ""],
      ["loops", "output rest = tanh(ballast)"],
    ]) {
      const ballast = form === "loops" ? "param ballast: [1000] = 1" : "";
      const model = modelOf(`model Sample { ${ballast} ${body} ${more} }`);
      for (const precision of ["f32", "f64"] as const) {
        it(`${name}: ${precision} in ${form} = interpreter`, async () => {
          const agreements = await compareSample({ model, ranges }, precision);
          expect(agreements.map(describeWorst)).toEqual(allAgree);
        });
      }
    }
    it(`${name}: gradient = finite differences`, () => {
      const model = modelOf(`model M { ${body} }`);
      expect(describeWorst(checkGradients(model, ranges))).toBe("agrees");
    });
  }
});

describe("what does not fit", () => {
  const messages: readonly (readonly [string, RegExp])[] = [
    ["windows(z; 2)", /slide over \[t, c\]/],
    ["windows(i; 6)", /reaches over 6 elements, but the axis has 5/],
    ["windows(i; 3, dilation: 2)", /reaches over 5 elements, but the axis has 4/],
    ["windows(i; [2, 2, 2])", /over \[5, 4, 2\] with 3 sizes: the last axis is the channels/],
    ["windows(i; [2, 2], stride: [1])", /`stride` is a whole number or 2 of them/],
    ["windows(i; 0)", /`size` is/],
    ["windows(i; 2, stride: 0.5)", /`stride` is/],
    ["overlapAdd(x)", /windows are \[t, k, c\] or/],
    ["overlapAdd(i; [1, 2])", /windows are \[t, k, c\] or/],
    ["cumsum(x; axis: [0, 1])", /one axis is wanted/],
    ["cumsum(x; axis: batch)", /cannot be the batch/],
  ];
  it.each(messages)("%s", (expression, message) => {
    expect(errorsOf(expression).map((each) => each.message)).toEqual([
      expect.stringMatching(message),
    ]);
  });

  const places: readonly (readonly [string, RegExp, string])[] = [
    ['einsum(x, w; "i k, k j")', /has `->` between its two sides/, "i k, k j"],
    ["einsum(x, w; 3)", /a pattern is a text like/, "3"],
    ['einsum(x, w; "i k, k j -> i j -> i")', /a second `->`/, "->"],
    ['einsum(x; "i k, k j -> i j")', /names 2 wires, but one is given/, "i k, k j"],
    ['einsum(x, w; "i k -> i")', /names one wire, but 2 are given/, "i k"],
    ['einsum(x, w; "i k, j k -> i j")', /`k` has length 3 and length 4/, "k"],
    ['einsum(x; "i -> i")', /names 1 axis, but \[2, 3\] has 2/, "i"],
    ['einsum(x; "-> ")', /names 0 axes, but/, "-"],
    ['einsum(x; "i j k -> i")', /names 3 axes, but/, "i j k"],
    ['einsum(x; "i j -> i m")', /`m` stands after/, "m"],
    ['einsum(x; "i j -> i i")', /`i` stands twice/, "i"],
    ['einsum(x; "i 2j -> i")', /`2j` is no name/, "2j"],
    ['einsum(x; "i 3 -> i")', /only an axis of length 1 .* `n: 3`/, "3"],
    ['einsum(x; "i 1 -> i")', /this axis has length 3, not 1/, "1"],
    ['einsum(x; "(i j) -> i")', /`rearrange` splits and merges/, "(i j)"],
    ['einsum(x; "... i ... -> i")', /`...` stands twice/, "..."],
    ['einsum(x, w; "..., ... -> ...")', /an axis under `...` has length/, "..."],
    ['rearrange(x; "a b -> b")', /`a` is missing after/, "a"],
    ['rearrange(x; "a b -> a b c")', /`c` is missing before/, "c"],
    ['rearrange(x; "a ... -> a")', /`...` is missing after/, "..."],
    ['rearrange(x; "a a -> a")', /`a` stands twice on one side/, "a"],
    ['rearrange(x; "a, b -> a b")', /takes one wire/, "b"],
    ['rearrange(x; "a (b c) -> a b c")', /`b` and `c` could be anything/, "c"],
    ['rearrange(x; "a (b c) -> a b c", c: 2)', /an axis of length 3 is not b · 2/, "(b c)"],
    ['rearrange(x; "a (b c) -> a b c", b: 2, c: 2)', /an axis of length 3 is not 2 · 2/, "(b c)"],
    ['rearrange(x; "a () -> a")', /an axis of length 3 is not 1/, "()"],
    ['rearrange(x; "a b -> b a", b: 4)', /`b` has length 3, not 4/, "b"],
    ['rearrange(x; "a 1 -> a")', /`1` has length 3, not 1/, "1"],
    ['rearrange(x; "a b -> b a", c: 4)', /no axis .* is called `c`/, "c: 4"],
    ['rearrange(x; "a ((b c)) -> a b c")', /parentheses within parentheses|stand within/, "("],
    ['rearrange(x; "a (b -> a b")', /`\(` is not closed/, "("],
    ['rearrange(x; "a b) -> a b")', /`\)` closes nothing/, ")"],
    ['rearrange(x; "a (...) -> a ...")', /`...` stands in parentheses after/, "..."],
    ['rearrange(x; "a b -> (... b) a ...")', /`...` stands twice/, "..."],
    ['rearrange(x; "a b -> b a", b: 1.5)', /`b` is the length of an axis/, "b: 1.5"],
  ];
  it.each(places)("%s", (expression, message, marked) => {
    const [error, ...others] = errorsOf(expression);
    expect(others).toEqual([]);
    expect(error!.message).toMatch(message);
    const { source, start, end } = error!.span!;
    expect(source.text.slice(start, end)).toBe(marked);
  });
});

function errorsOf(expression: string): readonly Diagnostic[] {
  const { diagnostics } = elaborateText(`model M { ${ports} output y = ${expression} }`);
  return diagnostics.filter(({ severity }) => severity === "error");
}
