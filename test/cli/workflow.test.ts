/**
 * The way through: compile, check, run, train, evaluate, resume, summarise.
 */
import { afterEach, expect, it } from "vitest";
import { createPlayground, type Playground } from "./nnc.ts";

const model = `/// Two classes of points.
model Points {
  input x: [2]
  target label: int
  output y = x -> dense(8) -> tanh -> dense(2) -> softmax
  loss crossEntropy(y, label)
  metric accuracy = argmax(y) == label
  train { optimizer adam(rate: 0.05)  batch 8  epochs 20 }
}
`;

/** Inside or outside of a circle, on a grid. */
const rows = Array.from({ length: 64 }, (_, at) => {
  const [a, b] = [(at % 8) / 3.5 - 1, Math.floor(at / 8) / 3.5 - 1];
  return `${a},${b},${a * a + b * b < 0.6 ? 1 : 0}`;
});
const data = `x[0],x[1],label\n${rows.join("\n")}\n`;

let playground: Playground;
afterEach(() => playground.remove());

it("compiles, says what it wrote, and knows what is stale", async () => {
  playground = createPlayground({ "points.nn": model, "package.json": "{}" });
  expect((await playground.run("compile points.nn --check")).exitCode).toBe(1);
  const { exitCode, stdout } = await playground.run("compile points.nn --json");
  const { files } = JSON.parse(stdout) as {
    files: { source: string; model: string; out: string }[];
  };
  expect(exitCode).toBe(0);
  expect(files[0]).toMatchObject({ source: "points.nn", out: "points.nn.ts" });
  expect((await playground.run("compile points.nn --check")).exitCode).toBe(0);
  await playground.run("compile points.nn --target js");
  expect(playground.files()).toContain("points.nn.d.ts");
});

it("checks, in words and as JSON", async () => {
  playground = createPlayground({ "points.nn": model });
  const { exitCode, stdout } = await playground.run("check points.nn --json");
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    ok: true,
    models: [
      {
        name: "Points",
        targets: [
          { target: "ts", ok: true },
          { target: "wasm", ok: true },
        ],
        gradients: { ok: true },
      },
    ],
  });
});

it("runs the same on generated code and on the interpreter, with gradients", async () => {
  const inputs = JSON.stringify({ x: [0.5, -0.25], label: 1 });
  playground = createPlayground({ "points.nn": model, "in.json": inputs });
  const command = "run points.nn --inputs in.json --weights seed=3 --grad --json";
  const [generated, interpreted] = [
    await playground.run(command),
    await playground.run(`${command} --interpreter`),
  ].map(({ stdout }) => JSON.parse(stdout) as { outputs: { y: number[] }; loss: number });
  expect(generated!.loss).toBeCloseTo(interpreted!.loss, 5);
  generated!.outputs.y.forEach((each, at) =>
    expect(each).toBeCloseTo(interpreted!.outputs.y[at]!, 6),
  );
  const missing = await playground.run(["run", "points.nn", "--grad", "--inputs", "-"], {
    stdin: '{ "x": [1, 2] }',
  });
  expect(missing.stderr).toContain("label");
  expect(missing.exitCode).toBe(2);
});

it("trains to what the model can, writes weights and a curve, and evaluates them", async () => {
  playground = createPlayground({ "points.nn": model, "data.csv": data });
  const trained = await playground.run("train points.nn --data data.csv --epochs 200");
  expect(trained.exitCode).toBe(0);
  expect(playground.files()).toEqual(
    expect.arrayContaining(["points.safetensors", "points.loss.svg"]),
  );
  expect(playground.read("points.loss.svg")).toMatch(/^<svg[\s\S]*<\/svg>\n$/);
  const { stdout } = await playground.run(
    "eval points.nn --weights points.safetensors --data data.csv --json",
  );
  const { loss, metrics } = JSON.parse(stdout) as { loss: number; metrics: { accuracy: number } };
  expect(metrics.accuracy).toBeGreaterThan(0.95);
  expect(loss).toBeLessThan(0.2);
});

it("keeps a checkpoint when it is interrupted, and goes on from it", async () => {
  playground = createPlayground({ "points.nn": model, "data.csv": data });
  const whole = await playground.run("train points.nn --data data.csv --epochs 1500 --out whole");
  expect(whole.exitCode).toBe(0);
  const interrupted = await playground.run(
    "train points.nn --data data.csv --epochs 1500 --out part",
    {
      onListen: (interrupt) => setTimeout(interrupt, 50),
    },
  );
  expect(interrupted.exitCode).toBe(130);
  expect(interrupted.stderr).toMatch(/checkpoint/);
  const resumed = await playground.run(
    "train points.nn --data data.csv --epochs 1500 --out part --resume",
  );
  expect(resumed.exitCode).toBe(0);
  expect(playground.bytes("part/points.safetensors")).toEqual(
    playground.bytes("whole/points.safetensors"),
  );
});

it("summarises", async () => {
  playground = createPlayground({ "points.nn": model });
  const { stdout } = await playground.run("summary points.nn --json");
  expect(JSON.parse(stdout)).toMatchObject({
    models: [{ name: "Points", totals: { params: 2 * 8 + 8 + 8 * 2 + 2, macs: 2 * 8 + 8 * 2 } }],
  });
  expect((await playground.run("summary points.nn")).stdout).toContain("dense2");
});
