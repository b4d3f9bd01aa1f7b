/** What `.nn` can call: names, wires and settings as the prelude's page lists them, and bad settings. */
import { describe, expect, it } from "vitest";
import type { Static, Surface } from "../../src/graph/op.ts";
import { ops, surfaces } from "../../src/ops/registry.generated.ts";
import { elaborateText } from "../model/elaborate-text.ts";

const ownNames = new Map(ops.map(({ surface, name }) => [surface, name]));

/** A surface goes by its own name, its operator, or the name of its op. */
function nameOf(surface: Surface): string | undefined {
  return surface.name ?? surface.operator ?? ownNames.get(surface);
}

/** `sum(x; axis = none, keep = false)`. */
function describeSurface({ wires, settings }: Surface): string {
  const shown = settings.map(({ name, ...rest }) =>
    "default" in rest ? `${name} = ${JSON.stringify(rest.default) ?? "none"}` : name,
  );
  return settings.length === 0
    ? `(${wires.join(", ")})`
    : `(${wires.join(", ")}; ${shown.join(", ")})`;
}

const calls: Readonly<Record<string, readonly string[]>> = {
  exp: ["(x)"], log: ["(x)"], sqrt: ["(x)"], abs: ["(x)"], sign: ["(x)"], floor: ["(x)"], round: ["(x)"],
  sin: ["(x)"], cos: ["(x)"], atan: ["(x)"], erf: ["(x)"], tanh: ["(x)"], stopGradient: ["(x)"],
  where: ["(c, a, b)"],
  max: ["(a, b)", "(x; axis = none, keep = false)"],
  min: ["(a, b)", "(x; axis = none, keep = false)"],
  sum: ["(x; axis = none, keep = false)"],
  argmax: ["(x; axis = -1, keep = false)"], argmin: ["(x; axis = -1, keep = false)"],
  gather: ["(x, i)"], orthonormalize: ["(x)"],
  reshape: ["(x; shape)"], broadcast: ["(x; shape)"], transpose: ["(x; axes = none)"],
  concat: ["(...xs; axis = -1)"], stack: ["(...xs; axis = 0)"], split: ["(x; parts, axis = -1)"],
  roll: ["(x; by, axis = -1)"], reverse: ["(x; axis)"],
  pad: ["(x; before, after, axis = -1, value = 0)"],
  cumsum: ["(x; axis = -1)"], einsum: ["(...xs; pattern)"], rearrange: ["(x; pattern)"],
  windows: ["(x; size, stride = 1, dilation = 1)"],
  overlapAdd: ["(x; stride = 1, dilation = 1)"],
  uniform: ["(; lo = 0, hi = 1, shape = [])"],
  normal: ["(; mean = 0, std = 1, shape = [])"],
  truncatedNormal: ["(; mean = 0, std = 1, shape = [])"],
}; // prettier-ignore

describe("names and settings", () => {
  it.each(Object.entries(calls))("%s", (name, forms) => {
    const found = surfaces.filter((surface) => nameOf(surface) === name);
    expect(found.map(describeSurface).sort()).toEqual([...forms].sort());
  });

  it("nothing else can be called", () => {
    const named = surfaces.filter(({ operator }) => operator === undefined).map(nameOf);
    expect([...new Set(named)].sort()).toEqual(Object.keys(calls).sort());
  });

  it("operators", () => {
    const operators = surfaces.flatMap(({ operator }) => operator ?? []);
    expect(operators.sort()).toEqual(
      [
        "!=",
        "%",
        "*",
        "+",
        "-",
        "/",
        "<",
        "<=",
        "==",
        ">",
        ">=",
        "@",
        "^",
        "and",
        "negate",
        "not",
        "or",
      ].sort(),
    );
  });

  it("no name and number of wires is taken twice", () => {
    const keys = surfaces.map((each) => `${nameOf(each)} of ${each.wires.length}`);
    expect(keys.filter((key, index) => keys.indexOf(key) < index)).toEqual([]);
  });
});

