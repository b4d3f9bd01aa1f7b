/**
 * `nnc run`: generated code and the interpreter answer alike, whatever ports, losses and draws a model has.
 */
import { describe, expect, it } from "vitest";
import { createPlayground } from "./nnc.ts";

interface Answer {
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly loss?: number;
  readonly grads?: { readonly inputs: object; readonly params: Readonly<Record<string, unknown>> };
}

/** What both say, in float64; a test fails where they differ. */
async function runBoth(model: string, inputs: object, options = ""): Promise<Answer> {
  const playground = createPlayground({ "net.nn": model, "in.json": JSON.stringify(inputs) });
  const command = `run net.nn --inputs in.json --json --dtype f64 ${options}`.trim();
  const [generated, interpreted] = [
    await playground.run(command),
    await playground.run(`${command} --interpreter`),
  ].map(({ exitCode, stdout, stderr }) => {
    expect(exitCode, stderr).toBe(0);
    return { ...(JSON.parse(stdout) as Answer), target: "" };
  });
  playground.remove();
  expect(generated).toEqual(interpreted);
  return generated!;
}

describe("ports", () => {
  const onlyTargets = `model Fit {
    target real: [2]
    target weight
    param w: [2] = (1, 2)
    output y = 2 * w
    loss weight * sum((w - real)^2)
  }`;

  it("without inputs, the targets say how many samples there are", async () => {
    const inputs = { real: [[1, 2], [1, 0], [0, 2]], weight: [1, 2, 3] }; // prettier-ignore
    const { loss, outputs } = await runBoth(onlyTargets, inputs, "--grad");
    expect(loss).toBe((0 + 2 * 4 + 3 * 1) / 3);
    expect(outputs["y"]).toEqual(Array(3).fill([2, 4]));
    expect((await runBoth(onlyTargets, { real: [3, 2], weight: 5 })).loss).toBe(20);
  });

  it("a model of nothing but params needs no inputs", async () => {
    const { outputs, loss } = await runBoth("model M { param w = 3 output y = w loss w^2 }", {});
    expect([outputs["y"], loss]).toEqual([3, 9]);
  });
});

describe("--grad", () => {
  it("of a loss that no target is needed for", async () => {
    const model = "model M { input x param w = 3 output y = w * x loss (w * x - 1)^2 }";
    const { loss, grads } = await runBoth(model, { x: 2 }, "--grad");
    expect([loss, grads]).toEqual([25, { inputs: { x: 30 }, params: { w: 20 } }]);
  });

  it("of no float outputs is 0", async () => {
    const model = "model M { input x: [2] param w: [2] = 1 output y = w @ x > 0 }";
    const { grads } = await runBoth(model, { x: [[1, 2], [3, 4]] }, "--grad"); // prettier-ignore
    expect(grads).toEqual({ inputs: { x: [[0, 0], [0, 0]] }, params: { w: [0, 0] } }); // prettier-ignore
  });
});

describe("draws", () => {
  const model = "model M { input x output y = x + normal() output z = x -> dropout loss z + y }";

  it.each(["", "--grad", "--training", "--training --grad"])(
    "are the same with %j",
    async (options) => void (await runBoth(model, { x: [0, 0, 0] }, options)),
  );
});
