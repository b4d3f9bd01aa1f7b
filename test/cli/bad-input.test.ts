/**
 * Bad input: the message with its place, the exit code, and nothing half-written.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createPlayground, type Playground } from "./nnc.ts";

const model = `model Tiny {
  input x: [2]
  target label: int
  output y = x -> dense(3) -> softmax
  loss crossEntropy(y, label)
  train { optimizer sgd(rate: 0.1)  batch 2  epochs 1 }
}
`;
const header = "x[0],x[1],label\n";

let playground: Playground;
afterEach(() => playground.remove());

const wrongModels: readonly (readonly [string, string, string])[] = [
  ["an unknown name", model.replace("softmax", "sofmax"), "did you mean `softmax`?"],
  ["a shape that does not fit", "model A { input x: [3], y: [2]  output z = x + y }\n", "3"],
  ["a missing brace", model.slice(0, -2), "}"],
  ["a dimension that is not whole", "model A { input x: [2.5]  output y = x }\n", "2.5"],
];

describe("a model with a mistake", () => {
  it.each(wrongModels)("%s", async (_, text, part) => {
    playground = createPlayground({ "tiny.nn": text });
    const { exitCode, stdout, stderr } = await playground.run("compile tiny.nn");
    expect(stderr).toContain(part);
    expect(stderr).toMatch(/tiny\.nn:\d+:\d+/);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(playground.files()).toEqual(["tiny.nn"]);
  });
});

it("a model that gives no numbers", async () => {
  const text = "model A { input x: [2]  param w: [2] = 1  output y = log(-1 - (x * w)^2) }\n";
  playground = createPlayground({ "a.nn": text });
  const { exitCode, stdout } = await playground.run("check a.nn");
  expect(stdout).toContain("w[0] cannot be compared, it is not a number");
  expect(exitCode).toBe(3);
});

const wrongData: readonly (readonly [string, string, RegExp])[] = [
  ["the wrong number of inputs", "x[0],label\n1,0\n", /x\[1\]|2/],
  ["a label out of range", `${header}1,2,0\n1,2,3\n`, /label.*3|3.*label/s],
  ["a hole", `${header}1,2,0\n1,,1\n`, /3/],
  ["an empty file", "", /empty|no/i],
  ["only a header", header, /no|empty/i],
  ["NaN", `${header}1,2,0\nNaN,2,1\n`, /NaN/],
  ["a word for a number", `${header}1,two,0\n`, /two/],
  ["a column that is missing", "x[0],x[1]\n1,2\n", /label/],
];

describe("data with a mistake", () => {
  it.each(wrongData)("%s", async (_, data, part) => {
    playground = createPlayground({ "tiny.nn": model, "data.csv": data });
    const { exitCode, stderr } = await playground.run("train tiny.nn --data data.csv");
    expect(stderr).toMatch(part);
    expect(stderr).toMatch(/NN6\d{3}/);
    expect(exitCode).toBe(1);
    expect(playground.files()).toEqual(["data.csv", "tiny.nn"]);
  });
});

describe("weights with a mistake", () => {
  it.each([
    ["cut off", (bytes: Uint8Array) => bytes.slice(0, bytes.length - 3)],
    ["not weights at all", () => new TextEncoder().encode("these are no weights")],
  ])("%s", async (_, damage) => {
    playground = createPlayground({ "tiny.nn": model, "data.csv": `${header}1,2,0\n3,4,1\n` });
    expect((await playground.run("train tiny.nn --data data.csv")).exitCode).toBe(0);
    playground.write("tiny.safetensors", damage(playground.bytes("tiny.safetensors")));
    const before = playground.files();
    const command = "eval tiny.nn --weights tiny.safetensors --data data.csv";
    const { exitCode, stderr } = await playground.run(command);
    expect(stderr).toContain("tiny.safetensors");
    expect(exitCode).toBe(1);
    expect(playground.files()).toEqual(before);
  });
});

describe("a disk that does not take it", () => {
  it("an output folder that is a file", async () => {
    playground = createPlayground({ "tiny.nn": model, out: "a file" });
    const { exitCode, stderr } = await playground.run("compile tiny.nn -o out/deep");
    expect(stderr).toContain("out");
    expect(exitCode).toBe(74);
    expect(playground.files()).toEqual(["out", "tiny.nn"]);
  });

  it("a file that nnc did not write", async () => {
    playground = createPlayground({ "tiny.nn": model, "tiny.nn.ts": "export const mine = 1;\n" });
    const { exitCode, stderr } = await playground.run("compile tiny.nn");
    expect(stderr).toContain("tiny.nn.ts");
    expect(exitCode).not.toBe(0);
    expect(playground.read("tiny.nn.ts")).toBe("export const mine = 1;\n");
  });

  it("no such file", async () => {
    playground = createPlayground();
    const { exitCode, stderr } = await playground.run("compile nowhere.nn");
    expect(stderr).toContain("nowhere.nn");
    expect(exitCode).toBe(2);
  });
});

describe("links", () => {
  it("are not followed out of the project", async () => {
    const outside = mkdtempSync(join(tmpdir(), "nnc-outside-"));
    writeFileSync(join(outside, "secret.nn"), "layer secret(x) = x\n");
    const net = (path: string): string =>
      `import { secret } from "${path}"\nmodel A { input x  output y = x -> secret }\n`;
    playground = createPlayground({
      "package.json": "{}",
      "a.nn": net("./link.nn"),
      "b.nn": net("./folder/secret.nn"),
    });
    symlinkSync(join(outside, "secret.nn"), join(playground.folder, "link.nn"));
    symlinkSync(outside, join(playground.folder, "folder"));
    for (const file of ["a.nn", "b.nn"]) {
      const { exitCode, stderr } = await playground.run(`compile ${file}`);
      expect(stderr).toMatch(/NN2008.*leads out of the project/);
      expect(exitCode).toBe(1);
    }
    rmSync(outside, { recursive: true });
  });

  it("inside the project are followed", async () => {
    playground = createPlayground({
      "package.json": "{}",
      "layers.nn": "layer twice(x) = 2 * x\n",
      "net.nn": 'import { twice } from "./link.nn"\nmodel A { input x  output y = x -> twice }\n',
    });
    symlinkSync("layers.nn", join(playground.folder, "link.nn"));
    expect((await playground.run("compile net.nn")).exitCode).toBe(0);
  });

  it("that lead in a circle end", async () => {
    playground = createPlayground({ "package.json": "{}", "nets/tiny.nn": model });
    symlinkSync("..", join(playground.folder, "nets", "up"));
    const { exitCode, stdout } = await playground.run("compile nets -o out");
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: "nets/tiny.nn → out/tiny.nn.ts\n",
    });
  });
});

describe.runIf(existsSync("/dev/full"))("a stream that does not take it", () => {
  const root = new URL("../../", import.meta.url).pathname;
  const nnc = `"${process.execPath}" --import tsx src/cli/main.ts compile - -o -`;
  const statusOf = (command: string): number | null => {
    playground = createPlayground();
    return spawnSync("bash", ["-c", command], { cwd: root, input: model }).status;
  };

  it("a full disk", () => expect(statusOf(`${nnc} > /dev/full`)).toBe(74));
  it("a pipe that nobody reads", () => {
    expect(statusOf(`${nnc} | { exec 0<&-; }; exit \${PIPESTATUS[0]}`)).toBe(74);
  });
});
