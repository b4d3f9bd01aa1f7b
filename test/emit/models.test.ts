/**
 * Models as a whole in generated code: several in a file, settings from outside, everything that a model
 * may state, and training that can be told of, stopped and gone on with.
 */
import { describe, expect, it } from "vitest";
import { engines } from "../../src/check/classes.ts";
import { loadModule } from "../../src/check/load.ts";
import { compile } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { namesFor } from "../../src/emit/model-names.ts";
import { generateFiles, generatorOf, type TestedClass, type TestedModel } from "./generate.ts";

const f64 = { dtype: "f64" } as const;
const problemsOf = (text: string, options = {}) =>
  compile(createSource("m.nn", text), options).diagnostics.map(({ code }) => code);

describe("several models in a file", () => {
  const text = `
    layer body(x; width) = x -> dense(width) -> tanh -> dense(width)
    model Big(width = 6, act = relu) {
      input x: [4]
      target t: [2]
      output y = x -> body(width) -> act -> dense(2)
      loss mse(y, t)
    }
    model Small = Big(width: 3, act: { leakyRelu(0.5) })
    model Other {
      input a: [2]
      output y = -a
    }
    model Twin = Big`;
  const given = { x: [1, 2, 3, 4], t: [0, 1] };

  it.each(engines)("are classes of their own as %s", async (engine) => {
    const { js } = generateFiles("m", text, { engine });
    const classes = (await loadModule(js)) as Readonly<Record<string, TestedClass>>;
    expect(Object.keys(classes).sort()).toEqual(["Big", "Other", "Small", "Twin"]);
    const [big, twin, small] = ["Big", "Twin", "Small"].map((name) => classes[name]!.create());
    big!.step(given);
    expect(twin!.step(given)).toBe(classes["Big"]!.create().step(given));
    expect(small!.params["body1"]!["dense1"]!["W"]!.length).toBe(12);
    expect([...classes["Other"]!.create().forward({ a: [1, -2] })["y"]!]).toEqual([-1, 2]);
  });

  it("share kernels", () => {
    const functions = (code: string): number => code.match(/^function /gm)!.length;
    const alone = functions(generateFiles("m", text, { model: "Big" }).js);
    const both = functions(
      generateFiles("m", text.replace(/model (Small|Other)[^]*(?=model T)/, "")).js,
    );
    // Of its own a second class has its programs and its memory.
    expect(both - alone).toBeLessThan(14);
  });

  it("or one of them", async () => {
    const { js } = generateFiles("m", text, { model: "Small", set: { width: 5 } });
    const { Small, ...others } = (await loadModule(js)) as Readonly<Record<string, TestedClass>>;
    expect(others).toEqual({});
    expect(Small!.create().params["dense1"]!["W"]!.length).toBe(10);
    expect(problemsOf(text, { model: "Tiny" })).toEqual(["NN5019"]);
  });
});

describe("names of models", () => {
  const model = (name: string): string => `model ${name} { input x  output y = x }\n`;

  it.each([
    ["await", ["NN5028"]],
    ["class", ["NN5028"]],
    ["Object", ["NN5028"]],
    ["Float32Array", ["NN5028"]],
    ["Partial", ["NN5028"]],
    ["takePort", ["NN5028"]],
    ["Net net", ["NN5028"]],
    ["net Net", ["NN5028"]],
    ["Net NetInputs netSpec createNetMemory", ["NN5028", "NN5028", "NN5028"]],
    ["Net Nets NetWork", []],
    ["constructor __proto__ toString spec", []],
  ])("%s", (names, wanted) => {
    expect(problemsOf(names.split(" ").map(model).join(""))).toEqual(wanted);
  });

  it.each(engines)("all that is declared for a model as %s is told of", (engine) => {
    const text = `model Net {
      input x: [2]
      target t
      param w = 1
      h = x -> dropout -> rnn1
      output y = sum(h) * w
      loss (y - t)^2
      train { optimizer adam(clip: 1) }
    }
    layer rnn1(x: [t]) { scan a over x { state s = 1  s' = s * a  emit ys = s' }  return ys }`;
    const { ts } = generateFiles("m", text, {
      expose: "*",
      stateful: true,
      freeze: "w",
      engine,
    });
    const declared = [...ts.matchAll(/^(?:export )?(?:interface|function|const) (\w+)/gm)];
    const ours = declared
      .map((match) => match[1]!)
      .filter((name) => /^(net|createNet|Net[A-Z])/.test(name));
    expect(namesFor("Net")).toEqual(expect.arrayContaining(ours));
    expect(ours.length).toBeGreaterThan(25);
  });
});

