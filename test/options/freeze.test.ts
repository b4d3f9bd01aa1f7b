/**
 * `--freeze`: params that become constants. No gradient, no optimiser state, never moved; still drawn,
 * saved and loaded. The calls of the class stay the same.
 */
import { describe, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import { engines } from "../../src/check/classes.ts";
import { compile, compileModels, elaborateSource } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { topologicalOrder } from "../../src/graph/graph.ts";
import type { ProgramName } from "../../src/kernel/kernel.ts";
import { callsOf } from "../../src/kernel/visit.ts";
import { buildPrograms } from "../../src/programs.ts";
import { readSafetensors } from "../../src/train/safetensors.ts";
import { generatorOf, loadModel, type TestedModel } from "../emit/generate.ts";

const network = `
layer body(x) = x -> dense(40) -> tanh -> dense(50) -> tanh
model Network {
  input x: [30]
  target label: int
  output y = x -> body -> dense(10) -> softmax
  loss crossEntropy(y, label)
  train { optimizer adam(rate: 0.01, clip: 1, weightDecay: 0.1)  batch 8 }
}`;

const batch = {
  x: Float32Array.from({ length: 8 * 30 }, (_, at) => Math.sin(at * at)),
  label: Int32Array.from({ length: 8 }, (_, at) => at),
};

function programOf(text: string, name: ProgramName, freeze?: string) {
  const source = createSource("m.nn", text);
  const options = freeze === undefined ? {} : { freeze };
  const { models } = elaborateSource(source, options);
  const compiled = compileModels(source, models, options).models[0]!;
  const { graphs } = buildPrograms(models[0]!, false);
  const roots = graphs.get(name)!.outputs.map(({ value }) => value);
  const products = topologicalOrder(roots).filter(({ op }) => op.family === "contraction");
  return {
    calls: callsOf(compiled.programs.get(name)!.steps),
    products: products.length,
    buffers: compiled.buffers.map(({ id }) => id),
    bytes: compiled.memory.bytes,
  };
}

describe("the generated code", () => {
  it("has of a step what the head needs, and nothing else", () => {
    // Three products forward; backward two for each layer, but no gradient of x.
    expect(programOf(network, "step").products).toBe(3 + 5);
    expect(programOf(network, "step", "body1.*").products).toBe(3 + 1);
    const [whole, head] = [programOf(network, "step"), programOf(network, "step", "body1.*")];
    const touched = head.calls.flatMap(({ buffers }) => buffers);
    expect(head.calls.length).toBeLessThan(whole.calls.length - 4);
    expect(touched.filter((id) => /^(grad|state):.*body1/.test(id))).toEqual([]);
    expect(head.buffers.filter((id) => /^(grad|state):.*body1/.test(id))).toEqual([]);
    expect(head.buffers).toContain("param:body1.dense1.W");
    expect(head.bytes).toBeLessThan(whole.bytes / 2);
  });

  it("has of a frozen layer in the middle the way through it, but not its own gradient", () => {
    expect(programOf(network, "step", "body1.dense2.*").products).toBe(3 + 4);
  });

  it("has no clip and no decay of what is frozen", () => {
    const { calls } = programOf(network, "update", "body1.*");
    const touched = new Set(calls.flatMap(({ buffers }) => buffers));
    expect([...touched].filter((id) => /^(param|grad):/.test(id)).sort()).toEqual([
      "grad:dense1.W",
      "grad:dense1.b",
      "param:dense1.W",
      "param:dense1.b",
    ]);
  });
});

describe.each(engines)("as %s", (engine) => {
  const { createNet, loadModel } = generatorOf(engine);

  describe("the class", () => {
    it("draws what is frozen as ever, and never moves it", async () => {
      const [whole, net] = [
        await createNet(network, "Network"),
        await createNet(network, "Network", { freeze: "body1.*" }),
      ];
      const [body, other] = [net.params["body1"]!, whole.params["body1"]!];
      const before = structuredClone(body);
      expect(before).toEqual(structuredClone(other));
      const head = net.flat.params.slice(0, net.flat.grads.length);
      expect(net.step(batch)).toBeCloseTo(whole.step(batch), 5);
      net.forward(batch, { training: true });
      net.backward();
      net.update();
      expect(structuredClone(body)).toEqual(before);
      expect(structuredClone(other)).not.toEqual(before);
      expect(net.flat.params.slice(0, head.length)).not.toEqual(head);
      expect(net.steps).toBe(2);
    });

    it("has frozen params last, and grads of the others", async () => {
      const { spec } = await loadModel(network, "Network", { freeze: "body1.dense1.*, *2.b" });
      const names = spec.params.map(({ name }) => name);
      expect(names).toEqual([
        ...["body1.dense2.W", "dense1.W", "dense1.b"],
        ...["body1.dense1.W", "body1.dense1.b", "body1.dense2.b"],
      ]);
    });

    it("has no gradient for what is frozen, and the same gradient for the rest", async () => {
      const options = { dtype: "f64" } as const;
      const [whole, net] = [
        await createNet(network, "Network", options),
        await createNet(network, "Network", { ...options, freeze: "body1.*" }),
      ];
      for (const each of [whole, net]) {
        each.forward(batch, { training: true });
        each.backward(undefined, { inputs: true });
      }
      expect(Object.keys(net.grads)).toEqual(["dense1"]);
      expect(net.flat.grads.length).toBe(50 * 10 + 10);
      const numbersOf = ({ grads, inputGrads }: TestedModel) => {
        const { W, b } = grads["dense1"]!;
        return [...W!, ...b!, ...inputGrads["x"]!];
      };
      const wanted = numbersOf(whole);
      numbersOf(net).forEach((each, at) => expect(each).toBeCloseTo(wanted[at]!, 12));
    });

    it("clips by the norm of what moves alone", async () => {
      // The head's gradient is (2, 0); with that of the frozen layer the norm would be larger.
      const text = `
      model Clipped {
        input x
        param a = 3
        param b = 1
        output y = a * b * x
        loss 2 * y
        train { optimizer sgd(rate: 1, clip: 1) }
      }`;
      const net = await createNet(text, "Clipped", { freeze: "b", dtype: "f64" });
      net.step({ x: 1 });
      expect(net.params["a"]![0]).toBeCloseTo(3 - 1, 5);
      expect(net.params["b"]![0]).toBe(1);
    });

    it("saves and loads everything, also from a model in which nothing is frozen", async () => {
      const whole = await createNet(network, "Network");
      whole.step(batch);
      const frozen = await loadModel(network, "Network", { freeze: "body1.*" });
      const net = frozen.create({ weights: whole.save({ training: true }) });
      expect(net.forward(batch)["y"]).toEqual(whole.forward(batch)["y"]);
      const names = (bytes: Uint8Array) => [...readSafetensors(bytes, "w").tensors.keys()].sort();
      expect(names(net.save())).toEqual(names(whole.save()));
      const states = names(net.save({ training: true })).filter((name) => name.startsWith("@adam"));
      expect(states.every((name) => name.includes(":dense1."))).toBe(true);
      expect((await createNet(network, "Network")).load(net.save())).toEqual({
        missing: [],
        extra: [],
      });
    });
  });

  describe("rules", () => {
    const text = `
    model Ruled {
      input x
      param w = 1
      param v = 1
      buffer seen = 0
      output y = w * x + v
      w' = w + 1
      v' = v + w'
      seen' = seen + 1
    }`;

    it("of what is frozen do not act; what others read of them is still the next value", async () => {
      const net = await createNet(text, "Ruled", { freeze: "w" });
      net.step({ x: 1 });
      net.step({ x: 1 });
      const numbers = ["w", "v"].map((name) => net.params[name]![0]);
      expect(numbers).toEqual([1, 1 + 2 + 2]);
    });

    it("all frozen, a step moves buffers", async () => {
      const net = await createNet(text, "Ruled", { freeze: "*" });
      net.step({ x: 1 });
      expect([net.params["w"]![0], net.params["v"]![0], net.buffers["seen"]![0]]).toEqual([
        1, 1, 1,
      ]);
      expect(net.steps).toBe(1);
    });
  });

  describe("everything frozen", () => {
    it("keeps every call: losses are measured, inputs have gradients, nothing moves", async () => {
      const net = await createNet(network, "Network", { freeze: "*" });
      const whole = await createNet(network, "Network");
      const before = net.flat.params.slice();
      expect(net.step(batch, { rate: 1, beta1: 0.5 })).toBeCloseTo(whole.step(batch), 5);
      net.forward(batch, { training: true });
      net.backward(undefined, { inputs: true, accumulate: true });
      net.update();
      expect(net.flat.params).toEqual(before);
      expect(net.flat.grads.length).toBe(0);
      expect(net.inputGrads["x"]!.some((each) => each !== 0)).toBe(true);
      expect(net.steps).toBe(2);
    });

    it("has a backward, also where there is nothing to go back to", async () => {
      const text = `
      model Table {
        input token: int
        target label: int
        output y = token -> embedding(5, 3) -> softmax
        loss crossEntropy(y, label)
      }`;
      const net = await createNet(text, "Table", { freeze: "*" });
      expect(() => net.backward()).toThrow("backward follows forward");
      net.forward({ token: 2, label: 1 });
      net.backward();
      net.backward({ y: [1, 1, 1] });
      expect(net.step({ token: 2, label: 1 })).toBeGreaterThan(0);
    });

    it("is worth a warning", () => {
      const source = createSource("m.nn", network);
      const { diagnostics, files } = compile(source, { freeze: "body1.*,dense1.*" });
      expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
        ["NN5024", "warning"],
      ]);
      expect(files.length).toBe(1);
    });
  });
});

