// How much later than bare Node the first prediction with given weights is there: whole processes, in turn.

import { spawnSync } from "node:child_process";
import { saveWeights } from "./weights.mjs";

const pairs = 21;

/** Milliseconds: medians of the bare process and of the differences, and the quartiles of those. */
export function startTime(module, model, input, length) {
  const weights = saveWeights(module, model);
  const predict = `
    import { readFileSync } from "node:fs";
    import { ${model} } from ${JSON.stringify(module)};
    const net = ${model}.create({ weights: readFileSync(${JSON.stringify(weights)}) });
    net.forward({ ${input}: new Float32Array(${length}) });`;
  const run = (...words) => {
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return performance.now() - start;
  };
  const measured = Array.from({ length: pairs }, () => {
    const bare = run("-e", "0");
    return { bare, difference: run("--input-type=module", "-e", predict) - bare };
  });
  const differences = sorted(measured.map((each) => each.difference));
  return {
    bare: at(sorted(measured.map((each) => each.bare)), 0.5),
    difference: at(differences, 0.5),
    spread: [at(differences, 0.25), at(differences, 0.75)],
  };
}

const sorted = (numbers) => numbers.toSorted((a, b) => a - b);
const at = (numbers, share) => numbers[Math.round(share * (numbers.length - 1))];
