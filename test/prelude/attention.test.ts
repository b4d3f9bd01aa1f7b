/** Attention, transformer blocks and position codes beside plain loops. */
import { describe, expect, it } from "vitest";
import type { Tensor } from "../../src/graph/op.ts";
import { applyLayer, at, expectTensor, sum, type Applied } from "./apply-layer.ts";

type Rows = readonly (readonly number[])[];

function rowsOf(tensor: Tensor): Rows {
  const [length, width] = tensor.shape as [number, number];
  return Array.from({ length }, (_, p) =>
    Array.from({ length: width }, (_, k) => at(tensor, p, k)),
  );
}

type Params = Applied["params"];

/** `x W + b`, the params called `name.W` and `name.b`. */
function dense(params: Params, name: string, x: Rows): Rows {
  const [W, b] = [params.get(`${name}.W`)!, params.get(`${name}.b`)!];
  return x.map((row) =>
    Array.from({ length: W.shape[1]! }, (_, j) => sum(row.length, (i) => row[i]! * at(W, i, j)) + at(b, j)),
  );
} // prettier-ignore

/** What places of `x` see of `memory`, head by head. */
function attend(
  params: Params,
  prefix: string,
  [x, memory]: readonly [Rows, Rows],
  { heads, causal = false }: { readonly heads: number; readonly causal?: boolean },
): Rows {
  const q = dense(params, `${prefix}query`, x);
  const [k, v] = [dense(params, `${prefix}key`, memory), dense(params, `${prefix}value`, memory)];
  const width = x[0]!.length / heads;
  const joined = q.map((row, p) => {
    const mixed = row.map(() => 0);
    for (let head = 0; head < heads; head++) {
      const from = head * width;
      const seen = causal ? k.slice(0, p + 1) : k;
      const weights = seen.map((key) =>
        Math.exp(sum(width, (i) => row[from + i]! * key[from + i]!) / Math.sqrt(width)),
      );
      const total = weights.reduce((a, b) => a + b, 0);
      for (let i = 0; i < width; i++) {
        mixed[from + i] = sum(weights.length, (s) => (weights[s]! / total) * v[s]![from + i]!);
      }
    }
    return mixed;
  });
  return dense(params, `${prefix}out`, joined);
}

function norm(params: Params, name: string, x: Rows): Rows {
  const [gain, shift] = [params.get(`${name}.gain`)!, params.get(`${name}.shift`)!];
  return x.map((row) => {
    const mean = row.reduce((a, b) => a + b, 0) / row.length;
    const variance = row.reduce((a, b) => a + (b - mean) ** 2, 0) / row.length;
    return row.map((each, i) => ((each - mean) / Math.sqrt(variance + 1e-5)) * at(gain, i) + at(shift, i));
  });
} // prettier-ignore

const add = (a: Rows, b: Rows): Rows => a.map((row, p) => row.map((each, i) => each + b[p]![i]!));
const relu = (x: Rows): Rows => x.map((row) => row.map((each) => Math.max(0, each)));

function expectRows(result: Tensor, wanted: Rows): void {
  expectTensor(result, [wanted.length, wanted[0]!.length], (p, i) => wanted[p]![i]!);
}

describe("attention", () => {
  it.each([
    ["selfAttention(1)", { heads: 1 }],
    ["selfAttention(3)", { heads: 3 }],
    ["selfAttention(2, causal: true)", { heads: 2, causal: true }],
  ])("%s", (stage, options) => {
    const { inputs, params, result } = applyLayer(stage, [[4, 6]]);
    const x = rowsOf(inputs[0]!);
    expectRows(result, attend(params, "", [x, x], options));
  });

  it("crossAttention takes keys and values of another width and length", () => {
    const { inputs, params, result } = applyLayer("crossAttention(2)", [[4, 6], [3, 5]]);
    expect(params.get("query.W")!.shape).toEqual([6, 6]);
    expect(params.get("key.W")!.shape).toEqual([5, 6]);
    expectRows(result, attend(params, "", [rowsOf(inputs[0]!), rowsOf(inputs[1]!)], { heads: 2 }));
  });
}); // prettier-ignore

const named = (params: Params): readonly string[] => [...params.keys()].sort();
const denseNames = (name: string): readonly string[] => [`${name}.W`, `${name}.b`];
const attentionNames = (name: string): readonly string[] =>
  ["key", "out", "query", "value"].flatMap((part) => denseNames(`${name}.${part}`));
const normNames = (name: string): readonly string[] => [`${name}.gain`, `${name}.shift`];

describe("transformer", () => {
  it("the encoder adds and normalises after attention and after the dense layers", () => {
    const { inputs, params, result } = applyLayer("transformerEncoder(2)", [[3, 4]]);
    expect(named(params)).toEqual([
      ...denseNames("dense1"), ...denseNames("dense2"),
      ...normNames("layerNorm1"), ...normNames("layerNorm2"),
      ...attentionNames("selfAttention1"),
    ]); // prettier-ignore
    expect(params.get("dense1.W")!.shape).toEqual([4, 16]);
    const x = rowsOf(inputs[0]!);
    const attended = attend(params, "selfAttention1.", [x, x], { heads: 2 });
    const h = norm(params, "layerNorm1", add(x, attended));
    const f = dense(params, "dense2", relu(dense(params, "dense1", h)));
    expectRows(result, norm(params, "layerNorm2", add(h, f)));
  });

  it("the decoder sees itself as far as it is, then the memory", () => {
    const stage = "transformerDecoder(2, ffn: 7)";
    const { inputs, params, result } = applyLayer(stage, [[3, 4], [5, 4]]); // prettier-ignore
    expect(named(params)).toEqual([
      ...attentionNames("crossAttention1"),
      ...denseNames("dense1"), ...denseNames("dense2"),
      ...normNames("layerNorm1"), ...normNames("layerNorm2"), ...normNames("layerNorm3"),
      ...attentionNames("selfAttention1"),
    ]); // prettier-ignore
    expect(params.get("dense1.W")!.shape).toEqual([4, 7]);
    const [x, memory] = inputs.map(rowsOf) as [Rows, Rows];
    const own = attend(params, "selfAttention1.", [x, x], { heads: 2, causal: true });
    const h = norm(params, "layerNorm1", add(x, own));
    const other = attend(params, "crossAttention1.", [h, memory], { heads: 2 });
    const m = norm(params, "layerNorm2", add(h, other));
    const f = dense(params, "dense2", relu(dense(params, "dense1", m)));
    expectRows(result, norm(params, "layerNorm3", add(m, f)));
  });
});

it.each([
  [5, 6],
  [4, 1],
  [3, 5],
])("sinusoidal: [%i, %i]", (t, d) => {
  const { inputs, result } = applyLayer("sinusoidal", [[t, d]]);
  expectTensor(result, [t, d], (p, k) => {
    const angle = p / 10000 ** ((k - (k % 2)) / d);
    return at(inputs[0]!, p, k) + (k % 2 === 0 ? Math.sin(angle) : Math.cos(angle));
  });
});

it.each([
  ["selfAttention(4)", /4 heads do not divide the width 6/],
  ["transformerEncoder(4)", /4 heads do not divide the width 6/],
])("%s", (stage, message) => {
  expect(() => applyLayer(stage, [[3, 6]])).toThrow(message);
});
