/** nnc fmt: in place, as a check, through a pipe; broken files are left alone. */
import { chmodSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createPlayground } from "./nnc.ts";

const untidy = "model  A{input x:[2]\noutput y=x->relu}\n";
const playground = createPlayground({ "package.json": "{}" });
afterAll(() => playground.remove());

describe("fmt", () => {
  it("formats in place, and then finds nothing to do", async () => {
    playground.write("a.nn", untidy);
    expect(await playground.run("fmt a.nn")).toEqual({ exitCode: 0, stdout: "a.nn\n", stderr: "" });
    const tidy = playground.read("a.nn");
    expect(tidy).toContain("model A {\n");
    expect(await playground.run("fmt a.nn")).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    expect(await playground.run("fmt a.nn --check")).toMatchObject({ exitCode: 0, stdout: "" });
    expect(playground.read("a.nn")).toBe(tidy);
  });

  it("--check writes nothing and lists what is not formatted", async () => {
    playground.write("sub/b.nn", untidy);
    const ended = await playground.run("fmt . --check");
    expect(ended).toEqual({ exitCode: 1, stdout: "sub/b.nn is not formatted\n", stderr: "" });
    expect(playground.read("sub/b.nn")).toBe(untidy);
  });

  it("--json", async () => {
    const { stdout } = await playground.run("fmt . --check --json");
    expect(JSON.parse(stdout)).toEqual({
      files: [
        { file: "a.nn", changed: false },
        { file: "sub/b.nn", changed: true },
      ],
      diagnostics: [],
    });
  });

  it("keeps \\r\\n", async () => {
    playground.write("c.nn", untidy.replaceAll("\n", "\r\n"));
    await playground.run("fmt c.nn");
    expect(playground.read("c.nn")).toContain("{\r\n");
    expect(playground.read("c.nn")).not.toMatch(/[^\r]\n/);
  });

  it("- is standard input and output", async () => {
    const { stdout, exitCode } = await playground.run("fmt -", { stdin: untidy });
    expect(exitCode).toBe(0);
    expect(stdout).toBe(playground.read("a.nn"));
  });

  it("several values stay on one line where they fit, and otherwise stand one below another", async () => {
    const layer = (value: string): string => `layer two(x) {\n  a = x\n  return ${value}\n}\n`;
    const long = `${"a + ".repeat(22)}a`;
    const [fits, breaks] = [layer("a, a + x"), layer(`${long},\n    x`)];
    for (const text of [fits, breaks])
      expect((await playground.run("fmt -", { stdin: text })).stdout).toBe(text);
  });

  it("- with an error writes nothing, and --check says what is not formatted", async () => {
    const broken = await playground.run("fmt -", { stdin: "model A { input x" });
    expect(broken).toMatchObject({ exitCode: 1, stdout: "" });
    expect(broken.stderr).toContain("stdin.nn:1:9");
    const checked = await playground.run("fmt - --check", { stdin: untidy });
    expect(checked).toEqual({ exitCode: 1, stdout: "- is not formatted\n", stderr: "" });
  });

  it("keeps who may read and run a file", async () => {
    playground.write("mode.nn", untidy);
    chmodSync(join(playground.folder, "mode.nn"), 0o640);
    await playground.run("fmt mode.nn");
    expect(statSync(join(playground.folder, "mode.nn")).mode & 0o777).toBe(0o640);
  });

  it("leaves a file with an error as it is, and formats the others", async () => {
    playground.write("bad/d.nn", "model A {\n  input x: [2\n}\n");
    playground.write("bad/e.nn", untidy);
    const { exitCode, stderr, stdout } = await playground.run("fmt bad");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error NN1\d\d\d: /);
    expect(stderr).toContain("--> bad/d.nn:");
    expect(stdout).toBe("bad/e.nn\n");
    expect(playground.read("bad/d.nn")).toBe("model A {\n  input x: [2\n}\n");
  });

  it("skips node_modules and hidden folders", async () => {
    playground.write("deep/node_modules/f.nn", untidy);
    playground.write("deep/.hidden/g.nn", untidy);
    const { exitCode, stderr } = await playground.run("fmt deep");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("there are no .nn files in `deep`");
  });
});
