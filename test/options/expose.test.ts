/**
 * `--expose`: named values and the gradients by them, beside the interpreter and differences; nothing
 * else changes.
 */
import { describe, expect, it } from "vitest";
import { engines } from "../../src/check/classes.ts";
import { compile } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { printGraph } from "../../src/graph/text.ts";
import { buildPrograms } from "../../src/programs.ts";
import type { ProgramName } from "../../src/kernel/kernel.ts";
import { modelOf } from "../model/evaluate-text.ts";
import { createNet, generatorOf, type TestedModel } from "../emit/generate.ts";
import { createJudge } from "./judge.ts";

const f64 = { dtype: "f64", batch: 4 } as const;

function expectNear(
  actual: ArrayLike<number> | undefined,
  wanted: ArrayLike<number>,
  digits = 7,
): void {
  expect(actual?.length).toBe(wanted.length);
  Array.from(wanted).forEach((each, at) => {
    const scale = Math.max(1, Math.abs(each));
    expect(actual![at]! / scale, `at ${at}`).toBeCloseTo(each / scale, digits);
  });
}

/** What a program computes, by ops and types; bodies of scans, too. */
function workOf(text: string, program: ProgramName, expose?: string): readonly string[] {
  const model = modelOf(text, expose === undefined ? {} : { expose });
  const graph = buildPrograms(model, false).graphs.get(program)!;
  return printGraph(graph, { origins: false }).split("\n").flatMap(workIn).sort();
}

