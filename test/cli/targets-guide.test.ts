/** The guide to targets, as it stands: its file compiles, its commands run, its code gives one model thrice. */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { afterAll, expect, it } from "vitest";
import { createPlayground } from "./nnc.ts";

const guide = readFileSync(new URL("../../docs/guide/targets.md", import.meta.url), "utf8");
const fenced = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "m").exec(guide)![1]!;

const playground = createPlayground({
  "package.json": '{ "type": "module" }',
  "points.nn": fenced("nn"),
});
afterAll(() => playground.remove());

it("does what it says", async () => {
  // Node 20 runs no TypeScript: the same commands, in JavaScript.
  for (const line of fenced("sh").trim().replaceAll(".ts", ".js").split("\n")) {
    const { exitCode, stderr } = await playground.run(line.split(" ").slice(1));
    expect([line, exitCode, stderr]).toEqual([line, 0, ""]);
  }
  const code = fenced("ts").replaceAll(/\.ts";/g, '.js";');
  playground.write("run.js", `${code}\nexport const nets = [script, inside, beside];\n`);
  const url = `${pathToFileURL(`${playground.folder}/run.js`)}`;
  const { nets } = (await import(url)) as {
    nets: { forward(inputs: object): { y: Float32Array } }[];
  };
  const [script, ...others] = nets.map((net) => net.forward({ x: [0.5, -1] }).y);
  for (const y of others) y.forEach((each, at) => expect(each).toBeCloseTo(script![at]!, 6));
  expect(others.length).toBe(2);
});
