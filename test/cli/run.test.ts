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

describe("indices", () => {
  const model = `layer walk(ids: int[t], table: [n]) {
    scan id over ids { state s = 0 s' = s + table[id] }
    return s
  }
  model M {
    input tokens: int[3], pair: int[2], i: int
    param table: [4] = (1, 2, 3, 4)
    param large: [9] = 5
    output a = table[tokens] + walk(tokens, table)
    output b = table[pair[0]] + large[pair[1]]
    output c = table[where(i < 0, 0, i)] + table[i % 4]
  }`;
  const good = { tokens: [0, 3, 1], pair: [3, 8], i: -7 };

  it("are refused where they come out of range, not before", async () => {
    const { outputs } = await runBoth(model, good);
    expect(outputs).toEqual({ a: [1 + 7, 4 + 7, 2 + 7], b: 9, c: 1 + 2 });
  });

  it.each([
    [{ tokens: [0, 4, 1] }, "`tokens` holds 4, but it indexes 4: whole numbers from 0 to 3"],
    [{ pair: [4, 8] }, "input pair: the index is 4, expected a whole number from 0 to 3"],
    [{ pair: [0, -1] }, "input pair: the index is -1, expected a whole number from 0 to 8"],
    [{ i: 4 }, "input i: the index is 4, expected a whole number from 0 to 3"],
  ])("%j: %s", async (wrong, message) => {
    const inputs = JSON.stringify({ ...good, ...wrong });
    const playground = createPlayground({ "net.nn": model, "in.json": inputs });
    for (const how of ["", " --interpreter"]) {
      const { exitCode, stderr } = await playground.run(`run net.nn --inputs in.json${how}`);
      expect([exitCode, stderr]).toEqual([1, expect.stringContaining(message)]);
    }
    playground.remove();
  });

  it("a test whose numbers come out of range fails, and a check without any that fit", async () => {
    const wrong = `model N { input i: int  param t: [2] = 1  output y = t[i + 2] }
    test "one too far" of N { given i = 1  expect y == 0 }
    model L { input i: int  param t: [2] = 1  output y = t[i] }
    test "too far for a caller" of L { given i = 2  expect y == 0 }`;
    const playground = createPlayground({ "net.nn": wrong });
    const { exitCode, stdout, stderr } = await playground.run("check net.nn");
    playground.remove();
    expect([exitCode, stderr]).toEqual([3, ""]);
    expect(stdout).toContain(`✗ "one too far": input i: the index is 3, expected`);
    expect(stdout).toContain(`✗ "too far for a caller": i: the index is 2, expected`);
    expect(stdout).toContain("✗ gradients = finite differences: input i: the index is 2, expected");
  });
});
