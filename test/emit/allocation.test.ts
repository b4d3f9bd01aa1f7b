/**
 * After `create`, and after the first call with each number of samples, nothing allocates.
 *
 * Counted by the garbage collector in a process of its own: thousands of calls must not fill the young
 * generation, which 100 bytes a call would many times over.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { engines } from "../../src/check/classes.ts";
import { generateFiles, readSpec } from "./generate.ts";

const program = `
import { PerformanceObserver } from "node:perf_hooks";
import { Digits } from "./digits.mjs";
const net = Digits.create();
const one = { x: new Float32Array(256) };
const some = { x: new Float32Array(8 * 256), label: new Int32Array(8) };
const calls = {
  forward: () => net.forward(one),
  loss: () => net.loss(some),
  backward: () => { net.forward(some, training); net.backward(undefined, both); },
  step: () => net.step(some, settings),
};
const training = { training: true };
const both = { inputs: true, accumulate: true };
const settings = { rate: 1e-3 };
for (let warm = 0; warm < 20000; warm++) for (const call of Object.values(calls)) call();
const used = {};
for (let round = 0; round < 6; round++) {
  for (const [name, call] of Object.entries(calls)) {
    globalThis.gc();
    const before = process.memoryUsage().heapUsed;
    for (let count = 0; count < 2000; count++) call();
    const each = (process.memoryUsage().heapUsed - before) / 2000;
    used[name] = Math.min(each, used[name] ?? Infinity);
  }
}
console.log(JSON.stringify(used));
`;

it.each(engines)("calls allocate nothing as %s", (engine) => {
  const folder = mkdtempSync(join(tmpdir(), "nnc-allocation-"));
  try {
    writeFileSync(
      join(folder, "digits.mjs"),
      generateFiles("digits", readSpec("digits"), { set: { hidden: 4 }, engine }).js,
    );
    writeFileSync(join(folder, "run.mjs"), program);
    const flags = ["--expose-gc", "--max-semi-space-size=64"];
    const output = execFileSync(process.execPath, [...flags, join(folder, "run.mjs")], {
      encoding: "utf8",
    });
    // The least of several rounds: what is allocated is allocated in each, compilation is not.
    // V8 boxes a double that is passed to a function that it does not inline, 12 bytes each: Adam's
    // scalars for each kernel of a step. A view takes over 100 bytes, and would be needed in every call.
    for (const [name, bytes] of Object.entries(JSON.parse(output) as Record<string, number>)) {
      expect({ name, allocates: bytes > (name === "step" ? 400 : 60) }).toEqual({
        name,
        allocates: false,
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
