/**
 * Layers that are applied alike are copied, params of one type moved alike: what comes out is what comes out
 * where each is expanded by itself, to the last name and place.
 */
import { readFileSync, readdirSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Span } from "../../src/diagnostics/source.ts";
import { topologicalOrder, type Node, type Value } from "../../src/graph/graph.ts";
import type { ElaborateOptions } from "../../src/model/elaborate.ts";
import type { Model } from "../../src/model/model.ts";
import { ops } from "../../src/ops/registry.generated.ts";
import { elaborateText } from "./elaborate-text.ts";

/** All that a model holds, as lines: one for each value that differs from others, the model itself last. */
function describeModel(model: Model): string {
  const lines = new Map<string, number>();
  const numbers = new Map<Node, number>();
  const place = ({ source, start, end }: Span): string => `${source.path}:${start}-${end}`;
  const lineOf = ({ op, inputs, attributes, values, origin }: Node): string => {
    const types = values.map(({ type }) => `${type.element}[${type.shape.join()}]`).join();
    const from = origin && `${place(origin.span)} ${origin.name}`;
    return `${op.name}(${inputs.map(reference).join()}) ${show(attributes)} : ${types} // ${from}`;
  };
  const reference = ({ node, result }: Value): string => {
    for (const each of topologicalOrder([{ node }] as Value[], (edge) => numbers.has(edge))) {
      if (numbers.has(each)) continue;
      const line = lineOf(each);
      if (!lines.has(line)) lines.set(line, lines.size);
      numbers.set(each, lines.get(line)!);
    }
    return `%${numbers.get(node)}.${result}`;
  };
  const show = (value: unknown): string =>
    JSON.stringify(value, (key, each: unknown) => {
      if (key === "syntax") return undefined;
      if (typeof each === "number") return Object.is(each, -0) ? "-0" : String(each);
      if (typeof each !== "object" || each === null) return each;
      if ("node" in each) return reference(each as Value);
      if ("source" in each) return place(each as Span);
      return each instanceof Map ? [...(each as Map<unknown, unknown>)] : each;
    });
  const whole = show(model);
  return [...lines.keys(), whole].join("\n");
}

function elaborateBoth(text: string, options: ElaborateOptions = {}) {
  return [true, false].map((copies) => {
    const { models, diagnostics } = elaborateText(text, { ...options, copies });
    return { models: models.map(describeModel).join("\n").split("\n"), diagnostics };
  });
}

/** The larger ones at a smaller size, or left out. */
const folders: Readonly<Record<string, Readonly<Record<string, ElaborateOptions | undefined>>>> = {
  "model/programs": {},
  language: {},
  specs: { "resnet.nn": { set: { depths: [2, 2, 1, 1] } }, "bert.nn": { set: { layers: 2 } } },
  networks: { "resnet-cifar.nn": { model: "ResNet20" }, "resnet.nn": undefined },
};

describe.each(Object.entries(folders))("%s", (folder, special) => {
  const root = new URL(`../${folder}/`, import.meta.url);
  const names = readdirSync(root).filter((name) => name.endsWith(".nn"));
  it.each(names.filter((name) => !(name in special) || special[name]))("%s", (name) => {
    const text = readFileSync(new URL(name, root), "utf8");
    const [copied, expanded] = elaborateBoth(text, special[name]);
    expect(copied).toEqual(expanded);
  });
});

