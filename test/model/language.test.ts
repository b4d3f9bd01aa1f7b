/** Constructs of the language, by what small programs compute. */
import { describe, expect, it } from "vitest";
import { elaborateText } from "./elaborate-text.ts";
import { modelOf, outputOf, type Numbers } from "./evaluate-text.ts";

/** The body of a model with `input x: [4]` at (1, 2, 3, 4) and `m: [2, 3]` at 1 … 6. */
type Case = readonly [title: string, body: string, y: readonly number[], declarations?: string];

const x = [1, 2, 3, 4];
const m = [
  [1, 2, 3],
  [4, 5, 6],
];

function run(cases: readonly Case[]): void {
  it.each(cases)("%s", (_, body, y, declarations = "") => {
    const text = `${declarations} model M { input x: [4], m: [2, 3], s input i: int input ids: int[2] ${body} }`;
    const given: Record<string, Numbers> = { x, m, s: 2, i: 1, ids: [1, 0] };
    expect(outputOf(text, given)).toEqual(y);
  });
}

describe("static values", () => {
  run([
    ["arithmetic", "output y = s * (7 / 2 - 2^-1 + -5 % 3)", [8]],
    ["functions of lists", "output y = s * sum([1, 2, 3]) + length([4, 5]) + max(1, 5)", [19]],
    ["functions of the prelude", "output y = s * mean([1, 2, 6])", [6]],
    [
      "equality of everything",
      `const a = (if "same" == "same" and none == none and [1, 2] != [1, 3] then 1 else 0) output y = a * s`,
      [2],
    ],
    ["and, or decide early", "output y = if rank(x) == 2 and shape(x)[1] == 3 then x else s", [2]],
    [
      "shape, rank, type",
      `output y = s * (shape(m)[1] + rank(m) + (if type(i) == "int" then 10 else 0))`,
      [30],
    ],
    ["lists with spreads", "const l = [1, ...[2, 3], 4] output y = s * l[-1] * sum(l[1:3])", [40]],
    ["range", "output y = range(3) * s", [0, 2, 4]],
    [
      "lists element by element",
      "const l = -[1, 2] * [3, 4] + sqrt([4, 9]) output y = l * s",
      [-2, -10],
    ],
    ["nested lists", "const l = 2 * [[1, 2], [3, 4]] output y = l[1] * s", [12, 16]],
    ["a list against a row", "output y = ([[1, 2], [3, 4]] + [10, 20])[1] * s", [26, 48]],
    ["tuples are constants", "output y = ((1, -2), (-1, 1)) @ (s * (1, 2))", [-6, 2]],
    [
      "only the branch that is taken exists",
      "output y = if 1 > 2 then x -> nothing(3) else s",
      [2],
      "layer nothing(x; n) { require false return x }",
    ],
    [
      "an `if` of statements opens no scope",
      "if 2 > 1 { h = s + 1 } else { h = s } output y = h",
      [3],
    ],
    [
      "else if",
      "if 2 < 1 { h = s + 1 } else if 3 > 2 { h = s * 5 } else { h = s } output y = h",
      [10],
    ],
    ["order never matters", "output y = c c = b + 1 b = a * 2 a = s", [5]],
  ]);
});

describe("wires and settings", () => {
  const scaled = "layer scaled(x: [..., d]; by = d, plus = 2 * by) = x * by + plus";
  const acting = "layer act(x; f) = f(x) layer power(x; n) = x^n layer plus(x; n) = x + n";
  const both =
    "layer both(x; k, f, g) = k * g(x) + f(x) layer double(x) = 2 * x layer negative(x) = -x";
  const total = "layer total(first, ...rest; k) = k * first + length(rest) + sum(stack(...rest))";
  const swap = "layer swap(a, b) { return b, a } layer first(a, b) = a";
  run([
    [
      "defaults from dimensions and earlier settings",
      "output y = scaled(x)",
      [12, 16, 20, 24],
      scaled,
    ],
    ["positional and named", "output y = x -> scaled(2, plus: 0)", [2, 4, 6, 8], scaled],
    ["several wires", "output y = (x, s) -> f(3)", [5, 8, 11, 14], "layer f(a, b; n) = a * n + b"],
    ["a bare layer as setting", "output y = x -> act(abs)", [1, 2, 3, 4], acting],
    [
      "a block as setting",
      "output y = x -> act(f: { power(2) -> plus(1) })",
      [2, 5, 10, 17],
      acting,
    ],
    [
      "blocks fill the last settings",
      "output y = x -> both(10) { double; negative }",
      [-8, -16, -24, -32],
      both,
    ],
    ["variadic wires", "output y = total(x, 5, s; 10)", [19, 29, 39, 49], total],
    ["several results", "a, b = swap(x, s) output y = a - b", [1, 0, -1, -2], swap],
    ["several results sent on", "output y = (x, s) -> swap -> swap -> first", x, swap],
    [
      "a value does not hide a layer",
      "output y = f(s)",
      [3],
      "layer f(x) { mean = mean(x) return mean + 1 }",
    ],
  ]);
});

