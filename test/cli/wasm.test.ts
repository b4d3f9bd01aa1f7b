/**
 * `--target wasm` on the command line: which files it writes, what it refuses, and that they run.
 */
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import type { GeneratedClass } from "../../src/check/load.ts";
import { createPlayground, type Playground } from "./nnc.ts";

const model = `model Points {
  input x: [2]
  target label: int
  output y = x -> dense(8) -> tanh -> dense(2) -> softmax
  loss crossEntropy(y, label)
  train { optimizer adam(rate: 0.05)  batch 8  epochs 3 }
}
`;

let playground: Playground;
afterEach(() => playground.remove());

interface AsyncClass extends GeneratedClass {
  createAsync(options?: {
    seed?: number;
    wasm?: Uint8Array;
  }): Promise<ReturnType<GeneratedClass["create"]>>;
}

async function load(file: string): Promise<AsyncClass> {
  const url = `${pathToFileURL(`${playground.folder}/${file}`)}`;
  return ((await import(url)) as { Points: AsyncClass }).Points;
}

const inputs = { x: [0.5, -0.25] };

describe("files", () => {
  it("TypeScript by default, JavaScript with declarations for -o x.js", async () => {
    playground = createPlayground({ "points.nn": model, "package.json": '{ "type": "module" }' });
    expect((await playground.run("compile points.nn --target wasm")).exitCode).toBe(0);
    expect((await playground.run("compile points.nn --target wasm -o net.js")).exitCode).toBe(0);
    expect((await playground.run("compile points.nn --target js -o plain.js")).exitCode).toBe(0);
    expect(playground.files()).toEqual([
      ...["net.d.ts", "net.js", "package.json", "plain.d.ts", "plain.js", "points.nn"],
      "points.nn.ts",
    ]);
    expect(playground.read("points.nn.ts")).toContain("const wasmCode: CodeSource");
    expect(playground.read("net.d.ts")).toBe(playground.read("plain.d.ts"));
    const [wasm, plain] = [await load("net.js"), await load("plain.js")];
    const [y, wanted] = [wasm, plain].map((each) => each.create({ seed: 3 }).forward(inputs)["y"]!);
    y!.forEach((each, at) => expect(each).toBeCloseTo(wanted![at]!, 6));
    const later = await wasm.createAsync({ seed: 3 });
    expect(later.forward(inputs)["y"]).toEqual(y);
  });

  it("several targets at once, where they are different files", async () => {
    playground = createPlayground({ "points.nn": model, "package.json": "{}" });
    const { stdout } = await playground.run("compile points.nn --target js --target wasm --json");
    const { files } = JSON.parse(stdout) as { files: { out: string; bytes: number }[] };
    expect(files.map(({ out }) => out)).toEqual(["points.nn.js", "points.nn.d.ts", "points.nn.ts"]);
    expect(playground.read("points.nn.js")).not.toContain("WebAssembly");
    expect(playground.read("points.nn.ts")).toContain("WebAssembly");
  });

  it("what would be one file is refused", async () => {
    playground = createPlayground({ "points.nn": model, "package.json": "{}" });
    for (const [options, message] of [
      [
        "--target ts --target wasm",
        "--target ts and --target wasm would be written to the same file",
      ],
      ["--target js --target wasm -o net.js", "--target js and --target wasm"],
      ["--target ts -o net.js", "`-o net.js` does not go with --target ts"],
      ["--target js --target wasm -o -", "standard output takes one target"],
      ["--wasm-file", "`--wasm-file` goes with --target wasm only"],
      ["--target wasm --wasm-file -o -", "`--wasm-file` writes two files"],
      ["--target ts,wasm", "--target cannot be `ts,wasm`"],
      ["--threads 2", "`--threads` goes with --target wasm only"],
      ["--target wasm --threads 0", "--threads must be 1 to 64"],
      ["--target wasm --threads 2 -o -", "`--threads` writes two files"],
      ["--relaxed-simd", "`--relaxed-simd` goes with --target wasm only"],
    ] as const) {
      const { exitCode, stderr } = await playground.run(`compile points.nn ${options}`);
      expect(stderr).toContain(message);
      expect(exitCode).toBe(2);
    }
    expect(playground.files()).toEqual(["package.json", "points.nn"]);
  });
});