/** `add : float[batch, 3]`; not what a node is called, nor the order in which a scan emits. */
function workIn(line: string): readonly string[] {
  const [, op, types] = /= (\w+)\b.* : (.*)$/.exec(line) ?? [];
  return op === undefined ? [] : [`${op} : ${types}`];
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
      h = x -> residual { attend } -> repeat(1) { attend } -> enc -> enc
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
  scans: `
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

describe.each(engines)("as %s", (engine) => {
  const { createNet, loadModel } = generatorOf(engine);

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

    it("nothing else changes: a step does the same work, a pass gives the same numbers", async () => {
      const [plain, exposed] = [
        await createNet(text, "Net", f64),
        await createNet(text, "Net", { ...f64, expose: "*" }),
      ];
      const pass = (net: TestedModel) => {
        const { y } = net.forward(inputs, { training: true });
        const output = y!.slice();
        net.backward(undefined, { inputs: true });
        return [output, net.flat.grads, ...Object.values(net.inputGrads)];
      };
      const wanted = pass(plain);
      pass(exposed).forEach((each, at) => expectNear(each, wanted[at]!, 13));
      expect(workOf(text, "step", "*")).toEqual(workOf(text, "step"));
    });
  });

  describe("gradients", () => {
    const text = networks["layers, rounds, blocks and shared layers"]!;

    it("of outputs, as the caller weighs them, for as many samples as were given", async () => {
      const judge = createJudge(modelOf(text));
      const net = (await loadModel(text, "Net", { ...f64, expose: "h,y,*.a" })).create();
      const y = Float64Array.from({ length: 9 }, (_, at) => Math.cos(at));
      net.forward(judge.inputs);
      net.backward({ y });
      for (const name of ["h", "y", "enc.attend1.a", "attend1.a"])
        expectNear(net.valueGrads[name], judge.gradientBy(name, { y }));
      const one = { x: judge.inputs["x"]!.slice(0, 12) };
      net.forward(one);
      net.backward({ y: y.slice(0, 3) });
      expect(net.values["h"]!.length).toBe(12);
      expectNear(net.valueGrads["h"], judge.gradientBy("h", { y }).slice(0, 12));
    });

    it("are not added up by accumulate", async () => {
      const judge = createJudge(modelOf(text));
      const net = (await loadModel(text, "Net", { ...f64, expose: "h" })).create();
      net.forward(judge.inputs);
      net.backward();
      const once = net.valueGrads["h"]!.slice();
      net.backward(undefined, { accumulate: true });
      expect(net.valueGrads["h"]).toEqual(once);
    });

    it("stay finite for logits of ±1000, whatever else is exposed", async () => {
      const softmax = `
      model Softmax {
        input x: [3]
        target label: int
        param w: [3] = 1
        z = w * x
        output p = softmax(z)
        loss crossEntropy(p, label)
      }`;
      const net = await createNet(softmax, "Softmax", { expose: "*" });
      const { metrics } = net;
      net.forward({ x: [1000, -1000, 0], label: 1 });
      net.backward();
      expect(metrics["loss"]).toBe(2000);
      expect([...net.valueGrads["z"]!]).toEqual([1, -1, 0]);
      // 1 / 0: that is the gradient by a probability that underflowed.
      expect([...net.valueGrads["p"]!]).toEqual([0, -Infinity, 0]);
    });
  });

  describe("what calls give", () => {
    const text = `
    model Net {
      input x: [2]
      target t: [2]
      param w: [2] = 2
      h = w * x
      mask = if training then bernoulli(0 * x + 0.5) else 3
      if training { noise = normal(; shape: [2]) } else { quiet = h + 1 }
      output y = h
      err = y - t
      loss sum(err^2)
    }`;

    it("what the last call did not compute is undefined", async () => {
      const net = await createNet(text, "Net", { expose: "*", batch: 2 });
      const there = () => Object.keys(net.values).filter((name) => net.values[name] !== undefined);
      expect([...net.values["h"]!]).toEqual([0, 0]);
      net.forward({ x: [1, 2] });
      expect(there()).toEqual(["h", "quiet", "y"]);
      net.forward({ x: [1, 2], t: [0, 0] });
      expect(there()).toEqual(["h", "quiet", "y", "err"]);
      expect([...net.values["err"]!]).toEqual([2, 4]);
      net.forward({ x: [1, 2] }, { training: true });
      expect(there()).toEqual(["h", "y", "mask", "noise"]);
      net.loss({ x: [1, 2], t: [1, 0] });
      expect(there()).toEqual(["h", "quiet", "y", "err"]);
      expect([...net.values["err"]!]).toEqual([1, 4]);
      const views = net.values;
      net.forward({ x: [1, 2, 3, 4] });
      net.loss({ x: [1, 2], t: [1, 0] });
      expect(net.values).toBe(views);
    });

    it("an inference module has them, too", async () => {
      const net = await createNet(text, "Net", {
        expose: "h,quiet,err",
        inference: true,
        batch: 2,
      });
      net.forward({ x: [1, 2, 3, 4] });
      expect([...net.values["quiet"]!]).toEqual([3, 5, 7, 9]);
      expect(net).not.toHaveProperty("valueGrads");
      net.loss({ x: [1, 2], t: [1, 0] });
      expect([...net.values["err"]!]).toEqual([1, 4]);
    });
  });
});

describe("patterns", () => {
  const text = `
    layer attend(x: [n]) {
      a = softmax(x)
      return a * x
    }
    model Net {
      input x: [2]
      hidden = x -> attend -> dense(3)
      output y = hidden -> attend
    }`;
  it.each([
    ["hiden", "no named value matches `hiden`; there are ", "did you mean `hidden`?"],
    [
      "attend1.*,atend2.a",
      "no named value matches `atend2.a`; there are ",
      "did you mean `attend2.a`?",
    ],
    ["attend3.a", "no named value matches `attend3.a`; there are ", "did you mean `attend1.a`?"],
    [
      "dense1",
      "`dense1` is a layer, and no named value; there are ",
      "a layer's result is exposed by its name: give it one, `h = x -> …`",
    ],
    [
      "",
      "no named value matches ``; there are ",
      "`*` stands for any letters, dots too: `stage1.*`",
    ],
  ])("`%s`", (expose, message, fix) => {
    const { diagnostics, files } = compile(createSource("m.nn", text), { expose });
    expect(diagnostics.map((each) => [each.code, each.fix?.message])).toEqual([["NN5026", fix]]);
    expect(diagnostics[0]!.message).toContain(message);
    expect(files).toEqual([]);
  });

  it("several, by name and by star", async () => {
    const net = await createNet(text, "Net", { expose: ["hidden", "attend*.a , y"] });
    expect(Object.keys(net.values).sort()).toEqual(["attend1.a", "attend2.a", "hidden", "y"]);
  });

  it("a value that training alone has is none of an inference module", () => {
    const trained = "model Net { input x  if training { n = 2 * x }  output y = x }";
    const messages = (inference: boolean) =>
      compile(createSource("m.nn", trained), { expose: "n", inference }).diagnostics.map(
        ({ message }) => message,
      );
    expect(messages(false)).toEqual([]);
    expect(messages(true)).toEqual(["no named value matches `n`; there are `y`"]);
  });
});
