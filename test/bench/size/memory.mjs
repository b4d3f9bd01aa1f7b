// How much memory a process has that has loaded a network's weights and predicts with them.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { saveWeights } from "./weights.mjs";

const script = fileURLToPath(new URL("load.mjs", import.meta.url));

/** Bytes: of the weights, of the process after its first prediction and at most, and of the model's own memory. */
export function memoryOf(module, model, input, length) {
  const weights = saveWeights(module, model);
  const words = ["--expose-gc", script, module, weights, model, input, String(length)];
  return JSON.parse(execFileSync(process.execPath, words, { encoding: "utf8" }));
}