describe("shape patterns", () => {
  run([
    [
      "bind and spread",
      "output y = f(m)",
      [2, 3, 2 * 3, 1],
      "layer f(x: [...lead, d]) = stack(lead[0], d, lead[0] * d, length(lead)) * 1",
    ],
    [
      "expressions are checked when all is bound",
      "output y = f(x; 2)",
      x,
      "layer f(x: [heads * width]; heads, width = 2) = x",
    ],
    ["a setting checks", "output y = f(x; 4)", x, "layer f(x: [n]; n) = x"],
    [
      "reshape to a spread shape",
      "output y = f(m)",
      [1, 2, 3, 4, 5, 6],
      "layer f(x: [...lead, d]) = reshape(x; [...lead, 1, d])",
    ],
    ["broadcasting", "output y = m + (10, 20, 30)", [11, 22, 33, 14, 25, 36]],
  ]);
});

describe("structure", () => {
  run([
    ["repeat", "output y = s -> repeat(3) { double }", [16], "layer double(x) = 2 * x"],
    [
      "repeat with an index",
      "output y = s -> repeat(3) { i => plus(10^i) }",
      [113],
      "layer plus(x; n) = x + n",
    ],
    [
      "repeat(0) is its first wire",
      "output y = (s, x) -> repeat(0) { plus }",
      [2],
      "layer plus(a, b) = a + b",
    ],
    [
      "repeat hands further wires to every round",
      "output y = (s, x) -> repeat(3) { plus }",
      [5, 8, 11, 14],
      "layer plus(a, b) = a + b",
    ],
    [
      "fork and concat",
      "output y = x -> fork { sum; identity; max } -> concatAll",
      [10, 4],
      "layer concatAll(a, b, c) = stack(a, c)",
    ],
    [
      "fork of several wires",
      "output y = (x, s) -> fork { plus; minus } -> minus",
      [4, 4, 4, 4],
      "layer plus(a, b) = a + b layer minus(a, b) = a - b",
    ],
    ["residual", "output y = x -> residual { double }", [3, 6, 9, 12], "layer double(x) = 2 * x"],
    [
      "a layer that applies itself",
      "output y = s -> tower(5)",
      [7],
      "layer tower(x; n) = if n == 0 then x else x + 1 -> tower(n - 1)",
    ],
    [
      "a const layer",
      "const twice = { double -> double } output y = s -> twice",
      [8],
      "layer double(x) = 2 * x",
    ],
    [
      "if between layers",
      "const f = if 2 > 1 then double else identity output y = s -> f",
      [4],
      "layer double(x) = 2 * x",
    ],
    [
      "if reaches over the arrow",
      "output y = if 1 > 2 then s else s -> double -> double",
      [8],
      "layer double(x) = 2 * x",
    ],
    [
      "shared weights by name",
      "shared f = own output y = (s -> f) + f.w",
      [8],
      "layer own(x) { param w = 4 return x + w - 2 }",
    ],
  ]);
});

describe("indexing", () => {
  run([
    ["one", "output y = x[0]", [1]],
    ["from the end", "output y = x[-1]", [4]],
    ["a slice", "output y = x[1:3]", [2, 3]],
    ["clipped", "output y = x[2:99]", [3, 4]],
    ["every second", "output y = x[::2]", [1, 3]],
    ["backwards", "output y = x[::-1]", [4, 3, 2, 1]],
    ["backwards from a place", "output y = x[2:0:-1]", [3, 2]],
    ["a column", "output y = m[:, 1]", [2, 5]],
    ["a row", "output y = m[1]", [4, 5, 6]],
    ["with dots", "output y = m[..., -1]", [3, 6]],
    ["both", "output y = m[1, 0:2]", [4, 5]],
    ["by an int", "output y = x[i]", [2]],
    ["rows by ints", "output y = m[ids]", [4, 5, 6, 1, 2, 3]],
    ["columns by ints", "output y = m[:, ids]", [2, 1, 5, 4]],
    ["by a list", "output y = x[[3, 0]]", [4, 1]],
    [
      "a table of all samples",
      "param t: [2, 2] = ((1, 2), (3, 4)) output y = t[ids]",
      [3, 4, 1, 2],
    ],
    ["a table's columns", "param t: [2, 2] = ((1, 2), (3, 4)) output y = t[:, i]", [2, 4]],
    ["gather", "output y = gather(m, ids)", [2, 4]],
  ]);
});

