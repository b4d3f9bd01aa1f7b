/** `--freeze` where the command line tells of a model: `summary`, `check`, `run`. */
import { afterAll, describe, expect, it } from "vitest";
import { createPlayground } from "../cli/nnc.ts";

const playground = createPlayground({
  "net.nn": `
    model Net {
      input x: [2]
      target label: int
      h = x -> dense(3) -> tanh
      output y = h -> dense(2) -> softmax
      loss crossEntropy(y, label)
      train { optimizer adam  batch 2 }
    }`,
  "in.json": '{"x": [[1, 2], [3, 4]], "label": [0, 1]}',
});
afterAll(() => playground.remove());

const json = async (command: string): Promise<Record<string, unknown>> => {
  const { stdout, stderr, exitCode } = await playground.run(`${command} --json`);
  expect([stderr, exitCode]).toEqual(["", 0]);
  return JSON.parse(stdout) as Record<string, unknown>;
};

describe("--freeze", () => {
  it("in a summary: which params, how many, and how much memory that saves", async () => {
    const read = async (more: string) => {
      const { models } = (await json(`summary net.nn${more}`)) as {
        models: { params: object[]; totals: { bytes: { training: number } } }[];
      };
      return models[0]!;
    };
    const [whole, frozen] = [await read(""), await read(" --freeze dense1.*")];
    expect(whole.params[0]).toEqual({ name: "dense1.W", shape: [2, 3], count: 6 });
    expect(whole.totals).not.toHaveProperty("frozen");
    expect(frozen.params).toEqual([
      { name: "dense2.W", shape: [3, 2], count: 6 },
      { name: "dense2.b", shape: [2], count: 2 },
      { name: "dense1.W", shape: [2, 3], count: 6, frozen: true },
      { name: "dense1.b", shape: [3], count: 3, frozen: true },
    ]);
    expect(frozen.totals).toMatchObject({ params: 17, frozen: 9 });
    expect(frozen.totals.bytes.training).toBeLessThan(whole.totals.bytes.training);
    const { stdout } = await playground.run("summary net.nn --freeze dense1.*");
    expect(stdout).toContain("of the params 9 are frozen\n");
  });

  it("in a check: three steps that leave it where it is", async () => {
    const { ok, models } = (await json("check net.nn --freeze dense1.*")) as {
      ok: boolean;
      models: { gradients: { worst: { value: string } } }[];
    };
    expect(ok).toBe(true);
    expect(models[0]!.gradients.worst.value).not.toMatch(/dense1/);
  });

  it.each(["", " --interpreter"])("in a run%s: no gradient", async (how) => {
    const command = `run net.nn --inputs in.json --grad --freeze dense1.*${how}`;
    const { grads } = (await json(command)) as {
      grads: { params: object; inputs: object };
    };
    expect(Object.keys(grads.params)).toEqual(["dense2.W", "dense2.b"]);
    expect(Object.keys(grads.inputs)).toEqual(["x"]);
  });
});