describe.each(engines)("as %s", (engine) => {
  const { createNet, loadModel } = generatorOf(engine);

  describe("what a model may state", () => {
    const text = `
    model Many {
      input a: [2], i: int, flags: bool[3]
      target t: [2], label: int, sure: bool
      param w: [2] = (1, 2)
      buffer calls: int = 0
      buffer seen: [2] = 0
      output y = w * a
      output next = i + 1
      output any = flags[0] or flags[1] or flags[2]
      output all = stack(flags[0], not flags[1])
      loss near = sum((y - t)^2)
      loss small = 0.5 * sum(w^2)
      metric exact = i == label
      metric both = stack(flags[0], sure)
      calls' = calls + 1
      seen' = seen + mean(a; axis: batch)
      train { optimizer sgd(rate: 0.1)  batch 4 }
    }`;
    const given = {
      ...{ a: [1, 2, 3, 4], i: [5, 6], flags: [1, 0, 1, 0, 0, 0] },
      ...{ t: [1, 4, 0, 0], label: [5, 0], sure: [1, 1] },
    };

    it("inputs and outputs of every element type", async () => {
      const net = await createNet(text, "Many");
      const { y, next, any, all } = net.forward(given);
      expect(y).toEqual(Float32Array.of(1, 4, 3, 8));
      expect(next).toEqual(Int32Array.of(6, 7));
      expect(any).toEqual(Uint8Array.of(1, 0));
      expect(all).toEqual(Uint8Array.of(1, 1, 0, 1));
      expect([net.input["i"], net.target["sure"]]).toEqual([
        Int32Array.of(5, 6, 0, 0),
        Uint8Array.of(1, 1, 0, 0),
      ]);
    });

    it("losses are summed, metrics are means over axes and samples", async () => {
      const net = await createNet(text, "Many");
      expect(net.loss(given)).toBe((0 + 73) / 2 + 2.5);
      expect(net.metrics).toEqual({ loss: 39, near: 36.5, small: 2.5, exact: 0.5, both: 0.75 });
    });

    it("buffers move in training forwards and steps, never in inference", async () => {
      const net = await createNet(text, "Many");
      const calls = (call: () => void): number => (call(), net.buffers["calls"]![0]!);
      expect([
        calls(() => net.forward(given)),
        calls(() => net.loss(given)),
        calls(() => net.forward(given, { training: true })),
        calls(() => net.backward()),
        calls(() => net.update()),
        calls(() => net.step(given)),
      ]).toEqual([0, 0, 1, 1, 1, 2]);
      expect([...net.buffers["seen"]!]).toEqual([4, 6]);
    });

    it("a shared layer moves its buffers once for each application, in the order of the text", async () => {
      const shared = `
      layer counting(x) {
        buffer n = 1
        n' = 2 * n + mean(x; axis: batch)
        return x
      }
      model Shared {
        input x
        shared c = counting
        output y = (x -> c) + (10 * x -> c)
      }`;
      const net = await createNet(shared, "Shared");
      net.forward({ x: 1 }, { training: true });
      expect([...net.buffers["c"]!["n"]!]).toEqual([2 * (2 * 1 + 1) + 10]);
    });
  });

  describe("settings of the optimiser, for one call", () => {
    const text = `
    optimizer mine(p, g; rate = 0.5, push = 1, heavy = false, twice = none, unread = 3) {
      state last = 0
      if heavy { last' = last + g } else { last' = g }
      p' = p - rate * last' + push - (if twice == none then 0 else twice)
    }
    model Line(heavy = false, twice = none) {
      input x
      param w = 3
      param v = 4
      output y = w * x + 0 * v
      loss w * x + v
      train { optimizer mine(rate: 0.5 / step, heavy: heavy, twice: twice, clip: 10) }
    }`;
    const moved = (net: TestedModel, settings?: Record<string, number>): readonly number[] => {
      const before = net.flat.params.slice();
      net.step({ x: 2 }, settings);
      return [...net.flat.params].map((each, at) => each - before[at]!);
    };

    it("stand for that call alone; a schedule goes on", async () => {
      const net = await createNet(text, "Line", f64);
      expect(moved(net)).toEqual([-1 + 1, -0.5 + 1]);
      expect(moved(net, { rate: 2, push: 0 })).toEqual([-4, -2]);
      expect(moved(net)).toEqual([-2 / 6 + 1, -1 / 6 + 1].map((each) => expect.closeTo(each, 12)));
      net.steps = 0;
      expect(moved(net)).toEqual([0, 0.5]);
    });

    it("clip and weightDecay are among them", async () => {
      const net = await createNet(text, "Line", f64);
      const [w, v] = moved(net, { rate: 1, push: 0, clip: 1 });
      expect(w).toBeCloseTo(-2 / Math.sqrt(5), 5);
      expect(v).toBeCloseTo(-1 / Math.sqrt(5), 5);
      net.flat.params.set([3, 4]);
      expect(moved(net, { rate: 1, push: 0, weightDecay: 1 })).toEqual([-2 - 3, -1 - 4]);
    });

    it("are the same in update and in step", async () => {
      const [fused, apart] = [
        await createNet(text, "Line", f64),
        await createNet(text, "Line", f64),
      ];
      for (const settings of [{}, { rate: 0.1 }, { push: 3, clip: 0.5, weightDecay: 0.3 }]) {
        fused.step({ x: 2 }, settings);
        apart.forward({ x: 2 }, { training: true });
        apart.backward();
        apart.update(settings);
        apart.flat.params.forEach((each, at) =>
          expect(each).toBeCloseTo(fused.flat.params[at]!, 12),
        );
      }
    });

    it("that structure depends on are fixed; nothing reads one that is only declared", () => {
      const typed = (settings: object): string => {
        const { ts } = generateFiles("m", text, { set: settings as never });
        return /interface LineSettings {([^}]*)}/
          .exec(ts)![1]!
          .replaceAll(/\s+|readonly|\?: number \| undefined/g, "");
      };
      expect(typed({})).toBe("rate;push;unread;weightDecay;clip;");
      // Whatever number `twice` is, it is not `none`.
      expect(typed({ heavy: true, twice: 1 })).toBe("rate;push;twice;unread;weightDecay;clip;");
    });

    it("an optimiser that reads no setting compiles, too", () => {
      const plain = `
      optimizer plain(p, g; unread = 3, weightDecay = none) { p' = p - 0.1 * g }
      model M { input x  param w = 1  loss w * x  train { optimizer plain } }`;
      const { js } = generateFiles("m", plain);
      expect(js).toContain("step(inputs, _settings = {}) {");
    });
  });

  describe("training", () => {
    const text = `
    model Noisy(t = 3) {
      input xs: [t, 4]
      target label: int
      h = xs -> dense(6) -> batchNorm -> dropout(0.3)
      scan x over h {
        state s: [6] = 0
        s' = tanh(s + x + 0.1 * normal(; shape: [6]))
      }
      output y = s -> dropout(0.2) -> dense(3) -> softmax
      loss crossEntropy(y, label)
      train { optimizer adam(rate: 0.05, clip: 1)  batch 4 }
    }`;
    const given = {
      xs: Float32Array.from({ length: 48 }, (_, at) => Math.sin(at * at)),
      label: Int32Array.of(0, 1, 2, 1),
    };

    it("goes on where it was saved, bit for bit", async () => {
      const Noisy = await loadModel(text, "Noisy");
      const [first, whole] = [Noisy.create({ seed: 7 }), Noisy.create({ seed: 7 })];
      for (let step = 0; step < 4; step++) expect(first.step(given)).toBe(whole.step(given));
      const resumed = Noisy.create({ weights: first.save({ training: true }) });
      expect([resumed.steps, resumed.flat.params]).toEqual([4, first.flat.params]);
      for (let step = 0; step < 4; step++) expect(resumed.step(given)).toBe(whole.step(given));
      const outputs = [resumed, whole].map((net) => net.forward(given, { training: true })["y"]!);
      expect(outputs[0]).toEqual(outputs[1]);
      expect(resumed.save({ training: true })).toEqual(whole.save({ training: true }));
    });

    it("draws anew at each step, from the seed alone", async () => {
      const Noisy = await loadModel(text, "Noisy");
      const losses = (seed: number) => {
        const net = Noisy.create({ seed });
        return [0, 1, 2].map(() => (net.forward(given, { training: true }), net.metrics["loss"]));
      };
      expect(losses(3)).toEqual(losses(3));
      expect(new Set([...losses(3), ...losses(4)]).size).toBe(6);
    });

    it("weights alone are no resumed run: steps and draws begin", async () => {
      const Noisy = await loadModel(text, "Noisy");
      const first = Noisy.create({ seed: 7 });
      first.step(given);
      expect(Noisy.create({ weights: first.save() }).steps).toBe(0);
    });

    it("--set training=false runs the training calls on the inference graph", async () => {
      const quiet = text.replace(" + 0.1 * normal(; shape: [6])", "");
      const Noisy = await loadModel(quiet, "Noisy", { training: false });
      const net = Noisy.create({ seed: 7 });
      const buffers = structuredClone(net.buffers);
      const inferred = net.forward(given)["y"]!.slice();
      expect(net.forward(given, { training: true })["y"]).toEqual(inferred);
      net.backward();
      const loss = net.loss(given);
      expect(net.step(given)).toBeCloseTo(loss, 6);
      expect(structuredClone(net.buffers)).toEqual(buffers);
      expect(net.loss(given)).toBeLessThan(loss);
    });
  });

  it("what only infers draws as the whole module does before it has trained", async () => {
    const text = "model M { input x target t output y = x + normal() loss (y - t)^2 }";
    const [whole, inferring] = [
      await createNet(text, "M"),
      await createNet(text, "M", { inference: true, batch: 3 }),
    ];
    const batch = { x: [1, 2, 3], t: [0, 0, 0] };
    expect([...inferring.forward({ x: [1, 2] })["y"]!]).toEqual([
      ...whole.forward({ x: [1, 2] })["y"]!,
    ]);
    expect(inferring.loss(batch)).toBe(whole.loss(batch));
  });
});
