/**
 * What a generated class does, by the contract: calls, samples, lifetimes, weights, errors.
 */
import { describe, expect, it } from "vitest";
import { engines } from "../../src/check/classes.ts";
import { generatorOf, readSpec } from "./generate.ts";

const digits = readSpec("digits");
const pixels = (samples: number): Float32Array =>
  Float32Array.from({ length: samples * 256 }, (_, at) => ((at * 7919) % 256) / 255);
const labels = (samples: number): Int32Array =>
  Int32Array.from({ length: samples }, (_, at) => (at * 3) % 10);

describe.each(engines)("as %s", (engine) => {
  const { createNet, loadModel } = generatorOf(engine);

  describe("calls", () => {
    it("a step is a training forward, backward and update, to within rounding", async () => {
      const [fused, apart] = [await createNet(digits, "Digits"), await createNet(digits, "Digits")];
      const batch = { x: pixels(32), label: labels(32) };
      fused.step(batch);
      apart.forward(batch, { training: true });
      apart.backward();
      apart.update();
      expect(apart.steps).toBe(1);
      const [a, b] = [[...fused.flat.params], [...apart.flat.params]];
      const furthest = a.reduce((most, each, at) => Math.max(most, Math.abs(each - b[at]!)), 0);
      // Adam moves by at most its rate; where a gradient is rounding noise its sign may differ.
      const far = [...a].filter((each, at) => Math.abs(each - b[at]!) > 1e-6).length;
      expect(furthest).toBeLessThanOrEqual(2e-3);
      expect(far / a.length).toBeLessThan(0.001);
    });

    it("in float64 it is so to the last bits", async () => {
      const options = { dtype: "f64" } as const;
      const [fused, apart] = [
        await createNet(digits, "Digits", options),
        await createNet(digits, "Digits", options),
      ];
      const batch = { x: pixels(32), label: labels(32) };
      const loss = fused.step(batch);
      expect(apart.loss(batch)).toBeCloseTo(loss, 14);
      apart.forward(batch, { training: true });
      apart.backward();
      apart.update();
      fused.flat.params.forEach((each, at) => expect(apart.flat.params[at]).toBeCloseTo(each, 9));
    });

    it("accumulate adds, and gradients of outputs are those asked for", async () => {
      const net = await createNet(digits, "Digits");
      const batch = { x: pixels(2), label: labels(2) };
      net.forward(batch);
      net.backward();
      const once = net.flat.grads.slice();
      net.backward(undefined, { accumulate: true });
      net.flat.grads.forEach((each, at) => expect(each).toBeCloseTo(2 * once[at]!, 6));
      net.forward({ x: pixels(1) });
      net.backward({ y: new Float32Array(10) });
      expect(net.flat.grads.every((each) => each === 0)).toBe(true);
    });

    it("takes samples from the fixed buffers", async () => {
      const net = await createNet(digits, "Digits");
      const given = net.forward({ x: pixels(3) })["y"]!.slice();
      net.input["x"]!.fill(0);
      net.input["x"]!.set(pixels(3));
      expect(net.forward(3)["y"]).toEqual(given);
    });

    it("what is written into params holds at the next call", async () => {
      const net = await createNet(digits, "Digits");
      net.flat.params.fill(0);
      expect([...net.forward({ x: pixels(1) })["y"]!]).toEqual(Array(10).fill(Math.fround(0.1)));
    });
  });

  describe("weights", () => {
    it("a resumed run is the same run, bit for bit", async () => {
      const digitsClass = await loadModel(digits, "Digits");
      const first = digitsClass.create({ seed: 3 });
      const batch = { x: pixels(20), label: labels(20) };
      for (let step = 0; step < 5; step++) first.step(batch);
      const resumed = digitsClass.create({ weights: first.save({ training: true }) });
      for (let step = 0; step < 5; step++) expect(resumed.step(batch)).toBe(first.step(batch));
      expect(resumed.flat.params).toEqual(first.flat.params);
    });

    it("half precision comes back within half a unit of it", async () => {
      const digitsClass = await loadModel(digits, "Digits");
      const net = digitsClass.create({ seed: 3 });
      const back = digitsClass.create({ weights: net.save({ dtype: "f16" }) });
      back.flat.params.forEach((each, at) => {
        const exact = net.flat.params[at]!;
        expect(Math.abs(each - exact)).toBeLessThanOrEqual(
          Math.max(2 ** -25, Math.abs(exact) * 2 ** -11),
        );
      });
    });

    it("refuses what does not fit, by name, and stays as it was", async () => {
      const small = await loadModel(digits, "Digits", { set: { hidden: 16 } });
      const net = await createNet(digits, "Digits");
      const before = net.flat.params.slice();
      const other = small.create().save();
      expect(() => net.load(other)).toThrow(
        "weights: dense1.W has the shape [256, 16], expected [256, 128]",
      );
      expect(() => net.load(net.save().subarray(0, 5000))).toThrow(/cut off/);
      expect(() => net.load(new Uint8Array(3))).toThrow(/not a safetensors file/);
      expect(net.flat.params).toEqual(before);
      expect(net.load(other, { partial: true })).toEqual({
        missing: ["dense1.W", "dense1.b", "dense2.W"],
        extra: [],
      });
    });
  });

  describe("errors", () => {
    const wrong: readonly (readonly [string, object, string])[] = [
    ["a missing input", {}, "input x is missing"],
    ["a wrong length", { x: [1, 2] }, "input x: expected 256 numbers ([256]) for each sample, got 2 numbers"],
    ["too many samples", { x: pixels(33) }, "33 samples are more than the capacity of 32"],
    ["samples that disagree", { x: pixels(2), label: [1] }, "target label has 1 samples"],
    ["a label out of range", { x: pixels(1), label: [10] }, "target label: element 0 is 10, expected a whole number from 0 to 9"],
    ["a label that is not whole", { x: pixels(1), label: 1.5 }, "element 0 is 1.5"],
    ["a missing target", { x: pixels(1) }, "target label is missing"],
  ]; // prettier-ignore
    it.each(wrong)("%s", async (_, inputs, message) => {
      const net = await createNet(digits, "Digits");
      expect(() => net.step(inputs as never)).toThrow(message);
    });

    it("an index that is computed, and comes out of its axis", async () => {
      const text = `model Table {
        input i: int
        param t: [5] = (1, 2, 3, 4, 5)
        output y = t[2 * i]
      }`;
      const net = await createNet(text, "Table");
      expect(() => net.forward({ i: [1, 3] })).toThrow(
        /the index is 6, expected a whole number from 0 to 4/,
      );
      expect([...net.forward({ i: [1, 2] })["y"]!]).toEqual([3, 5]);
    });

    it("backward without a forward, or without targets", async () => {
      const net = await createNet(digits, "Digits");
      expect(() => net.backward()).toThrow("backward follows forward");
      net.forward({ x: pixels(1) });
      expect(() => net.backward()).toThrow("needs the targets");
    });

    it("backward after other inputs than those of the forward", async () => {
      const net = await createNet(digits, "Digits");
      const both = { x: pixels(1), label: 3 };
      const calls: readonly (() => unknown)[] = [
        () => net.loss(both),
        () => net.step(both),
        () => expect(() => net.forward({ x: [1] })).toThrow(),
      ];
      for (const call of calls) {
        net.forward(both);
        net.backward();
        call();
        expect(() => net.backward()).toThrow("backward follows forward");
      }
    });
  });

  describe("stability", () => {
    const text = `model Softmax {
  input z: [3]
  target label: int
  param w: [3] = 1
  output y = softmax(z * w)
  loss crossEntropy(y, label)
}
model Sigmoid {
  input z
  target t
  param w = 1
  output y = sigmoid(z * w)
  loss binaryCrossEntropy(y, t)
}
`;

    it("a loss of probabilities stays finite for logits of ±1000, and so do its gradients", async () => {
      const softmax = await createNet(text, "Softmax");
      const logits = { z: [1000, -1000, 0], label: 1 };
      expect(softmax.loss(logits)).toBe(2000);
      softmax.forward(logits);
      softmax.backward(undefined, { inputs: true });
      expect([...softmax.inputGrads["z"]!]).toEqual([1, -1, 0]);
      const sigmoid = await createNet(text, "Sigmoid");
      for (const [z, t, loss, slope] of [
        [1000, 0, 1000, 1],
        [-1000, 1, 1000, -1],
        [1000, 1, 0, 0],
        [-1000, 0, 0, 0],
      ] as const) {
        expect(sigmoid.loss({ z, t })).toBe(loss);
        sigmoid.forward({ z, t });
        sigmoid.backward(undefined, { inputs: true });
        expect(sigmoid.inputGrads["z"]![0]! + 0).toBe(slope);
      }
    });
  });
});
