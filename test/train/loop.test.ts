/** The training loop on a stand-in for a module: order, partial batches, interruption, divergence. */
import { describe, expect, it } from "vitest";
import { Problem } from "../../src/diagnostics/problem.ts";
import {
  checkpointFile,
  digestSamples,
  readCheckpoint,
  readScalings,
  weightsFile,
  type RunIdentity,
} from "../../src/train/checkpoint.ts";
import type { Samples } from "../../src/train/fit.ts";
import {
  Diverged,
  trainModel,
  untrained,
  type EpochResult,
  type Observer,
  type TrainingPlan,
} from "../../src/train/loop.ts";
import { shuffledOrder, splitSamples } from "../../src/train/order.ts";
import { evaluate } from "../../src/train/samples.ts";
import { createLine } from "./fake-net.ts";

/** y = 2 x - 1 at 23 places. */
const count = 23;
const port = { element: "float", shape: [], limit: undefined } as const;
const xs = Float64Array.from({ length: count }, (_, k) => k / count);
const samples: Samples = {
  count,
  columns: [
    { port: { ...port, name: "x" }, size: 1, data: xs },
    { port: { ...port, name: "y" }, size: 1, data: xs.map((x) => 2 * x - 1) },
  ],
};

function planOf(more: Partial<TrainingPlan> = {}): TrainingPlan {
  return {
    net: createLine(4),
    samples,
    split: splitSamples(count, 0.8, 1),
    batch: 4,
    epochs: 6,
    seed: 1,
    settings: {},
    hasLoss: true,
    ...more,
  };
}

function observe(stopAfter = Infinity): Observer & { steps: number; results: EpochResult[] } {
  const seen = {
    steps: 0,
    results: [] as EpochResult[],
    stepped: () => void seen.steps++,
    finishedEpoch: (_: unknown, result: EpochResult) => void seen.results.push(result),
    shouldStop: () => seen.steps >= stopAfter,
  };
  return seen;
}

