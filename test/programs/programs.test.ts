/**
 * Networks as different people write them, from the language's pages alone: each agrees with the
 * interpreter, with differences and with its own tests, is worth no warning, and has as many params as a
 * formula says.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkModel } from "../../src/check/check.ts";
import { elaborateSource } from "../../src/compile.ts";
import { render } from "../../src/diagnostics/render.ts";
import { createSource } from "../../src/diagnostics/source.ts";

const dense = (from: number, to: number): number => from * to + to;
const lstm = (from: number, to: number): number => 4 * to * (from + to + 1);
const gru = (from: number, to: number): number => 3 * to * (from + to + 2);
const conv = (kernel: number, from: number, to: number): number => dense(kernel ** 2 * from, to);

const inverted = (from: number, to: number): number =>
  from * 2 * from +
  9 * 2 * from +
  2 * from * to +
  2 * (2 * from + 2 * from + to) +
  dense(2 * from, Math.max(1, (2 * from) / 4)) +
  dense(Math.max(1, (2 * from) / 4), 2 * from);

/** Params by file and model. */
const params: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "attention.nn": {
    // An embedding; queries of two heads, one key and value of half the width; three gains of norms.
    Llama: 5 * 4 + (16 + 8 + 8 + 16) + 3 * 4 * 8 + 3 * dense(4, 4) + 3 * 4,
    Rotary: 0,
    Capsules: 6 * 4 * 3 * 2,
    Translate:
      5 * 4 +
      (4 * dense(4, 4) + dense(4, 16) + dense(16, 4) + 2 * 8) +
      (8 * dense(4, 4) + dense(4, 6) + dense(6, 4) + 3 * 8),
  },
  "combinations.nn": {
    // Two cells of width 2, then cells of width 2 and 3 with dense layers that bring them back.
    Deep: 2 * (dense(2, 2) + 4) + (dense(2, 2) + 4 + dense(2, 2)) + (dense(2, 3) + 9 + dense(3, 2)),
    Noisy: 0,
    Counters: 0,
    Pipes: 0,
  },
  "homework.nn": {
    Xor: dense(2, 2) + dense(2, 1),
    Parity: 0,
    Hopfield: 4 * 4,
    Kohonen: 5 * 2,
    SkipGram: 2 * 10 * 4,
    Simple: 2 * 4 + 4 * 4 + dense(4, 3) + (dense(5, 4) + dense(4, 3)),
  },
  "layers.nn": {
    Layers: 4 * 5 + 5 * 4 + (4 * 4 + 4) + (4 * 2 + 2 * 3),
    Graph: dense(3, 4) + (4 * 6 + 2 * 2 * 3) + dense(6, 2),
    Points: dense(3, 6) + dense(6, 6) + 2 * dense(6, 2),
    Spaces: 3 * 9 + (9 + dense(3, 3) + 2 * dense(3, 3)) + (2 * 3 + 3 * dense(3, 3)),
    Diffusion: dense(8, 8) + dense(8, 4),
    Nerf: 21 * 5 * 4 + 21 * 4 + (4 * 5 + 4),
    Losses: dense(4, 3),
  },
  "optimisers.nn": { Fit: dense(3, 4) + dense(4, 2), Factored: 6, Look: 1, Lars: 4, Scheduled: 2 },
  "pairs-and-generators.nn": {
    Vae: dense(5, 4) + dense(4, 3) + dense(3, 4) + dense(2, 3) + dense(3, 4) + dense(4, 5),
    Gan: dense(3, 8) + dense(8, 2) + dense(2, 8) + dense(8, 1),
    Siamese: dense(4, 6) + dense(6, 3),
    Triplet: dense(4, 5),
    Mdn: dense(1, 5) + dense(5, 9),
  },
  "pictures.nn": {
    LeNet: conv(5, 1, 2) + 2 * 2 + conv(3, 2, 3) + dense(3 * 2 * 2, 8),
    Shuffle: 0,
    // Depthwise and pointwise, each with two params of a norm; expanded twofold, squeezed fourfold.
    Mobile: 9 * 3 + 6 + 3 * 2 + 4 + inverted(2, 2) + inverted(2, 3) + conv(3, 3, 8),
    Standard: 9 * 2 * 2 + 2 + 4 + 9 * 2 * 3 + 3 + dense(3, 3),
    // Down and up again: the halves of what is joined come from the side and from below.
    Segment:
      conv(3, 1, 1) +
      conv(3, 1, 1) +
      (conv(3, 1, 2) + conv(3, 2, 2)) +
      (conv(3, 2, 4) + conv(3, 4, 4)) +
      (dense(4 * 4, 2) + conv(3, 4, 2) + conv(3, 2, 2)) +
      (dense(4 * 2, 1) + conv(3, 2, 1) + conv(3, 1, 1)) +
      conv(1, 1, 1),
    WaveNet: 3 * 2 + 2 * (2 * dense(4, 2) + 2 * dense(2, 2)) + dense(2, 3),
  },
  "recursion.nn": {
    Tree: 3 * dense(4, 2),
    Recursive: dense(4, 2),
    Fib: 0,
    Mutual: 0,
    Strings: 0,
    Mix: 0,
  },
  "rules.nn": {
    Policy: dense(4, 8) + dense(8, 3),
    Oja: 3,
    Averaged: 1,
    Dqn: 3 * 4 + 4 * 2,
    Mixed: dense(3, 4),
    Folded: 3 * 4 + 2 * 4 + (4 * 2 + 2 * 2),
    Penalised: 9 + dense(3, 2) + dense(2, 1),
    Batchwise: dense(3, 3),
  },
  "sequences.nn": {
    Seq2Seq:
      2 * 5 * 2 + gru(2, 2) + dense(2, 2) + (8 + 2 * 8 + dense(2, 8)) + dense(6, 2) + dense(4, 5),
    Echo: dense(6, 1),
    Lif: 1,
    Kalman: 0,
    Kalman2: 0,
    Ctc: 0,
  },
  "structures.nn": {
    // Two layers, each ahead and back; the second reads both directions of the first.
    Tagger: 5 * 2 + 2 * (lstm(2, 2) + lstm(4, 2)) + dense(4, 3) + 9,
    Experts: dense(4, 3) + 3 * (dense(4, 5) + dense(5, 4)),
    Hyper: dense(4, 8) + dense(8, 8),
    Ode: dense(2, 4) + dense(4, 2),
    Growth: 0,
    VqVae: dense(4, 2) + 5 * 2 + dense(2, 4),
    Flow: 3 * 2 * (dense(2, 4) + dense(4, 2)),
  },
  "tokens.nn": {
    Teacher: 6 * 3 + gru(3, 3),
    Masked: 6 * 3 + 6 * 2 + 2 * 5 * 2,
    Relative: 5 * 2 + 2 * dense(4, 4),
    Computed: 0,
  },
};

const folder = new URL("./", import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith(".nn"));

describe.each(files)("%s", (file) => {
  const text = readFileSync(new URL(file, folder), "utf8");
  const { models, diagnostics } = elaborateSource(createSource(file, text), {});

  it("is told of nothing", () => {
    expect(render(diagnostics)).toBe("");
    const tests = models.flatMap((model) => model.tests);
    expect(tests.length).toBe(text.match(/^test "/gm)?.length);
  });

  it("has as many params as it should", () => {
    const counts = models.map(({ name, params: all }) => {
      const sizes = all.map(({ type }) => type.shape.reduce<number>((a, b) => a * Number(b), 1));
      return [name, sizes.reduce((a, b) => a + b, 0)] as const;
    });
    expect(Object.fromEntries(counts)).toMatchObject(params[file]!);
  });

  it.each(models.map((model) => [model.name, model] as const))("%s holds", async (_, model) => {
    const { tests, targets, gradients } = await checkModel(model);
    expect([...tests, ...targets, gradients].filter((each) => !each.ok)).toEqual([]);
  });
});
