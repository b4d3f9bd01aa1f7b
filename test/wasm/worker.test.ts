/** WebAssembly in a worker of Node: from the module, from a file beside it, and from bytes that are sent. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, expect, it } from "vitest";
import { compile } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { createNet, readSpec } from "../emit/generate.ts";

const program = `
import { parentPort, workerData } from "node:worker_threads";
const { module, call, options } = workerData;
const { Digits } = await import(module);
const net = await Digits[call](options);
parentPort.postMessage(net.step({ x: new Float32Array(256).fill(0.5), label: 3 }));
`;

let folder: string;
let wasm: Uint8Array;
let loss: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "nnc-worker-"));
  const source = createSource("digits.nn", readSpec("digits"));
  const options = { targets: ["wasm"], wasmLanguage: "js" } as const;
  const beside = compile(source, { ...options, wasmFile: "beside.wasm" });
  wasm = beside.binaries[0]!.bytes;
  writeFileSync(join(folder, "inside.mjs"), compile(source, options).files[0]!.text);
  writeFileSync(join(folder, "beside.mjs"), beside.files[0]!.text);
  writeFileSync(join(folder, "beside.wasm"), wasm);
  writeFileSync(
    join(folder, "sent.mjs"),
    beside.files[0]!.text.replaceAll("beside.wasm", "lost.wasm"),
  );
  writeFileSync(join(folder, "run.mjs"), program);
  const net = await createNet(readSpec("digits"), "Digits");
  loss = net.step({ x: new Float32Array(256).fill(0.5), label: 3 });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  ["inside.mjs", "create", false],
  ["inside.mjs", "createAsync", false],
  ["beside.mjs", "createAsync", false],
  ["sent.mjs", "createAsync", true],
] as const)("%s, %s", async (module, call, sends) => {
  const options = { seed: 5, ...(sends && { wasm }) };
  const workerData = { module: `./${module}`, call, options };
  const worker = new Worker(join(folder, "run.mjs"), { workerData });
  const answer = await new Promise((resolve, reject) => {
    worker.on("message", resolve);
    worker.on("error", reject);
  });
  await worker.terminate();
  expect(answer).toBeCloseTo(loss, 5);
});