describe("--wasm-file", () => {
  const command = "compile points.nn --target wasm --wasm-file -o net.js";
  const start = async (): Promise<void> => {
    playground = createPlayground({ "points.nn": model, "package.json": '{ "type": "module" }' });
    expect((await playground.run(command)).exitCode).toBe(0);
  };

  it("stands beside the module, which reads it", async () => {
    await start();
    expect(playground.files()).toContain("net.wasm");
    expect(playground.read("net.js")).toContain('new URL("./net.wasm", import.meta.url)');
    expect(playground.read("net.js").length).toBeLessThan(40_000);
    const Points = await load("net.js");
    expect(() => Points.create()).toThrow(
      "net.wasm, which is not read yet: use await createAsync()",
    );
    const net = await Points.createAsync({ seed: 3 });
    // From now on it is there.
    expect(Points.create({ seed: 3 }).forward(inputs)["y"]).toEqual(net.forward(inputs)["y"]);
  });

  it("is taken from whoever has its bytes, and no other", async () => {
    await start();
    const wasm = playground.bytes("net.wasm");
    const Points = await load("net.js");
    const other = Uint8Array.from(wasm);
    other[other.length - 1]! ^= 1;
    const refusal = "net.wasm is not the file that was written with this module";
    await expect(Points.createAsync({ wasm: other })).rejects.toThrow(refusal);
    playground.write("net.wasm", other);
    await expect(Points.createAsync()).rejects.toThrow(refusal);
    expect((await Points.createAsync({ wasm })).forward(inputs)["y"]!.length).toBe(2);
  });

  it("is told of, checked and protected like every other file", async () => {
    await start();
    const { stdout } = await playground.run(`${command} --json`);
    const { files } = JSON.parse(stdout) as { files: { out: string; bytes: number }[] };
    const written = { out: "net.wasm", bytes: playground.bytes("net.wasm").length };
    expect(files).toContainEqual(expect.objectContaining(written));
    expect((await playground.run(`${command} --check`)).exitCode).toBe(0);
    const stale = Uint8Array.from(playground.bytes("net.wasm"));
    stale[stale.length - 1]! ^= 1;
    playground.write("net.wasm", stale);
    const { exitCode, stdout: told } = await playground.run(`${command} --check`);
    expect([exitCode, told]).toEqual([1, "net.wasm is out of date\n"]);
    playground.write("net.wasm", "somebody's work");
    const refused = await playground.run(command);
    expect(refused.stderr).toContain("`net.wasm` was not written by nnc");
    expect(playground.read("net.wasm")).toBe("somebody's work");
  });

  it("beside a module that stands beside its source", async () => {
    playground = createPlayground({ "a/points.nn": model, "package.json": "{}" });
    await playground.run("compile a/points.nn --target wasm --wasm-file");
    expect(playground.files()).toEqual([
      ...["a/points.nn", "a/points.nn.ts", "a/points.nn.wasm", "package.json"],
    ]);
    expect(playground.read("a/points.nn.ts")).toContain('"./points.nn.wasm"');
  });
});

describe("commands that compute", () => {
  it("check compares the targets that it is asked for", async () => {
    playground = createPlayground({ "points.nn": model });
    for (const [options, wanted] of [
      ["", ["ts", "wasm"]],
      [" --target js", ["ts"]],
      [" --target wasm", ["wasm"]],
    ] as const) {
      const { stdout } = await playground.run(`check points.nn --json${options}`);
      const { models } = JSON.parse(stdout) as { models: { targets: { target: string }[] }[] };
      expect(models[0]!.targets.map(({ target }) => target)).toEqual(wanted);
    }
  });

  const data = "x[0],x[1],label\n0.5,0.1,0\n-0.5,0.3,1\n0.2,0.9,0\n-0.9,-0.1,1\n";

  it("run, train and eval take it", async () => {
    playground = createPlayground({ "points.nn": model, "data.csv": data });
    playground.write("in.json", JSON.stringify(inputs));
    const json = async (command: string): Promise<unknown> => {
      const { stdout, stderr } = await playground.run(`${command} --json`);
      expect(stderr).toBe("");
      return JSON.parse(stdout);
    };
    const run = "run points.nn --inputs in.json --target";
    const [wasm, ts] = [await json(`${run} wasm`), await json(`${run} ts`)] as {
      target: string;
      outputs: { y: number[] };
    }[];
    expect([wasm!.target, ts!.target]).toEqual(["wasm", "ts"]);
    wasm!.outputs.y.forEach((each, at) => expect(each).toBeCloseTo(ts!.outputs.y[at]!, 6));
    const losses: number[] = [];
    for (const target of ["ts", "wasm"]) {
      const train = `train points.nn --data data.csv --target ${target} --out ${target}`;
      expect((await playground.run(train)).exitCode).toBe(0);
      const evaluate = `eval points.nn --weights ${target}/points.safetensors --data data.csv`;
      const { loss } = (await json(`${evaluate} --target ${target}`)) as { loss: number };
      losses.push(loss);
    }
    expect(losses[1]).toBeCloseTo(losses[0]!, 4);
  });
});
