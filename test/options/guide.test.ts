/**
 * The guide to fine-tuning and streaming, as it stands: its files compile, its commands run, its code runs
 * on what they wrote and finds what the comments say.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, expect, it } from "vitest";
import { createPlayground } from "../cli/nnc.ts";

const guide = readFileSync(
  new URL("../../docs/guide/fine-tuning-and-streaming.md", import.meta.url),
  "utf8",
);
const fenced = (language: string): readonly string[] =>
  [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm"))].map(
    (match) => match[1]!,
  );

// Fewer steps, so that it is done soon.
const steps = 20;
const [waves, causal] = fenced("nn").map((text) => text.replace("t = 100", `t = ${steps}`));

/** What the guide takes as given: batches of waves of three and of five kinds, and one wave. */
const given = `
const kinds = [Math.sin, Math.cos, Math.abs, Math.sqrt, Math.cbrt];
const wave = (n) => Array.from({ length: ${steps} }, (_, t) => kinds[n](1 + Math.sin(n + 0.3 * t)));
const batch = (classes) => ({
  xs: Array.from({ length: 16 }, (_, n) => wave(n % classes)).flat(),
  label: Array.from({ length: 16 }, (_, n) => Array(${steps}).fill(n % classes)).flat(),
});
const [three, five, samples] = [[batch(3), batch(3)], [batch(5)], wave(2)];
`;

/** What its comments claim. */
const claims = `
const rows = causal.forward({ xs: samples }).y;
const far = samples.map((x, t) => {
  const { y } = stream.forward({ xs: [x] });
  return Math.max(...y.map((each, k) => Math.abs(each - rows[3 * t + k])));
});
console.log(JSON.stringify({
  report: Tuned.create().load(weights, { partial: true }),
  grads: [tuned.flat.grads.length, Object.keys(tuned.grads)],
  frozen: tuned.params.body1.lstm1.Wx.every((each, at) => each === net.params.body1.lstm1.Wx[at]),
  head: tuned.params.dense1.W.some((each, at) => each !== Tuned.create({ seed: 2 }).params.dense1.W[at]),
  values: [looking.values["body1.look1.a"].length, looking.valueGrads["body1.look1.a"].length],
  states: stream.states.body1.lstm1.h.length,
  far: Math.max(...far),
}));
`;

const playground = createPlayground({
  "package.json": '{ "type": "module" }',
  "waves.nn": waves!,
  "causal.nn": causal!,
  "in.json": JSON.stringify({ xs: Array(steps).fill([0.5]), label: Array(steps).fill(1) }),
});
afterAll(() => playground.remove());

it("does what it says", async () => {
  for (const line of fenced("sh").flatMap((block) => block.trim().split("\n"))) {
    const words = line.replaceAll("'", "").split(" ").slice(1);
    const isCompiling = words[0] === "compile";
    const command = isCompiling ? words.map((word) => word.replace(/\.ts$/, ".js")) : words;
    const { exitCode, stderr } = await playground.run(
      isCompiling ? [...command, "--target", "js"] : command,
    );
    expect([line, exitCode, stderr]).toEqual([line, 0, ""]);
  }
  const code = fenced("ts").join("\n").replaceAll('.ts";', '.js";');
  playground.write("run.js", `${given}${code}${claims}`);
  const output = execFileSync(process.execPath, ["run.js"], { cwd: playground.folder });
  expect(JSON.parse(output.toString())).toEqual({
    report: { missing: ["dense1.W", "dense1.b"], extra: [] },
    grads: [85, ["dense1"]],
    frozen: true,
    head: true,
    values: [16 * steps * steps, 16 * steps * steps],
    states: 16,
    far: expect.any(Number),
  });
  expect((JSON.parse(output.toString()) as { far: number }).far).toBeLessThan(1e-6);
});
