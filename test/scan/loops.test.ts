/**
 * What becomes of a scan: one loop in the generated code, memory that grows with the length, work that
 * leaves the loop where all steps can be done at once, draws that are new at every step.
 */
import { describe, expect, it } from "vitest";
import { compile, compileModels } from "../../src/compile.ts";
import { engines } from "../../src/check/classes.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { topologicalOrder, type Graph, type Node } from "../../src/graph/graph.ts";
import { isScan, scanAttributes } from "../../src/graph/scan.ts";
import { verifyGraph } from "../../src/graph/verify.ts";
import type { Model } from "../../src/model/model.ts";
import { runPasses } from "../../src/passes/pipeline.ts";
import { unroll } from "../../src/passes/unroll.ts";
import { buildPrograms } from "../../src/programs.ts";
import { loadModel } from "../emit/generate.ts";
import { elaborateText } from "../model/elaborate-text.ts";

const recurrent = (t: number): string => `
  model M {
    input xs: [${t}, 6]
    target ys: [${t}, 2]
    output y = xs -> lstm(5) -> dense(2)
    loss mse(y, ys)
  }`;

function modelOf(text: string): Model {
  const { models, diagnostics } = elaborateText(text);
  expect(diagnostics).toEqual([]);
  return models[0]!;
}

function nodesOf(graph: Graph): readonly Node[] {
  return topologicalOrder(graph.outputs.map(({ value }) => value));
}

/** Families of what a scan computes in each step. */
function workInside(graph: Graph): readonly (readonly string[])[] {
  return nodesOf(graph)
    .filter(isScan)
    .map((node) =>
      nodesOf(scanAttributes(node.attributes).body)
        .map(({ op }) => op.family)
        .filter((family) => family === "contraction" || family === "reduction"),
    );
}

describe("work that leaves the loop", () => {
  it("of an LSTM: one product a step stays, forwards and backwards", () => {
    const { graphs } = buildPrograms(modelOf(recurrent(7)), false);
    graphs.forEach(verifyGraph);
    expect(workInside(graphs.get("step")!)).toEqual([["contraction"], ["contraction"]]);
  });

  it("what only adds up is a sum behind the loop", () => {
    const model = modelOf(`
      model M {
        input xs: [5, 3]
        param W: [3, 4] ~ heNormal
        scan x over xs {
          state total: [4] = 0
          total' = total + x @ W
        }
        output y = total
      }`);
    const forward = runPasses({
      name: "M",
      outputs: [{ name: "y", value: model.inference.outputs[0]!.value }],
    });
    expect(nodesOf(forward).filter(isScan)).toEqual([]);
  });

  it("a state that never changes, and what nobody reads, are not there", () => {
    const model = modelOf(`
      model M {
        input xs: [5, 3]
        scan x over xs {
          state still: [3] = 2
          state unread: [3] = 0
          state h: [3] = 0
          still' = still
          unread' = tanh(unread + x)
          h' = tanh(h * still + x)
          emit hs = h'
          emit others = unread
        }
        output y = hs
      }`);
    const { graphs } = buildPrograms(model, true);
    const [node] = nodesOf(graphs.get("forward")!).filter(isScan);
    expect(scanAttributes(node!.attributes).states).toBe(1);
    expect(node!.values.length).toBe(2);
  });
});

describe("the generated code", () => {
  const textOf = (t: number): string =>
    compile(createSource("m.nn", recurrent(t)), { targets: ["js"] }).files[0]!.text;

  it("has a loop, not steps: as many functions and loops for any length", () => {
    const [short, long] = [textOf(80), textOf(320)];
    const count = (text: string): number => text.match(/\b(function|for|const)\b/g)!.length;
    expect(count(long)).toBe(count(short));
    expect(long).toContain("for (let t = 0; t < 320; t++) {");
    expect(long).toContain("for (let t = 319; t >= 0; t--) {");
  });

  it("needs memory in proportion to the length", () => {
    const bytes = (t: number): number => {
      const source = createSource("m.nn", recurrent(t));
      const models = [modelOf(recurrent(t))];
      return compileModels(source, models).models[0]!.memory.bytes;
    };
    const [one, two, four] = [bytes(50), bytes(100), bytes(200)] as const;
    expect((four - two) / (two - one)).toBeCloseTo(2, 2);
  });
});

describe("draws in a scan", () => {
  const text = `
    model M {
      input xs: [4]
      scan x over xs {
        state h = 0
        h' = h + x
        emit zs = normal() + 0 * h
        emit us = uniform(; shape: [2])
      }
      output z = zs
      output u = us
    }`;

  it.each(engines)("are new at every step, sample and forward as %s", async (engine) => {
    const net = (await loadModel(text, "M", { engine })).create({ seed: 3 });
    const take = (): number[] => {
      const { z, u } = net.forward({ xs: new Float32Array(8) }, { training: true });
      return [...z!, ...u!];
    };
    const numbers = [...take(), ...take()];
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it("are in no body", () => {
    const model = modelOf(text);
    for (const node of topologicalOrder(model.inference.outputs.map(({ value }) => value))) {
      if (!isScan(node)) continue;
      const families = nodesOf(scanAttributes(node.attributes).body).map(({ op }) => op.family);
      expect(families).not.toContain("draw");
    }
  });
});

it("unrolled, nothing holds a body", () => {
  const model = modelOf(recurrent(3));
  const values = unroll(model.training.outputs.map(({ value }) => value));
  expect(topologicalOrder(values).filter(isScan)).toEqual([]);
});
