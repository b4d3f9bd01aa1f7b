/**
 * One wrong project in every format: for people, for editors, for GitHub, for scripts.
 */
import { afterAll, describe, expect, it } from "vitest";
import { createPlayground } from "./nnc.ts";

const net = `import { block } from "./layers/block.nn"
model Net {
  input x: [8]   // 😀 two UTF-16 units
  /* 😀 */ h = x -> sofmax
  output y = x -> block(4)
  output z = x -> dense(2.5)
}
`;
const block = `layer block(x; width) {
  wide = x -> dense(width) -> relu
  return x + wide
}
`;

const playground = createPlayground({
  "package.json": "{}",
  "nets/net.nn": net.replaceAll("\n", "\r\n"),
  "nets/layers/block.nn": block,
});
afterAll(() => playground.remove());

describe("a wrong project", () => {
  it("pretty", async () => {
    const { exitCode, stdout, stderr } = await playground.run("compile nets/net.nn");
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    await expect(stderr).toMatchFileSnapshot("formats/pretty.txt");
  });

  it("short: one line each", async () => {
    const { exitCode, stderr } = await playground.run("compile nets/net.nn --format short");
    expect(exitCode).toBe(1);
    await expect(stderr).toMatchFileSnapshot("formats/short.txt");
  });

  it("github: workflow commands", async () => {
    const { exitCode, stderr } = await playground.run("compile nets/net.nn --format github");
    expect(exitCode).toBe(1);
    await expect(stderr).toMatchFileSnapshot("formats/github.txt");
  });

  it("json: ranges as in the language server protocol, nothing else on standard output", async () => {
    const { exitCode, stdout } = await playground.run("compile nets/net.nn --json");
    expect(exitCode).toBe(1);
    const text = `${JSON.stringify(JSON.parse(stdout), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot("formats/json.txt");
  });

  it("paths are those seen from the folder that nnc runs in", async () => {
    const { stderr } = await playground.run("compile ./nets --format short");
    expect(stderr).toMatch(/^nets\/net\.nn:4:/);
  });
});

describe("--json of commands that cannot go on", () => {
  const commands = ["check", "summary", "run --inputs in.json", "train --data d.csv"];
  it.each(commands)("%s", async (command) => {
    const [name, ...rest] = command.split(" ");
    const argv = [name!, "nets/net.nn", ...rest, "--json"];
    const { exitCode, stdout } = await playground.run(argv);
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string }[] };
    expect(diagnostics.map(({ code }) => code)).toEqual(["NN2101", "NN4001", "NN3003"]);
    expect(exitCode).toBe(1);
  });
});

describe("standard input", () => {
  it("is called `stdin.nn`", async () => {
    const { stderr } = await playground.run("compile - --format short", {
      stdin: "model M {\n  input x\n  output y = x -> sofmax\n}\n",
    });
    expect(stderr).toMatch(/^stdin\.nn:3:19: error NN2101: /);
  });
});