describe("tensors", () => {
  run([
    [
      "ints stay ints",
      `output y = if type(i + 1) == "int" and type(i / 2) == "float" and type(i * 0.5) == "float" then s else x`,
      [2],
    ],
    ["bools count", "output y = (x > 2) + (x > 3)", [0, 0, 1, 2]],
    ["and, or, not", "output y = (x > 1 and not x > 3) or x == 4", [0, 1, 1, 1]],
    ["where", "output y = where(x > 2, x, -x)", [-1, -2, 3, 4]],
    ["an axis", "output y = sum(m; axis: 0)", [5, 7, 9]],
    ["keep", "output y = m - sum(m; axis: 1, keep: true)", [-5, -4, -3, -11, -10, -9]],
    ["argmax", "output y = argmax(m; axis: 0)", [1, 1, 1]],
    ["concat and split", "a, b = split(x; [1, 3]) output y = concat(b, a)", [2, 3, 4, 1]],
    ["transpose", "output y = transpose(m)", [1, 4, 2, 5, 3, 6]],
    ["roll, reverse, pad", "output y = pad(roll(reverse(x; 0); 1); 1, 0)", [0, 1, 4, 3, 2]],
  ]);
});

describe("models", () => {
  const text = `
    model Big(n = 3, act = relu) {
      input x: [n]
      output y = sum(act(x))
    }
    model Small = Big(n: 2)
    model Other = Small(act: { leakyRelu(0.5) })`;
  const shapeOf = (set: Record<string, number> = {}): readonly unknown[] =>
    ["Big", "Small", "Other"].map(
      (model) => modelOf(text, { model, set }).inputs[0]!.type.shape[1],
    );

  it("aliases choose settings", () => expect(shapeOf()).toEqual([3, 2, 2]));
  it("settings from outside go to all that have them", () =>
    expect(shapeOf({ n: 5 })).toEqual([5, 5, 5]));
  it("a setting from outside names a layer", () => {
    const model = modelOf(text, { model: "Big", set: { act: "tanh" } });
    expect(model.settings).toEqual({ n: 3, act: "tanh" });
  });
  it("what is missing in `train` has defaults", () => {
    const model = modelOf("model M { input x param w = 1 output y = w * x loss y^2 }");
    expect([model.optimizer!.name, model.batch, model.epochs]).toEqual(["sgd", 32, 10]);
  });
  it("without a loss there is nothing to optimise", () => {
    expect(modelOf("model M { input x param w = 1 output y = w * x }").optimizer).toBeUndefined();
  });
  it("params with rules are not the optimiser's", () => {
    const model = modelOf(
      "model M { input x param w = 1 param v = 1 output y = v * w * x loss y^2 w' = w / 2 }",
    );
    expect(model.optimizer!.next.map(({ name }) => name)).toEqual(["v"]);
    expect(model.training.next.map(({ name }) => name)).toEqual(["w"]);
  });
  it("`training` chooses for each graph", () => {
    const source =
      "model M { input x h = if training then x -> dense1 else x output y = h } layer dense1(x) { param w = 1 return w * x }";
    expect(modelOf(source).params.map(({ name }) => name)).toEqual(["dense11.w"]);
    expect(modelOf(source, { training: false }).params).toEqual([]);
  });
});

describe("files", () => {
  const files: Readonly<Record<string, string>> = {
    "lib/own.nn": `import { two } from "../more.nn"
      const half = 1 / two
      layer relu(x) = half * x
      layer uses(x) = x -> relu -> leakyRelu`,
    "more.nn": "const two = 2 layer hidden(x) = x",
  };
  const read = (path: string): string | undefined => files[path];
  const run = (text: string): readonly number[] => outputOf(text, { x: -4 }, "y", { read });

  it("an import sees the names of its own file", () => {
    expect(
      run(`import { uses } from "./lib/own.nn" model M { input x output y = uses(x) }`),
    ).toEqual([expect.closeTo(-0.2)]);
  });

  it("a name that shadows the prelude changes nothing elsewhere", () => {
    const text = `import { half } from "./lib/own.nn"
      layer max(a, b) = a + b
      model M { input x output y = max(relu(x), half) }`;
    expect(run(text)).toEqual([0.5]);
  });

  it.each([
    [`import { hidden } from "./lib/own.nn"`, "NN2006"],
    [`import { two } from "./lib/own.nn"`, "NN2006"],
    [`import { two } from "../more.nn"`, "NN2008"],
    [`import { two } from "/more.nn"`, "NN2008"],
    [`import { two } from "./less.nn"`, "NN2005"],
    [`import { two } from "./more.nn" const two = 3`, "NN2002"],
  ])("%s is %s", (text, code) => {
    const { diagnostics } = elaborateText(text, { read });
    expect(diagnostics.map((each) => each.code)).toEqual([code]);
  });
});

describe("names that mean something elsewhere", () => {
  const names = [
    "constructor",
    "__proto__",
    "prototype",
    "await",
    "arguments",
    "toString",
    "input",
  ];
  it.each(names)("%s", (name) => {
    const text = `layer ${name}(x; ${name} = 2) { param ${name}1 = 3 return x * ${name} * ${name}1 }
      model M(${name} = 5) { input x h = x -> ${name}(${name}: ${name}) output y = h -> ${name} }`;
    expect(outputOf(text, { x: 1 })).toEqual([5 * 3 * 2 * 3]);
    const { params, settings } = modelOf(text);
    expect(params.map((each) => each.name)).toEqual([1, 2].map((at) => `${name}${at}.${name}1`));
    expect(Object.entries(settings)).toEqual([[name, 5]]);
  });
});
