// nnc itself, per target: the workload's `.nn` is compiled by the built command line into a temporary
// folder and imported from there. Inputs are handed over as arrays on each call, results read as arrays.
// NNC_BENCH_STAND_IN may name a folder with `<optimizer>.js` of the same surface, to work on the runner
// while the compiler does not build; nothing is written to docs then.

import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { encodeSafetensors } from "./safetensors.mjs";
import { temporaryFolder } from "./temporary.mjs";

const compiler = fileURLToPath(new URL("../../dist/nnc.js", import.meta.url));
const standIn = process.env.NNC_BENCH_STAND_IN;

export function nncPeer(target, label) {
  return {
    label,
    note: `Compiled with \`nnc compile --target ${target}\`.`,
    packages: [],
    async prepare(workload, { pass, samples, optimizer }) {
      const net = await createNet(target, workload, optimizer);
      const x = workload.samples.subarray(0, samples * workload.inputs);
      const label = workload.labels.subarray(0, samples);
      if (pass === "forward") return { run: () => net.forward({ x }).y };
      const start = net.save({ training: true });
      return { run: () => net.step({ x, label }), reset: () => net.load(start) };
    },
  };
}

const modules = new Map();

async function createNet(target, workload, optimizer) {
  const kind = optimizer?.kind ?? "adam";
  if (!modules.has(kind))
    modules.set(kind, await import(modulePath(target, workload, optimizer, kind)));
  return modules.get(kind)[workload.model].create({ weights: encodeSafetensors(workload.weights) });
}

function modulePath(target, workload, optimizer, kind) {
  if (standIn) return pathToFileURL(join(standIn, `${kind}.js`)).href;
  if (!existsSync(compiler)) throw new Error("dist/nnc.js is missing: run `npm run build` first");
  const folder = temporaryFolder();
  const [source, module] = [`${kind}.nn`, `${kind}.js`].map((file) => join(folder, file));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  writeFileSync(source, workload.nnSource(optimizer));
  const options = ["--target", target, "--batch", String(workload.capacity), "-o", module];
  execFileSync(process.execPath, [compiler, "compile", source, ...options], { stdio: "pipe" });
  return pathToFileURL(module).href;
}
