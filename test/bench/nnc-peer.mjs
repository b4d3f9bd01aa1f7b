// nnc itself, per target: the workload's `.nn` is compiled by the built command line into a temporary
// folder and imported from there; for forward passes with `--inference`, as whoever only predicts would. Inputs are
// handed over as arrays on each call, results read as arrays.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { drawWeights } from "./draw.mjs";
import { encodeSafetensors } from "./safetensors.mjs";
import { temporaryFolder } from "./temporary.mjs";

const compiler = fileURLToPath(new URL("../../dist/nnc.js", import.meta.url));

/** Operations of a call below which threads are not woken; there is nothing to measure then. */
const leastShared = 1e7;

export function nncPeer(target, label, threads = 1) {
  const asked = threads > 1 ? ` --threads ${threads}` : "";
  return {
    label,
    note: `Compiled with \`nnc compile --target ${target}${asked}\`, for forward passes with \`--inference\`.`,
    packages: [],
    async prepare(workload, task) {
      if (threads > 1 && task.operations < leastShared) return null;
      const { nn, samples, inputs, labels } = workload;
      const module = await import(compile(target, workload, task, threads));
      const weights = encodeSafetensors(drawWeights(workload));
      const net = await module[nn.model].createAsync({ weights, threads });
      const batch = { [nn.input]: samples.subarray(0, task.samples * inputs) };
      if (task.pass === "forward") return { run: () => net.forward(batch).y };
      batch[nn.target] = labels.subarray(0, task.samples);
      const start = net.save({ training: true });
      return { run: () => net.step(batch), reset: () => net.load(start) };
    },
  };
}

/** The module's address. Each task has its own: another batch, another optimiser. */
function compile(target, { nn }, { pass, samples, optimizer }, threads) {
  if (!existsSync(compiler)) throw new Error("dist/nnc.js is missing: run `npm run build` first");
  const folder = temporaryFolder();
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  let source = fileURLToPath(new URL(nn.file, import.meta.url));
  if (optimizer) source = withOptimizer(source, join(folder, "network.nn"), optimizer);
  const module = join(folder, "network.js");
  const options = ["--target", target, "--model", nn.model, "--batch", samples, "-o", module];
  for (const [name, value] of Object.entries(nn.settings ?? {})) {
    options.push("--set", `${name}=${value}`);
  }
  if (pass === "forward") options.push("--inference");
  if (threads > 1) options.push("--threads", threads);
  execFileSync(process.execPath, [compiler, "compile", source, ...options], { stdio: "pipe" });
  return pathToFileURL(module).href;
}

function withOptimizer(source, copy, { kind, rate }) {
  const text = readFileSync(source, "utf8");
  writeFileSync(copy, text.replace(/optimizer \w+\(.*?\)/, `optimizer ${kind}(rate: ${rate})`));
  return copy;
}
