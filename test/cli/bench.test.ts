/** `nnc bench` on the command line: what it takes, prints and refuses. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { createPlayground } from "./nnc.ts";

const guide = readFileSync(new URL("../../docs/guide/measuring.md", import.meta.url), "utf8");

const playground = createPlayground({
  "points.nn": /^```nn\n([^]*?)^```/m.exec(guide)![1]!,
  "package.json": "{}",
  "two.nn": `model One { input x: [90]  output y = x -> dense(70) }
model Other { input x: [2]  output y = x -> dense(2) }
`,
  "wrong.nn": "model Wrong { input x: [2]  output y = z }\n",
});
afterAll(() => playground.remove());

const nnc = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const knowsRelaxedSimd = Number(process.versions.node.split(".")[0]) >= 22;
const quick = ["bench", "two.nn", "--model", "One", "--inference"];

describe("prints", () => {
  it("a table, also of several threads", async () => {
    const options = ["--batch", "3", "--target", "wasm", "--threads", "2"];
    const { exitCode, stdout, stderr } = await playground.run([...quick, ...options]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    const time = String.raw`\d[\d.]* [nµm]?s`;
    const row = (threads: number, batch: number): string =>
      String.raw`wasm +forward +${batch} +${threads}( +${time}){3} +\d+\.\d\d\n`;
    const rows = [1, 2].map((threads) => row(threads, 1) + row(threads, 3)).join("");
    expect(stdout).toMatch(
      new RegExp(`^One\n\ntarget +pass +samples +threads +time +from +to +GFLOP/s\n${rows}$`),
    );
  });

  it("kernels, with --why", async () => {
    const { stdout } = await playground.run([...quick, "--target", "wasm", "--why"]);
    expect(stdout).toContain("limits of this core: ");
    expect(stdout).toContain("\nwasm: forward of 1 sample\n");
    expect(stdout).toMatch(/100\.0 %.* 1 +0\.013 .*dense_70_90: .*contract, add; form loop, tile/);
  });

  it("JSON, in the shape that scripts read", async () => {
    const { stdout } = await playground.run([...quick, "--target", "js", "--why", "--json"]);
    const flops = 70 * (2 * 90 + 1);
    const bytes = { bytes_read: 4 * (90 + 90 * 70 + 70), bytes_written: 4 * 70 };
    const kernel = { kernel: "dense_70_90", calls: 1, share: 1, flops, ...bytes };
    const row = { target: "js", pass: "forward", batch: 1, threads: 1, kernels: [kernel] };
    const result: unknown = JSON.parse(stdout);
    expect(result).toMatchObject({ model: "One", rows: [row] });
    const times = { median_ns: 1, min_ns: 1, max_ns: 1, gflops: 1, time_ns: 1, share_of_limit: 1 };
    for (const name of Object.keys(times))
      expect(stdout).toMatch(new RegExp(`"${name}": ?[\\d.]+`));
  });
});

it("the guide's model compiles, and shows its kernels", async () => {
  const command = /`nnc (compile points\.nn --dump kernels)`/.exec(guide)![1]!;
  const { exitCode, stdout } = await playground.run(`${command} --target wasm`);
  expect(exitCode).toBe(0);
  expect(stdout).toContain("lanes 4");
});

describe("refuses", () => {
  // In a process of its own: in this one another test may have asked V8 for what it has not by itself.
  it.skipIf(knowsRelaxedSimd)("relaxed SIMD where Node has none", () => {
    const given = ["--import", loader, nnc, ...quick, "--relaxed-simd", "--target", "wasm"];
    const options = { cwd: playground.folder, encoding: "utf8" } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, given, options);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("does not run relaxed SIMD");
  });

  it.each([
    ["bench two.nn", 2, "NN7009"],
    ["bench two.nn --model Third", 2, "NN7009"],
    ["bench none.nn", 2, "NN7005"],
    ["bench", 2, "NN7004"],
    ["bench two.nn wrong.nn", 2, "NN7004"],
    ["bench two.nn --model One --target c", 2, "NN7003"],
    ["bench two.nn --model One --batch 0", 2, "NN7003"],
    ["bench two.nn --model One --epochs 3", 2, "NN7002"],
    ["bench two.nn --model One --target ts --relaxed-simd", 2, "NN7006"],
    ["bench wrong.nn", 1, "NN2"],
  ])("%s", async (command, exitCode, code) => {
    const ended = await playground.run(command);
    expect(ended).toMatchObject({ exitCode, stdout: "" });
    expect(ended.stderr).toContain(code);
  });
});
