/**
 * What `bench` gives, by a clock that goes on by itself: rows and kernels, not how long they take.
 */
import { describe, expect, it } from "vitest";
import { bench, type BenchOptions, type BenchResult } from "../../src/bench/bench.ts";
import { elaborateText } from "./model.ts";

const classifier = `model Net {
  input x: [64]
  input word: int
  target label: int
  output y = concat(x, word -> embedding(50, 32)) -> dense(80) -> relu -> dense(10) -> softmax
  loss crossEntropy(y, label)
  train { optimizer adam(rate: 0.001)  batch 6 }
}`;

function run(text: string, options: Partial<BenchOptions> = {}): Promise<BenchResult> {
  const { source, model } = elaborateText(text);
  let time = 0;
  const now = (): number => (time += 100);
  return bench(source, model, { targets: ["ts", "wasm"], why: false, now, ...options });
}

describe("rows", () => {
  it("every pass on every target, with one sample and as many as there is room for", async () => {
    const { model, rows, machine } = await run(classifier);
    const passes = ["forward", "backward", "step"].flatMap((pass) =>
      [1, 6].map((batch) => ({ pass, batch, threads: 1 })),
    );
    expect(model).toBe("Net");
    expect(rows.map(({ target }) => target)).toEqual([
      ...Array(6).fill("ts"),
      ...Array(6).fill("wasm"),
    ]);
    expect(rows).toMatchObject([...passes, ...passes]);
    expect(machine).toBeUndefined();
    for (const row of rows) {
      expect(row.min_ns).toBeLessThanOrEqual(row.median_ns);
      expect(row.median_ns).toBeLessThanOrEqual(row.max_ns);
      expect(row.gflops).toBeGreaterThan(0);
      expect(row.kernels).toBeUndefined();
    }
  });

  it("what a class does not have is not timed", async () => {
    const passesOf = async (...given: Parameters<typeof run>): Promise<readonly string[]> => [
      ...new Set((await run(...given)).rows.map(({ pass }) => pass)),
    ];
    expect(await passesOf(classifier, { inference: true })).toEqual(["forward"]);
    expect(await passesOf("model Net { input x: [3]  output y = x -> dense(2) }")).toEqual([
      "forward",
    ]);
    const rule = `model Net {
      input x: [3]
      param w: [3] = 0
      output y = dot(w, x)
      w' = w * 0.9
    }`;
    expect(await passesOf(rule)).toEqual(["forward", "step"]);
  });

  it("one sample alone, where there is room for one", async () => {
    const { rows } = await run(classifier, { inference: true });
    expect(rows.map(({ batch }) => batch)).toEqual([1, 1]);
  });
});

describe("why", () => {
  it("tells of each kernel of each pass", async () => {
    const { rows, machine } = await run(classifier, { why: true });
    expect(machine!.peak).toBeGreaterThan(0);
    for (const { kernels, batch, gflops, median_ns } of rows) {
      const flops = kernels!.reduce((sum, each) => sum + each.flops, 0);
      expect(flops).toBeCloseTo(gflops * median_ns, 3);
      const dense = kernels!.find(({ shape }) => shape.includes("contract"))!;
      expect(dense.bytes_read).toBeGreaterThan(4 * 80 * (10 + batch));
      expect(Object.keys(dense.schedule)).toContain("form");
      for (const each of kernels!) expect(["arithmetic", "memory"]).toContain(each.limit);
    }
  });

  it("runs programs that follow one another, draws, and loops", async () => {
    const deep = `model Net {
      input x: [12, 40]
      target label: int
      output y = x -> gru(40) -> dropout(0.5) -> mean(0) -> dense(60) -> tanh -> dense(10) -> softmax
      loss crossEntropy(y, label)
      train { optimizer sgd(rate: 0.1)  batch 2 }
    }`;
    const { rows } = await run(deep, { why: true });
    for (const { kernels } of rows) {
      const most = Math.max(...kernels!.map(({ calls }) => calls));
      expect(most).toBeGreaterThanOrEqual(12);
    }
  });
});

it("a model that WebAssembly has no room for is refused", async () => {
  const large = "model Net { input x: [40000]  output y = x -> dense(40000) }";
  await expect(run(large, { targets: ["wasm"], inference: true })).rejects.toMatchObject({
    diagnostics: [{ code: "NN6035" }],
  });
});