describe("order", () => {
  it("is a permutation, the same for the same seed and other for another seed, round or purpose", () => {
    const order = shuffledOrder(100, 1, 1, "order");
    expect([...order.toSorted()]).toEqual(Array.from({ length: 100 }, (_, k) => k));
    expect(shuffledOrder(100, 1, 1, "order")).toEqual(order);
    for (const other of [
      shuffledOrder(100, 2, 1, "order"),
      shuffledOrder(100, 1, 2, "order"),
      shuffledOrder(100, 1, 1, "split"),
    ])
      expect(other).not.toEqual(order);
  });

  it("puts every sample everywhere equally often", () => {
    const rounds = 3000;
    const counts = new Float64Array(25);
    for (let round = 0; round < rounds; round++)
      shuffledOrder(5, 7, round, "order").forEach((sample, place) => counts[sample * 5 + place]!++);
    // Chi-squared with 16 degrees of freedom: above 45.9 in one of ten thousand seeds.
    const expected = rounds / 5;
    expect(counts.reduce((sum, each) => sum + (each - expected) ** 2 / expected, 0)).toBeLessThan(
      45.9,
    );
  });

  it("splits by the seed, nothing lost, nothing twice", () => {
    const { training, heldOut } = splitSamples(10, 0.8, 3);
    expect([training.length, heldOut.length]).toEqual([8, 2]);
    expect([...training, ...heldOut].toSorted((a, b) => a - b)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
    expect(splitSamples(10, undefined, 3).training).toHaveLength(10);
  });
});

describe("training", () => {
  it("learns the line, with a last batch that is not full", async () => {
    const plan = planOf({ epochs: 200 });
    const seen = observe();
    const state = await trainModel(plan, untrained, seen);
    expect(seen.steps).toBe(200 * Math.ceil(18 / 4));
    expect(state).toMatchObject({ epoch: 200, position: 0 });
    expect(plan.net.flat.params[0]).toBeCloseTo(2, 3);
    expect(plan.net.flat.params[1]).toBeCloseTo(-1, 3);
    expect(seen.results.at(-1)!.heldOut!["loss"]).toBeLessThan(1e-6);
  });

  it("weighs samples, not batches", () => {
    const { net } = planOf();
    const all = Uint32Array.from({ length: count }, (_, k) => k);
    const exact = xs.reduce((sum, x) => sum + (2 * x - 1) ** 2, 0) / count;
    expect(evaluate(net, samples, all, 4, true)["loss"]).toBeCloseTo(exact, 12);
    expect(evaluate(net, samples, all, 4, false)["loss"]).toBeCloseTo(exact, 12);
  });

  it.each([1, 3, 5, 7])(
    "interrupted after %i steps and resumed, it ends the same",
    async (steps) => {
      const whole = planOf();
      const wholeState = await trainModel(whole, untrained, observe());
      const first = planOf();
      const state = await trainModel(first, untrained, observe(steps));
      expect(first.net.steps).toBe(steps);
      const second = planOf();
      const bytes = checkpointFile(first.net.save(), identity, state, {});
      second.net.load(bytes);
      const end = await trainModel(second, readCheckpoint(bytes, "c", identity), observe());
      expect(second.net.flat.params).toEqual(whole.net.flat.params);
      expect(second.net.steps).toBe(whole.net.steps);
      expect(end.curve.heldOut).toEqual(wholeState.curve.heldOut);
    },
  );

  it("hands on settings", async () => {
    const [slow, fast] = [planOf({ settings: { rate: 1e-6 } }), planOf()];
    await trainModel(slow, untrained, observe());
    await trainModel(fast, untrained, observe());
    expect(Math.abs(slow.net.flat.params[0]!)).toBeLessThan(1e-3);
    expect(fast.net.flat.params[0]).toBeGreaterThan(0.1);
  });

  it("stops when the loss is NaN, and says where", async () => {
    const plan = planOf({ settings: { rate: 1e200 }, epochs: 9 });
    await expect(trainModel(plan, untrained, observe())).rejects.toMatchObject({
      epoch: 1,
      step: 2,
    });
  });

  it("lets no checkpoint be made of params that are not finite", async () => {
    const plan = planOf({ batch: 18, net: createLine(18), settings: { rate: 1e309 } });
    const seen = observe();
    await expect(trainModel(plan, untrained, seen)).rejects.toBeInstanceOf(Diverged);
    expect(seen.results).toEqual([]);
  });

  it("keeps the curve short, however long the run", async () => {
    const plan = planOf({ epochs: 3000 });
    const { curve } = await trainModel(plan, untrained, observe());
    expect(curve.training.length).toBeLessThanOrEqual(401);
    expect(curve.heldOut.length).toBeLessThanOrEqual(401);
    expect(untrained.curve.training).toEqual([]);
    for (const points of [curve.training, curve.heldOut])
      expect(points).toEqual(points.toSorted((a, b) => a.epoch - b.epoch));
  });

  it("lets the event loop look for signals", async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 10);
    const stopAt = performance.now() + 300;
    const seen = { ...observe(), shouldStop: () => performance.now() > stopAt };
    await trainModel(planOf({ epochs: 1e9 }), untrained, seen);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(1);
  });
});

const identity: RunIdentity = { model: "Line", data: "d", split: 0.8, seed: 1, batch: 4 };

describe("checkpoints", () => {
  const bytes = checkpointFile(createLine(4).save(), identity, untrained, {});

  it.each<[Partial<RunIdentity>, string]>([
    [{ model: "Other" }, "it was trained with model Line instead of Other"],
    [{ data: "e" }, "it was trained with other data"],
    [{ split: null }, "it was trained with split 0.8 instead of none"],
    [{ seed: 2 }, "it was trained with seed 1 instead of 2"],
    [{ batch: 8 }, "it was trained with batch 4 instead of 8"],
  ])("refuses %o", (change, message) => {
    expect(() => readCheckpoint(bytes, "c", { ...identity, ...change })).toThrow(message);
  });

  it("refuses weights without a run", () => {
    const read = () => readCheckpoint(createLine(4).save(), "w", identity);
    expect(read).toThrow(Problem);
    expect(read).toThrow("`w` cannot be resumed: it is no checkpoint");
  });

  it("keeps scalings with the weights, and adds nothing where there are none", () => {
    const scalings = { x: { offset: [0.5], factor: [2] } };
    expect(readScalings(weightsFile(createLine(4).save(), scalings), "w")).toEqual(scalings);
    expect(weightsFile(createLine(4).save(), {})).toEqual(createLine(4).save());
  });

  it("digests names, types and numbers", () => {
    const [x, y] = samples.columns as [Samples["columns"][0], Samples["columns"][0]];
    const digest = digestSamples(samples);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(digestSamples({ count, columns: [x, { ...y, data: xs }] })).not.toBe(digest);
  });
});
