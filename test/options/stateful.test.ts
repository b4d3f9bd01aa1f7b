/**
 * `--stateful`: the outermost scans start where the last forward left them, so that a sequence in pieces
 * gives what the whole sequence gives.
 */
import { describe, expect, it } from "vitest";
import { engines } from "../../src/check/classes.ts";
import { createNet, generatorOf, loadModel, type TestedModel } from "../emit/generate.ts";

const f64 = { dtype: "f64" } as const;

const wave = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, at) => Math.sin(0.7 * at * at));

/** Feeds `xs` step by step; the outputs one after another. */
function stream(net: TestedModel, xs: Float64Array, width: number): readonly number[] {
  const outputs: number[] = [];
  for (let at = 0; at < xs.length; at += width)
    outputs.push(...net.forward({ xs: xs.subarray(at, at + width) })["y"]!);
  return outputs;
}

const lecture = `
  model Tagger(t = 100) {
    input xs: [t, 2]
    target label: int[t]
    h = xs -> lstm(4) -> dropout(0.2) -> gru(3)
    output y = h -> rnn(2) -> dense(3) -> softmax
    loss mean(crossEntropy(y, label))
    train { optimizer adam(rate: 0.01)  batch 2 }
  }`;

/** Sums with every kind of start; `s` counts up, `k` is an int, `m` a bool. */
const starts = `
layer total(xs: [t]; from) {
  scan x over xs {
    state s = from
    s' = s + x
    emit ys = s'
  }
  return ys
}
model Starts(t = 2) {
  input xs: [t]
  input offset
  param w = 100
  a = xs -> total(0)
  b = xs -> total(10)
  scan x over xs {
    state fromParam = w
    state fromInput = offset
    state k: int = 5
    state m: bool = true
    fromParam' = fromParam + x
    fromInput' = fromInput + x
    k' = k + 1
    m' = not m
    emit ps = fromParam'
    emit is = fromInput'
    emit ks = k'
    emit ms = m'
  }
  scan i over range(3) {
    state last: int = 0
    last' = i
    emit counts = i
  }
  output y = stack(a[-1], b[-1], ps[-1], is[-1], ks[-1], ms[-1]) -> seen
  output c = counts + 0 * last
}
layer seen(x) = 1 * x`;

