/** The textual form: what is printed, that it reads back, and what is said of wrong text. */
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createSource } from "../../src/diagnostics/source.ts";
import { createBuild } from "../../src/graph/build.ts";
import { createNode } from "../../src/graph/create-node.ts";
import type { Attribute, Graph } from "../../src/graph/graph.ts";
import { GraphTextError, parseGraph, printGraph } from "../../src/graph/text.ts";
import { findGraphProblems } from "../../src/graph/verify.ts";
import { ops, registry } from "../../src/ops/registry.generated.ts";
import { randomGraph } from "./random-graphs.ts";

const canonical = (graph: Graph): string => printGraph(graph, { origins: false });

describe("printing", () => {
  it("the example of docs/graph.md, origins as comments", () => {
    const source = createSource("digits.nn", "\n\n\n\n\n  y = dense(x; 3)");
    const build = createBuild();
    const x = build.source("input", "x", { element: "float", shape: ["batch", 2] });
    const W = build.source("param", "W", { element: "float", shape: [2, 3] });
    const y = build
      .at({ span: { source, start: 7, end: 8 }, name: "dense1" })
      .contract(x, W, ["n", "k"], ["k", "m"], ["n", "m"]);
    const graph: Graph = {
      name: "forward",
      outputs: [{ name: "output:y", value: build.tanh(y) }],
    };
    const documented = /```\n(graph forward\n[^`]*)```/.exec(
      readFileSync(new URL("../../docs/graph.md", import.meta.url), "utf8"),
    )![1]!;
    expect(printGraph(graph)).toBe(documented);
  });
});

describe("reading what was printed gives the same text, and nothing the verifier objects to", () => {
  for (const op of ops) {
    it(`samples of ${op.name}`, () => {
      const build = createBuild();
      const outputs = op.samples.map(({ name, inputs, attributes = {} }, index) => {
        const sources = inputs.map(({ type }, input) =>
          build.source("input", `x${index}.${input}`, type),
        );
        return { name, value: createNode(op, sources, attributes, undefined)[0]! };
      });
      const text = canonical({ name: op.name, outputs });
      const again = parseGraph(text, registry);
      expect(canonical(again)).toBe(text);
      expect(findGraphProblems(again)).toEqual([]);
    });
  }

  it("random graphs", () => {
    fc.assert(
      fc.property(randomGraph, (graph) => {
        const text = canonical(graph);
        const again = parseGraph(text, registry);
        expect(canonical(again)).toBe(text);
        expect(findGraphProblems(again)).toEqual([]);
        expect(canonical(parseGraph(printGraph(graph), registry))).toBe(text);
      }),
      { seed: 20260711, numRuns: 200 },
    );
  });

  const attribute = fc.letrec<{ any: Attribute }>((tie) => ({
    any: fc.oneof(
      { depthSize: "small" },
      fc.double(),
      fc.constantFrom<Attribute>(
        -0,
        NaN,
        Infinity,
        -Infinity,
        1e21,
        5e-324,
        true,
        false,
        undefined,
      ),
      fc.string({ unit: "binary" }),
      fc.array(tie("any")),
      fc.dictionary(fc.string(), tie("any"), { noNullPrototype: true }),
    ),
  })).any;
  const name = fc.oneof(
    fc.constantFrom("output", "graph", "Infinity", "Infinity2", "NaN.x", "batch", "a:b", "a.1", ""),
    fc.string({ unit: "binary" }),
  );

  it("any attributes and names", () => {
    const build = createBuild();
    fc.assert(
      fc.property(
        name,
        fc.dictionary(name, attribute, { noNullPrototype: true }),
        (word, given) => {
          const attributes = { ...given, element: "float", shape: [2] };
          const value = build.node(registry["source"]!, [], attributes)[0]!;
          const graph: Graph = { name: word, outputs: [{ name: word, value }] };
          const again = parseGraph(canonical(graph), registry);
          expect(again.name).toBe(word);
          expect(again.outputs[0]!.name).toBe(word);
          expect(again.outputs[0]!.value.node.attributes).toStrictEqual(attributes);
        },
      ),
      { seed: 20260711, numRuns: 300 },
    );
  });

  it("a graph in an attribute counts its own values", () => {
    const build = createBuild();
    const step = build.source("argument", "s", { element: "float", shape: [] });
    const body: Graph = { name: "step", outputs: [{ name: "s", value: build.exp(step) }] };
    const x = build.source("input", "x", { element: "float", shape: [] });
    const value = createNode(registry["tanh"]!, [x], { body, length: 3 }, undefined)[0]!;
    const text = canonical({ name: "outer", outputs: [{ name: "y", value }] });
    expect(canonical(parseGraph(text, registry))).toBe(text);
    expect(text.match(/%0 = source/g)).toHaveLength(2);
  });
});

describe("wrong text", () => {
  const x = `%0 = source [role: "input", name: "x", element: "float", shape: []] : float`;
  const cases: readonly (readonly [string, string])[] = [
    ["", "line 1: expected graph, not the end"],
    [`graph g\n${x}\n%1 = addd %0, %0 : float`, "line 3: there is no op addd"],
    [`graph g\n${x}\n%1 = toString %0 : float`, "line 3: there is no op toString"],
    [`graph g\n${x}\n%1 = exp %2 : float`, "line 3: %2 is not defined above"],
    [`graph g\n%1 = exp %1 : float`, "line 2: %1 is not defined above"],
    [`graph g\n${x}\n${x}`, "line 3: %0 is defined twice"],
    [`graph g\n${x}, float`, "line 2: 1 values have 2 types"],
    [`graph g\n${x}\n%1 = exp %0 : double`, "line 3: expected a type, not double"],
    [`graph g\n${x}\n%1 = exp %0 : float[many]`, "line 3: expected a dimension, not many"],
    [`graph g\n${x}\n%1 = exp %0 [a: ] : float`, "line 3: expected an attribute, not ]"],
    [`graph g\n${x}\n%1 = exp %0 [a: [1 2]] : float`, "line 3: expected ,, not 2"],
    [`graph g\n${x}\n%1 = exp %0`, "line 3: expected :, not the end"],
    [`graph g\n${x}\noutput y = `, "line 3: expected a value, not the end"],
    [`graph g\n${x}\noutput "y = %0`, 'line 3: expected a string, not "'],
    [`graph g\n${x}\noutput y = %0\n?`, "line 4: expected the end, not ?"],
  ];
  for (const [text, message] of cases) {
    it(message, () => {
      expect(() => parseGraph(text, registry)).toThrow(new GraphTextError(message));
    });
  }
});