/** Layers, the body of a model behind `input x: [4]`, and what is wrong with it. */
const programs: readonly (readonly [what: string, layers: string, body: string, wrong?: string])[] =
  [
    [
      "one value on two wires is not two values",
      "layer mix(a, b) = a * b + b",
      "output y = mix(x, x) + mix(x, 2 * x) + mix(2 * x, x) + mix(x, x)",
    ],
    [
      "numbers, texts, lists and signs of zero as settings",
      "layer at(x; by = 1, to = [1, 2]) = x * (1 / by) + to[0] + length(to)",
      `output y = at(x; 0) + at(x; -0) + at(x; 0) + at(x; to: [1, 2]) + at(x; to: [1, 2, 3])
        + at(x; 1, [1, 2]) + at(x; by: -0) + at(x)`,
    ],
    [
      "ops read the numbers of constants",
      "layer pick(table: [n, d], at: int[m]) = table[at]\nlayer raise(a, b) = a ^ b",
      `i = reshape((0, 1); [2])
       j = reshape((0, 7); [2])
       table = dense(x; 8) -> reshape([2, 4])
       output y = pick(table, i) + pick(table, reverse(i; 0))
       output z = pick(table, j)`,
      "NN3008",
    ],
    [
      "a layer that applies itself, and returns a number in the end",
      `layer nest(x; n) = if n == 0 then 1 else x * nest(x; n - 1)
       layer twice(x; n) = nest(x; n) + nest(x; n - 1)`,
      "output y = nest(x; 3) + nest(x; 1) + twice(x; 2) + nest(x; 2)",
    ],
    [
      "shared layers, whatever is in them",
      `layer block(x) = x -> dense(4) -> batchNorm -> dropout(0.2)
       layer pair(x) { shared both = block; return x -> both -> both }`,
      `shared one = block
       shared two = { block -> block }
       output y = x -> one -> one -> two -> pair -> two -> pair -> block -> one
       output w = sum(one.dense1.W) + sum(two.block2.dense1.W)`,
    ],
    [
      "draws",
      `layer noisy(x) = x + normal(; shape: shape(x)) * uniform(; shape: shape(x))
       layer hidden(x) = noisy(x) -> noisy -> dropout`,
      "output y = x -> noisy -> noisy -> hidden -> hidden -> hidden",
    ],
    [
      "scans",
      `layer last(xs: [t, d]) = lstm(xs; 3)[-1]
       layer plain(xs: [t, d]) { scan v over xs { state h: [d] = 0  h' = h + noise(v)  emit s = h' }  return s }
       layer noise(v) = v + normal(; shape: shape(v))`,
      `xs = reshape(x; [2, 2])
       output y = last(xs) + last(xs) + last(plain(plain(xs))) + last(plain(ones(; shape: [2, 2])))`,
    ],
    [
      "layers and blocks as settings",
      `layer plus(x) = x + 1
       layer with(x; act = relu, body = plus) = x -> act -> body -> act
       layer around(x; body) = x -> residual(body) -> residual { body -> plus }
       const chosen = { dense(4) -> tanh }`,
      `z = 2 * x
       output y = x -> with -> with -> with(tanh) -> with(tanh) -> with(act: plus)
         -> with { dense(4) } -> with { plus -> tanh }
         -> around(plus) -> around(plus) -> around { dense(4) } -> residual(plus) -> plus
         -> chosen -> chosen -> residual { plus } -> residual(chosen)`,
    ],
    [
      "named values, several results, unused wires",
      `layer halves(x) { a, b = split(x; 2)  both = a * b  return b, a }
       layer first(x, y) { unused = y + 1  return x }`,
      `p, q = halves(x)
       r, s = halves(x)
       output y = first(p, q) + first(r, s) + first(q, q)`,
    ],
    [
      "training, asked for in a const or a setting's default",
      `const rate = if training then 0.5 else 0.25
       layer scaled(x; by = if training then 2 else 1) = x * by * rate
       layer plain(x) = x -> scaled(by: 3)
       layer still(x) = x -> dense(4) -> relu`,
      "output y = x -> scaled -> scaled -> plain -> plain -> still -> still",
    ],
    [
      "initialisers and params of one shape",
      `layer small(; shape, by = 0.01) = by * normal(; shape: shape)
       layer own(x: [d]) {
         param A: [d, d] ~ small
         param B: [d, d] ~ small(by: 0.1)
         buffer k: [d] = 1
         k' = k * 2
         return x @ A @ B + k
       }`,
      "output y = x -> own -> own -> repeat(3) { own -> dense(4, init: small) }",
    ],
    [
      "a mistake is told where it would be told",
      "layer wrong(x) = x -> dense(4) -> dens(3)\nlayer around(x) = wrong(x) -> wrong",
      "output y = x -> around -> around -> wrong",
      "NN2101",
    ],
    [
      "a mistake that only some applications have",
      'layer even(x: [d]) { require d % 2 == 0, "{d} is odd"  return x -> dense(d) }',
      "output y = x -> even -> dense(3) -> even -> dense(3) -> even",
      "NN2117",
    ],
    [
      "levels are counted where a layer is applied",
      `layer deep(x; n) = if n == 0 then x + 1 else deep(x; n - 1)
       layer far(x; n) = if n == 0 then deep(x; 200) else far(x; n - 1)`,
      "output y = x -> deep(200) -> far(10) -> far(60)",
      "NN2113",
    ],
  ];

describe("programs", () => {
  it.each(programs)("%s", (_, layers, body, wrong) => {
    const text = `${layers}\nmodel M {\n  input x: [4]\n  ${body}\n}\nmodel Again = M()\n`;
    const [copied, expanded] = elaborateBoth(text);
    expect(copied!.diagnostics.map(({ code }) => code)).toEqual(wrong === undefined ? [] : [wrong]);
    expect(copied).toEqual(expanded);
  });

  const rules = [
    "sgd",
    "sgd(momentum: 0.9, nesterov: true, clip: 1, weightDecay: 0.1)",
    "adam(rate: 1e-3 * min(1, step / 10))",
    "mine(0.1)",
    "noisy(0.1)",
  ];
  it.each(rules)("optimizer %s", (rule) => {
    const text = `
optimizer mine(p, g; rate) {
  state m = 0.5
  state n: [3] = 0
  m' = m * 0.9 + g
  n' = n + step
  p' = p - rate * m' / (1 - 0.9^step)
}
optimizer noisy(p, g; rate) {
  state m ~ normal
  m' = m + g
  p' = p - rate * m' + normal(; shape: shape(p))
}
model M {
  input x: [4]
  target t: [4]
  y = x -> dense(4) -> dense(4, bias: false) -> dense(4)
  loss mse(y, t)
  train { optimizer ${rule} }
}`;
    const [copied, expanded] = elaborateBoth(text);
    expect(copied!.diagnostics).toEqual([]);
    expect(copied).toEqual(expanded);
  });
});

describe("a network that is deeper, but of the same layers", () => {
  afterEach(() => void vi.restoreAllMocks());

  /** How often types were worked out: for nodes that are neither copies nor given, as params are. */
  function countNodes(name: string, set: ElaborateOptions["set"]): number {
    const computed = ops.filter((op) => op.isGiven !== true);
    const asked = computed.map((op) => vi.spyOn(op, "results"));
    const text = readFileSync(new URL(`../specs/${name}.nn`, import.meta.url), "utf8");
    expect(elaborateText(text, { set: set! }).diagnostics).toEqual([]);
    const count = asked.reduce((sum, { mock }) => sum + mock.calls.length, 0);
    vi.restoreAllMocks();
    return count;
  }

  it("resnet", () => {
    const few = countNodes("resnet", { depths: [2, 2, 3, 2] });
    expect(countNodes("resnet", { depths: [2, 2, 20, 2] })).toBe(few);
  });

  it("bert", () => {
    expect(countNodes("bert", { layers: 12 })).toBe(countNodes("bert", { layers: 2 }));
  });
});