describe.each(engines)("as %s", (engine) => {
  const { createNet, loadModel } = generatorOf(engine);

  describe("a model trained on 100 steps", () => {
    const label = Int32Array.from({ length: 200 }, (_, at) => at % 3);

    it("streams one step at a time", async () => {
      const trained = await createNet(lecture, "Tagger");
      const xs = wave(2 * 200);
      for (let step = 0; step < 3; step++) trained.step({ xs, label });
      const options = { set: { t: 1 }, stateful: true, inference: true, batch: 1 } as const;
      const streaming = (await loadModel(lecture, "Tagger", options)).create({
        weights: trained.save(),
      });
      const sequence = xs.subarray(200);
      const whole = trained.forward({ xs: sequence })["y"]!;
      const pieces = stream(streaming, sequence, 2);
      const furthest = Math.max(...pieces.map((each, at) => Math.abs(each - whole[at]!)));
      // Where all steps are done at once, sums may be in another order.
      expect(furthest).toBeLessThan(2e-6);
      expect(pieces.length).toBe(300);
      streaming.reset();
      expect(stream(streaming, sequence, 2)).toEqual(pieces);
    });
  });

  describe("states", () => {
    it("start anywhere and go on from there; reset starts them again", async () => {
      const net = await createNet(starts, "Starts", { stateful: true, batch: 2 });
      const call = (offset: number) => [...net.forward({ xs: [1, 2], offset })["y"]!];
      expect(call(1000)).toEqual([3, 13, 103, 1003, 7, 1]);
      expect(call(2000)).toEqual([6, 16, 106, 1006, 9, 1]);
      net.params["w"]![0] = 200;
      expect(call(0)).toEqual([9, 19, 109, 1009, 11, 1]);
      net.reset();
      expect(call(2000)).toEqual([3, 13, 203, 2003, 7, 1]);
    });

    it("ranges count from 0 in each call", async () => {
      const net = await createNet(starts, "Starts", { stateful: true, batch: 2 });
      for (let call = 0; call < 2; call++)
        expect([...net.forward({ xs: [1, 2], offset: 0 })["c"]!]).toEqual([0, 1, 2]);
    });

    it("are kept for each sample of the capacity", async () => {
      const net = await createNet(starts, "Starts", { stateful: true, batch: 3 });
      const call = (...offsets: readonly number[]) => {
        const xs = offsets.flatMap(() => [1, 1]);
        const y = net.forward({ xs, offset: offsets })["y"]!;
        return offsets.map((_, at) => [...y.subarray(6 * at, 6 * at + 5)]);
      };
      expect(call(10)).toEqual([[2, 12, 102, 12, 7]]);
      // The second sample begins now, the first goes on.
      expect(call(20, 30)).toEqual([
        [4, 14, 104, 14, 9],
        [2, 12, 102, 32, 7],
      ]);
      expect(call(0)).toEqual([[6, 16, 106, 16, 11]]);
      expect(call(0, 0, 40)).toEqual([
        [8, 18, 108, 18, 13],
        [4, 14, 104, 34, 9],
        [2, 12, 102, 42, 7],
      ]);
    });

    it("are live views, nested by name, of all samples", async () => {
      const net = await createNet(starts, "Starts", { stateful: true, batch: 2 });
      expect(Object.keys(net.states).sort()).toEqual(
        ["fromInput", "fromParam", "k", "m", "last", "total1", "total2"].sort(),
      );
      const { s } = net.states["total2"]!;
      expect([...s!]).toEqual([10, 10]);
      expect([net.states["k"], net.states["m"]]).toEqual([
        Int32Array.of(5, 5),
        Uint8Array.of(1, 1),
      ]);
      net.forward({ xs: [1, 2], offset: 0 });
      expect([...s!]).toEqual([13, 10]);
      s![0] = -1;
      expect(net.forward({ xs: [1, 2], offset: 0 })["y"]![1]).toBe(2);
      net.reset();
      expect([...s!]).toEqual([10, 10]);
    });

    it("of a shared layer that is applied twice are two", async () => {
      const text = `
      layer total(xs: [t]) {
        scan x over xs { state s = 0  s' = s + x  emit ys = s' }
        return ys
      }
      model Twice {
        input a: [2], b: [2]
        shared sum = total
        output y = (a -> sum) - 10 * (b -> sum)
      }`;
      const net = await createNet(text, "Twice", { stateful: true });
      net.forward({ a: [1, 1], b: [0, 1] });
      expect([...net.forward({ a: [1, 1], b: [0, 1] })["y"]!]).toEqual([3 - 10, 4 - 20]);
      expect(Object.keys(net.states["sum"]!)).toEqual(["s", "s#2"]);
    });

    it("of a scan in a scan start anew at every step", async () => {
      const text = `
      model Nested {
        input xs: [2, 2]
        scan row over xs {
          state outer = 0
          scan x over row { state inner = 0  inner' = inner + x }
          outer' = outer + inner
          emit inners = inner
        }
        output y = inners
        output z = outer
      }`;
      const net = await createNet(text, "Nested", { stateful: true });
      const call = () => [...net.forward({ xs: [1, 2, 3, 4] })["y"]!, ...net.forward(1)["z"]!];
      expect(call()).toEqual([3, 7, 20]);
      expect(call()).toEqual([3, 7, 40]);
      expect(Object.keys(net.states)).toEqual(["outer"]);
    });

    it("that nothing reads, or that depend on a target, are not kept", async () => {
      const text = `
      model Added {
        input xs: [2]
        target ts: [2]
        scan x, t over xs, ts {
          state h = 0
          state total = 0
          state unread = 0
          h' = h + x
          total' = total + (h' - t)^2
          unread' = unread + 1
        }
        scan x over xs { state idle = 0  idle' = idle + x }
        output y = h
        loss total
      }`;
      const net = await createNet(text, "Added", { stateful: true });
      expect(Object.keys(net.states)).toEqual(["h"]);
      const call = () => (net.forward({ xs: [1, 2], ts: [0, 0] }), net.metrics["loss"]);
      expect(call()).toBe(1 + 9);
      expect(call()).toBe(16 + 36);
    });
  });

  describe("calls", () => {
    const text = `
    model Counter {
      input xs: [3]
      target t
      param w = 2
      noisy = xs -> dropout(0.5)
      scan x over noisy {
        state h = 0
        h' = 0.5 * h + w * x
      }
      output y = h
      loss (y - t)^2
      train { optimizer sgd(rate: 0.01, momentum: 0.9)  batch 1 }
    }`;
    const given = { xs: [1, 2, 3], t: 1 };
    const create = () => createNet(text, "Counter", { ...f64, stateful: true });

    it("forward and step move states, loss and backward do not", async () => {
      const net = await create();
      const { h } = net.states;
      const moves = (call: () => void): boolean => {
        const before = h![0];
        call();
        return h![0] !== before;
      };
      expect([
        moves(() => net.forward(given)),
        moves(() => net.forward(given, { training: true })),
        moves(() => net.backward()),
        moves(() => net.update()),
        moves(() => net.loss(given)),
        moves(() => net.step(given)),
      ]).toEqual([true, true, false, false, false, true]);
    });

    it("loss and forward with targets start from one state", async () => {
      const net = await create();
      net.forward(given);
      const loss = net.loss(given);
      const { y } = net.forward(given);
      expect(net.metrics["loss"]).toBeCloseTo(loss, 12);
      expect(loss).toBeCloseTo((y![0]! - 1) ** 2, 12);
    });

    it("a step is a training forward, backward and update; gradients end where the call began", async () => {
      const [fused, apart] = [await create(), await create()];
      for (let count = 0; count < 4; count++) {
        const loss = fused.step(given);
        apart.forward(given, { training: true });
        expect(apart.metrics["loss"]).toBeCloseTo(loss, 12);
        apart.backward();
        apart.update();
        expect(apart.params["w"]![0]).toBeCloseTo(fused.params["w"]![0]!, 12);
        expect(apart.states["h"]![0]).toBeCloseTo(fused.states["h"]![0]!, 12);
      }
    });

    it("backward is of the states that its forward began with", async () => {
      const plain = text.replace("xs -> dropout(0.5)", "1 * xs");
      const net = await createNet(plain, "Counter", { ...f64, stateful: true });
      net.forward(given);
      const start = net.states["h"]![0]!;
      const { y } = net.forward(given);
      net.backward();
      // y = h / 8 + w (x1 / 4 + x2 / 2 + x3), h a constant.
      expect(y![0]).toBeCloseTo(start / 8 + 2 * 4.25, 12);
      expect(net.grads["w"]![0]).toBeCloseTo(2 * (y![0]! - 1) * 4.25, 12);
    });

    it("a resumed run goes on from its states, bit for bit; weights alone leave them", async () => {
      const counter = await loadModel(text, "Counter", { stateful: true });
      const first = counter.create({ seed: 3 });
      for (let count = 0; count < 3; count++) first.step(given);
      const resumed = counter.create({ weights: first.save({ training: true }) });
      for (let count = 0; count < 3; count++) expect(resumed.step(given)).toBe(first.step(given));
      expect(resumed.states["h"]).toEqual(first.states["h"]);
      const fresh = counter.create({ weights: first.save() });
      expect([...fresh.states["h"]!]).toEqual([0]);
    });
  });
});

describe("the module", () => {
  it("has none of it where it was not asked for, or where there is nothing to carry", async () => {
    const plain = await createNet(starts, "Starts");
    const none = await createNet("model M { input x  output y = x }", "M", { stateful: true });
    for (const net of [plain, none]) {
      expect(net).not.toHaveProperty("states");
      expect(net).not.toHaveProperty("reset");
    }
    expect(plain.forward({ xs: [1, 2], offset: 0 })).toEqual(
      plain.forward({ xs: [1, 2], offset: 0 }),
    );
  });
});