describe("patterns", () => {
  const messageOf = (freeze: string) => {
    const { diagnostics } = compile(createSource("m.nn", network), { freeze });
    return diagnostics.map(({ message, fix }) => [message, fix?.message]);
  };
  const anyLetters = "`*` stands for any letters, dots too: `stage1.*`";
  it.each([
    ["bdy1.*", "did you mean `body1.*`?"],
    ["body1.dense1.w", "did you mean `body1.dense1.W`?"],
    ["*.X", "did you mean `*.W`?"],
    ["conv1.*", anyLetters],
    ["dense1", "did you mean `dense1.W`?"],
    ["body1.dense1.W, ", anyLetters],
    ["dense1.W|dense1.b", anyLetters],
    [".*", anyLetters],
  ])("`%s` matches nothing", (pattern, meant) => {
    const told = messageOf(pattern);
    expect(told.map(([, fix]) => fix)).toEqual([meant]);
    expect(told[0]![0]).toMatch(/^no param matches `.*`; there are (`body1\.dense1\.W`|.*`), /);
  });

  it("match any letters, dots too", async () => {
    const { spec } = await loadModel(network, "Network", { freeze: ["*2.*", "d*e1.b"] });
    expect(spec.params.slice(-3).map(({ name }) => name)).toEqual([
      "body1.dense2.W",
      "body1.dense2.b",
      "dense1.b",
    ]);
  });
});

describe("check", () => {
  const small = createSource("m.nn", network.replaceAll("0)", ")").replaceAll("30", "3"));

  it.each(["body1.*", "*"])("agrees with the interpreter with %s frozen", async (freeze) => {
    const { models, ok } = await check(small, { freeze });
    expect([models[0]!.targets[0]!.worst, models[0]!.gradients.worst, ok]).toMatchObject([
      { error: expect.any(Number) },
      freeze === "*" ? { value: "x" } : { error: expect.any(Number) },
      true,
    ]);
  });

  it("runs the tests of the model as it is written", async () => {
    const text = `
      model Line { input x  param w = 1  output y = w * x  loss y  train { optimizer sgd(rate: 1) } }
      test "it moves" of Line { given x = 3  expect w' == -2 }`;
    const { models } = await check(createSource("m.nn", text), { freeze: "*" });
    expect(models[0]!.tests).toEqual([{ name: "it moves", ok: true, detail: "" }]);
  });
});