describe("on static values", () => {
  const find = (name: string, wires: number): Surface =>
    surfaces.find((each) => nameOf(each) === name && each.wires.length === wires)!;
  const values: readonly (readonly [string, readonly Static[], Static])[] = [
    ["+", [1, true], 2],
    ["/", [1, 4], 0.25],
    ["%", [-7, 3], 2],
    ["^", [2, -1], 0.5],
    ["negate", [3], -3],
    ["==", [2, 2], true],
    ["not", [true], false],
    ["and", [true, false], false],
    ["max", [2, 3], 3],
    ["max", [[2, 5, 3]], 5],
    ["min", [[2, 5, 3]], 2],
    ["sum", [[3, 4, 6, 3]], 16],
    ["floor", [-2.5], -3],
    ["round", [2.5], 2],
    ["sqrt", [9], 3],
    ["where", [true, 1, 2], 1],
  ];
  it.each(values)("%s %j is %j", (name, wires, value) => {
    expect(find(name, wires.length).evaluateStatic!(wires, {})).toEqual(value);
  });
});

describe("settings that make no sense", () => {
  const messages: readonly (readonly [string, RegExp])[] = [
    ["stack(x, x; axis: 5)", /no axis 5/],
    ["stack(x, x; axis: -3)", /no axis -3/],
    ["split(x; 3)", /4 elements cannot be split into 3/],
    ["split(x; 1000000000)", /cannot be split into 1000000000/],
    ["split(x; 0)", /cannot be split into 0/],
    ["split(x; 0.5)", /cannot be split into 0.5/],
    ["split(x; [2, 1])", /cannot be split into \[2,1\]/],
    ["split(x; [5, -1])", /cannot be split into \[5,-1\]/],
    ["roll(x; 0.5)", /cannot move by 0.5/],
    ["pad(x; -1, 0)", /-1 and 0/],
    ["pad(x; 0, 1.5)", /0 and 1.5/],
    ["reverse(x; 1)", /no axis 1/],
    ["concat(x, x; axis: 1)", /no axis 1/],
    ["concat(x, x; axis: batch)", /cannot be the batch/],
    ["roll(x; 1, batch)", /cannot be the batch/],
    ["roll(x; [1, 2], 0)", /2 moves need as many axes, not 1/],
    ["roll(x; [1, 2], [0, 0])", /named twice/],
    ["reverse(x; batch)", /cannot be the batch/],
    ['pad(x; "a", 0)', /"a" and 0/],
    ["broadcast(x; [4, 2])", /\[4\] does not repeat to \[4, 2\]/],
    ["broadcast(x; [4, 0.5])", /does not repeat/],
    ["argmax(x; axis: none)", /an axis is wanted, not none/],
    ["argmax(x; axis: [])", /one axis is wanted/],
    ["argmax(reshape(x; [2, 2]); axis: [0, 1])", /one axis is wanted/],
    ["reshape(x; [3, -1])", /do not fill/],
    ["reshape(x; [-1, -1])", /only one dimension/],
    ["transpose(x; [1])", /does not name each axis once/],
    ["transpose(reshape(x; [2, 2]); [0])", /\[0\] does not name each axis once/],
    ["transpose(reshape(x; [2, 2]); 0)", /\[0\] does not name each axis once/],
    ['transpose(reshape(x; [2, 2]); "a")', /does not name each axis once/],
    ["windows(reshape(x; [2, 2]); 1, stride: relu)", /`stride` is the layer `relu`/],
    ["windows(reshape(x; [2, 2]); 1, stride: true)", /`stride` is/],
    ["orthogonal(; shape: [2, 2])", /a param is orthonormalized/],
    ["x @ 3", /scalar/],
    [
      "x @ reshape(x; [2, 2])",
      /the last dimension of `x` \(4\) equal to the last but one of .* \(2\)/,
    ],
    ["uniform(; shape: [0])", /./],
  ];
  it.each(messages)("%s", (expression, message) => {
    const { diagnostics } = elaborateText(`model M { input x: [4] output y = ${expression} }`);
    expect(diagnostics.map(({ severity }) => severity)).toEqual(["error"]);
    expect(diagnostics[0]!.message).toMatch(message);
  });
});
