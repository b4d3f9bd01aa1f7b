// What is seen while it runs: one line that says what happens now (on a terminal), and a small table
// for each task that is done.

import {
  formatNumber,
  formatRatio,
  formatTime,
  peakSpeed,
  ratio,
  share,
  time,
} from "./figures.mjs";

const live = process.stderr.isTTY ?? false;
const clearLine = "\r\x1b[2K";

export function showProgress(text) {
  const line = `  ${text}`.slice(0, (process.stderr.columns ?? 80) - 1);
  if (live) process.stderr.write(clearLine + line);
}

export function showTask(base, workload, task, crew) {
  if (live) process.stderr.write(clearLine);
  const wasm = crew.find(({ name }) => name === "peak-wasm");
  console.log(`\n${workload}: ${task.name}   peer ÷ ${base}, share of the 128-bit peak`);
  for (const [name, { difference }] of Object.entries(task.peers)) {
    const { label } = crew.find((worker) => worker.name === name);
    const compared = ratio(task, name, base);
    const columns = [
      label.padEnd(26),
      formatTime(time(task, name)).padStart(9),
      (compared === null || name === base ? "" : formatRatio(compared)).padEnd(20),
      `${Math.round(100 * share(task, name, wasm))} %`.padStart(5),
      `off by ${difference.toExponential(1)}`,
    ];
    console.log(`  ${columns.join("  ")}`);
  }
  const peaks = crew.filter(({ name }) => task.peaks[name]);
  const speeds = peaks.map((peak) => `${formatNumber(peakSpeed(task, peak))} ${peak.label}`);
  console.log(`  GFLOP/s of the core: ${speeds.join(", ")}; bound ${task.bound.toExponential(1)}`);
}
