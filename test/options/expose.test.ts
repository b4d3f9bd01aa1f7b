/**
 * `--expose`: named values and the gradients by them, beside the interpreter and differences; nothing
 * else changes.
 */
import { describe, expect, it } from "vitest";
import { compile } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { printGraph } from "../../src/graph/text.ts";
import { buildPrograms } from "../../src/programs.ts";
import type { ProgramName } from "../../src/kernel/kernel.ts";
import { modelOf } from "../model/evaluate-text.ts";
import { createNet, generateFiles, loadModel, type TestedModel } from "../emit/generate.ts";
import { typeCheckStrictly } from "../emit/type-check.ts";
import { createJudge } from "./judge.ts";

const f64 = { dtype: "f64", batch: 4 } as const;

function expectNear(actual: ArrayLike<number> | undefined, wanted: ArrayLike<number>): void {
  expect(actual?.length).toBe(wanted.length);
  Array.from(wanted).forEach((each, at) => {
    const scale = Math.max(1, Math.abs(each));
    expect(actual![at]! / scale, `at ${at}`).toBeCloseTo(each / scale, 7);
  });
}

/** What a program computes, by ops and types; bodies of scans, too. */
function workOf(text: string, program: ProgramName, expose?: string): readonly string[] {
  const model = modelOf(text, expose === undefined ? {} : { expose });
  const graph = buildPrograms(model, false).graphs.get(program)!;
  return printGraph(graph, { origins: false })
    .replaceAll(/ *%\d+,?|output .*|\[[^\]]*\]/g, "")
    .split("\n")
    .sort();
}

const networks: Readonly<Record<string, string>> = {
  "layers, rounds, blocks and shared layers": `
    layer attend(x: [t, d]) {
      q = x -> dense(d)
      a = softmax(q @ transpose(x))
      return a @ x
    }
    model Net {
      input x: [3, 4]
      target label: int
      shared enc = { attend }
      h = x -> repeat(2) { residual { attend } } -> enc -> enc
      output y = softmax(0.1 * dense(mean(h; axis: 0); 3))
      loss crossEntropy(y, label)
      metric hit = argmax(y) == label
    }`,
  "what rewriting looks through, shares or leaves out": `
    model Net {
      input x: [3]
      target label: int
      param w: [3] = (0.5, -1, 2)
      z = w * x
      p = softmax(z)
      same = p
      given = x
      weight = w
      a = tanh(z)
      b = tanh(z)
      doubled = a + b - a
      unused = z * 3
      one = ones(; shape: [3])
      output y = p * one
      loss crossEntropy(y, label) + sum(a * a) + 3 * sum(b) + log(sigmoid(z[0])) + sum(doubled)
    }`,
  "draws, statistics of the batch, buffers that move": `
    model Net {
      input x: [4]
      target t: [2]
      h = x -> dense(3) -> batchNorm -> tanh
      m = mean(h; axis: batch)
      d = h -> dropout(0.5)
      scale = if training then 2 * mean(x; axis: [batch, 0]) else 1
      output y = (d - m) * scale -> dense(2)
      loss near = mse(y, t)
      err = y - t
      loss far = 0.1 * sum(err^2)
    }`,
  "scans": `
    model Net {
      input xs: [4, 3]
      target ys: [4]
      output y = xs -> lstm(2) -> gru(3)
      scan x, t over xs, ys {
        state s: [3] = xs[0]
        gate = sigmoid(x + s)
        s' = s * gate
        emit seen = s'
        off = sum(gate) - t
        scan u over gate {
          state r = 0
          inner = u * r + 1
          r' = inner
        }
        emit last = r
        emit far = off
      }
      loss sum(seen) + sum(y^2) + sum(far^2) + sum(last)
    }`,
  "ints and bools": `
    model Net {
      input x: [4]
      target label: int
      big = x > 0
      count = sum(big)
      best = argmax(x)
      kept = where(big, x, 0)
      output y = sum(kept) * count
      loss (y - label)^2 + 0 * best
    }`,
};

describe.each(Object.entries(networks))("%s", (_, text) => {
  const model = modelOf(text, { expose: "*" });
  const judge = createJudge(model);
  const { inputs } = judge;

  it("values are those of the interpreter, in inference and in training", async () => {
    const net = (await loadModel(text, "Net", { ...f64, expose: "*" })).create();
    net.forward(inputs);
    const inference = judge.valuesOf("inference");
    const given = Object.keys(net.values).filter((name) => net.values[name] !== undefined);
    expect(given.sort()).toEqual([...inference.keys()].sort());
    for (const [name, wanted] of inference) expectNear(net.values[name], wanted);
    net.forward(inputs, { training: true });
    for (const [name, wanted] of judge.valuesOf("training")) expectNear(net.values[name], wanted);
  });

  it("gradients are differences of the rest of the graph", async () => {
    const net = (await loadModel(text, "Net", { ...f64, expose: "*" })).create();
    net.forward(inputs, { training: true });
    net.backward();
    const floats = model.training.exposed.filter(({ value }) => value.type.element === "float");
    const whole = floats.filter(({ isOfSteps }) => isOfSteps !== true).map(({ name }) => name);
    expect(Object.keys(net.valueGrads).sort()).toEqual([...whole].sort());
    for (const name of whole) expectNear(net.valueGrads[name], judge.gradientBy(name));
  });

  it("nothing else changes: a step is the same code, a pass the same numbers", async () => {
    const [plain, exposed] = [
      await createNet(text, "Net", f64),
      await createNet(text, "Net", { ...f64, expose: "*" }),
    ];
    const pass = (net: TestedModel) => {
      const outputs = structuredClone(net.forward(inputs, { training: true }));
      net.backward(undefined, { inputs: true });
      return { outputs, grads: net.flat.grads.slice(), inputs: structuredClone(net.inputGrads) };
    };
    expect(pass(exposed)).toEqual(pass(plain));
    expect(workOf(text, "step", "*")).toEqual(workOf(text, "step"));
  });
});
