/** The verifier: right graphs have no problems, and each kind of damage has its own. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBuild } from "../../src/graph/build.ts";
import type { Attribute, Graph, Node, Output, Value } from "../../src/graph/graph.ts";
import { parseGraph } from "../../src/graph/text.ts";
import { findGraphProblems, InvalidGraph, verifyGraph } from "../../src/graph/verify.ts";
import { registry } from "../../src/ops/registry.generated.ts";
import { randomGraph } from "./random-graphs.ts";

const x = `%0 = source [role: "input", name: "x", element: "float", shape: ["batch", 2]] : float[batch, 2]`;

/** What is wrong with a graph in text. */
function problemsOf(lines: readonly string[]): readonly string[] {
  return findGraphProblems(parseGraph(`graph g\n${lines.join("\n")}`, registry));
}

describe("damage in text", () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ["none", [x, "%1 = exp %0 : float[batch, 2]", "output y = %1"], []],
    [
      "a wrong shape",
      [x, "%1 = exp %0 : float[batch, 3]", "output y = %1"],
      ["%1 exp: the type is float[batch, 3], its op gives float[batch, 2]"],
    ],
    [
      "a wrong element",
      [x, "%1 = exp %0 : int[batch, 2]", "output y = %1"],
      ["%1 exp: the type is int[batch, 2], its op gives float[batch, 2]"],
    ],
    [
      "a wrong number of results",
      [x, "%1, %2 = exp %0 : float[batch, 2], float", "output y = %2"],
      ["%1 exp: it has 2 results, its op gives 1"],
    ],
    [
      "inputs that do not fit",
      [
        x,
        '%1 = constant [value: 1, element: "float", shape: [2]] : float[2]',
        "%2 = add %0, %1 : float[batch, 2]",
        "output y = %2",
      ],
      ["%2 add: its inputs do not fit: add wants equal shapes, not float[batch, 2] and float[2]"],
    ],
    [
      "the batch not first",
      [
        `%0 = source [role: "input", name: "x", element: "float", shape: [2, "batch"]] : float[2, batch]`,
        "output y = %0",
      ],
      ["%0 source: batch cannot be dimension 1"],
    ],
    [
      "dimensions that are no lengths",
      [
        `%0 = source [role: "input", name: "x", element: "float", shape: [0, 1.5, -1]] : float[0, 1.5, -1]`,
        "output y = %0",
      ],
      [
        "%0 source: 0 cannot be dimension 0",
        "%0 source: 1.5 cannot be dimension 1",
        "%0 source: -1 cannot be dimension 2",
      ],
    ],
    [
      "one name for two sources",
      [
        x,
        `%1 = source [role: "input", name: "x", element: "float", shape: [2]] : float[2]`,
        `%2 = source [role: "param", name: "x", element: "float", shape: [2]] : float[2]`,
        "output a = %0",
        "output b = %1",
        "output c = %2",
      ],
      ["%1 source: input x is float[2] here, float[batch, 2] elsewhere"],
    ],
    [
      "a source without a name",
      [`%0 = source [role: "input", element: "float", shape: []] : float`, "output y = %0"],
      ["%0 source: it has no role or no name"],
    ],
    [
      "two outputs of one name",
      [x, "output y = %0", "output y = %0"],
      ["two outputs are called y"],
    ],
    [
      "damage in a sub-graph",
      [
        x,
        `%1 = exp %0 [body: graph inner`,
        `  %0 = source [role: "argument", name: "s", element: "float", shape: []] : float`,
        `  %1 = exp %0 : float[2]`,
        `  output s = %1] : float[batch, 2]`,
        "output y = %1",
      ],
      ["%1 exp: in body: %1 exp: the type is float[2], its op gives float"],
    ],
  ];
  for (const [title, lines, problems] of cases) {
    it(title, () => {
      expect(problemsOf(lines)).toEqual(problems);
    });
  }
});

describe("damage that text cannot say", () => {
  const build = createBuild();
  const source = build.source("input", "x", { element: "float", shape: [2] });
  const graphOf = (value: Value): Graph => ({ name: "g", outputs: [{ name: "y", value }] });
  /** A node like that of `value`, changed. */
  const damaged = (value: Value, change: (node: Node) => Partial<Node>): Value => {
    const values: Value[] = [];
    const node: Node = { ...value.node, values, ...change(value.node) };
    values.push({ ...value, node });
    return node.values[0]!;
  };

  it("a cycle, also below what is right, without walking it for ever", () => {
    const inputs: Value[] = [];
    const first = damaged(build.exp(source), () => ({ inputs }));
    const second = build.tanh(first);
    inputs.push(second);
    expect(findGraphProblems(graphOf(build.negate(second)))).toEqual([
      "a cycle: tanh → exp → tanh",
    ]);
  });

  it("a result that another node claims", () => {
    const value = build.exp(source);
    const thief: Node = { ...value.node, values: [value] };
    expect(findGraphProblems(graphOf({ ...value, node: thief }))).toEqual([
      "output y is not a result of its node",
      "%1 exp: result 0 is not its own",
    ]);
  });

  it("an input that is not a result of its node", () => {
    const copy: Value = { ...source };
    const value = damaged(build.exp(source), () => ({ inputs: [copy] }));
    expect(findGraphProblems(graphOf(value))).toEqual([
      "%1 exp: input 0 is not a result of its node source",
    ]);
  });

  const attributes: readonly (readonly [string, unknown, string])[] = [
    ["a function", () => 1, "attribute a is a function"],
    ["a bigint", 1n, "attribute a is a bigint"],
    ["null", null, "attribute a is not plain data"],
    ["a typed array", new Float32Array(2), "attribute a is not plain data"],
    ["a map in a list", [1, new Map()], "attribute a[1] is not plain data"],
    ["a symbol in a record", { b: Symbol("c") }, "attribute a.b is a symbol"],
  ];
  for (const [title, value, problem] of attributes) {
    it(`as an attribute ${title}`, () => {
      const a = value as Attribute;
      const changed = damaged(build.exp(source), () => ({ attributes: { a } }));
      expect(findGraphProblems(graphOf(changed))).toEqual([`%1 exp: ${problem}`]);
    });
  }

  it("is thrown with all that is wrong", () => {
    const outputs: Output[] = [
      { name: "y", value: source },
      {
        name: "y",
        value: damaged(build.exp(source), () => ({ attributes: { a: null as never } })),
      },
    ];
    expect(() => verifyGraph({ name: "g", outputs })).toThrow(
      new InvalidGraph(
        "graph g is damaged\n  two outputs are called y\n  %1 exp: attribute a is not plain data",
      ),
    );
  });
});

describe("what is right", () => {
  it("random graphs", () => {
    fc.assert(
      fc.property(randomGraph, (graph) => {
        expect(findGraphProblems(graph)).toEqual([]);
      }),
      { seed: 20260711, numRuns: 200 },
    );
  });

  it("a path of 100,000 nodes", () => {
    const build = createBuild();
    let value = build.source("input", "x", { element: "float", shape: [2] });
    for (let depth = 0; depth < 100_000; depth++) value = build.negate(value);
    expect(() => verifyGraph({ name: "deep", outputs: [{ name: "y", value }] })).not.toThrow();
  });
});
