// How much later than bare Node the first prediction with given weights is there: whole processes, in turn. Beside
// the time on the clock stands the processor's, which tells less of what else the machine is doing.

import { spawnSync } from "node:child_process";
import { saveWeights } from "./weights.mjs";

const pairs = 21;
const tellProcessorTime = `
  const { user, system } = process.cpuUsage();
  console.log((user + system) / 1000);`;

/** Milliseconds, on the clock and of the processor: of bare Node, and the median difference with its quartiles. */
export function startTime(module, model, input, length) {
  const weights = saveWeights(module, model);
  const predict = `
    import { readFileSync } from "node:fs";
    import { ${model} } from ${JSON.stringify(module)};
    const net = ${model}.create({ weights: readFileSync(${JSON.stringify(weights)}) });
    net.forward({ ${input}: new Float32Array(${length}) });`;
  const measured = Array.from({ length: pairs }, () => ({
    bare: run("-e", tellProcessorTime),
    first: run("--input-type=module", "-e", predict + tellProcessorTime),
  }));
  return { clock: summary(measured, "clock"), processor: summary(measured, "processor") };
}

function run(...words) {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return { clock: performance.now() - start, processor: Number(stdout) };
}

function summary(measured, kind) {
  const quartile = (numbers, share) =>
    numbers.toSorted((a, b) => a - b)[Math.round(share * (numbers.length - 1))];
  const differences = measured.map(({ bare, first }) => first[kind] - bare[kind]);
  return {
    bare: quartile(
      measured.map(({ bare }) => bare[kind]),
      0.5,
    ),
    difference: quartile(differences, 0.5),
    spread: [quartile(differences, 0.25), quartile(differences, 0.75)],
  };
}
