/** `--freeze`, `--expose` and `--stateful` on the command line. */
import { afterAll, describe, expect, it } from "vitest";
import { readSafetensors } from "../../src/train/safetensors.ts";
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

describe("--expose", () => {
  interface Ran {
    readonly values: Record<string, number[][]>;
    readonly grads: { readonly values: Record<string, number[][]> };
  }
  const command = "run net.nn --inputs in.json --dtype f64 --expose h,softmax1.*";

  it("in a run: values and the gradients by them, as the interpreter has them", async () => {
    const [code, judge] = [
      (await json(`${command} --grad`)) as unknown as Ran,
      (await json(`${command} --grad --interpreter`)) as unknown as Ran,
    ];
    expect(Object.keys(code.values)).toEqual(["h", "softmax1.e"]);
    for (const [here, there] of [
      [code.values, judge.values],
      [code.grads.values, judge.grads.values],
    ] as const) {
      expect(Object.keys(here)).toEqual(Object.keys(there));
      const numbers = Object.values(there["h"]!).flat();
      here["h"]!.flat().forEach((each, at) => expect(each).toBeCloseTo(numbers[at]!, 12));
    }
    expect([code.values["h"]!.length, code.grads.values["h"]![0]!.length]).toEqual([2, 3]);
  });

  it("in lines, and in a file", async () => {
    const { stdout } = await playground.run(`${command} --grad`);
    expect(stdout).toMatch(/^h = \[\[.*^∂\/∂h = \[\[/ms);
    const { values } = (await json(command)) as unknown as Ran;
    expect((await json(command))["grads"]).toBeUndefined();
    await json(`${command} --grad --out r.safetensors`);
    const { tensors } = readSafetensors(playground.bytes("r.safetensors"), "r");
    expect([...tensors.get("values.h")!.data]).toEqual(values["h"]!.flat());
    expect(tensors.get("grads.values.h")!.shape).toEqual([2, 3]);
  });

  it("in a check: values and gradients are compared, too", async () => {
    const { ok } = (await json("check net.nn --expose *")) as { ok: boolean };
    expect(ok).toBe(true);
  });
});

it("all three reach the generated module", async () => {
  playground.write("lstm.nn", "model M(t = 5) { input xs: [t, 2]  output y = xs -> lstm(3) }\n");
  const options = "--stateful --set t=1 --expose lstm1.hs,lstm1.i --freeze *.b --inference";
  const { exitCode, stderr } = await playground.run(`compile lstm.nn ${options} -o out`);
  expect([exitCode, stderr]).toEqual([0, ""]);
  const text = playground.read("out/lstm.nn.ts");
  for (const each of [/"lstm1\.hs": Float32Array;/, /readonly states: MStates;/, /reset\(\)/])
    expect(text).toMatch(each);
});
