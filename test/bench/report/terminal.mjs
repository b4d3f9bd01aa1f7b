// What is seen while it runs: one line that says what happens now (on a terminal), and a small table
// for each task that is done.

import { formatNumber, formatRatio, formatTime, ratio, referenceSpeed, time } from "./figures.mjs";

const live = process.stderr.isTTY ?? false;
const clearLine = "\r\x1b[2K";

export function showProgress(text) {
  const line = `  ${text}`.slice(0, (process.stderr.columns ?? 80) - 1);
  if (live) process.stderr.write(clearLine + line);
}

export function showTask(task, { base }) {
  if (live) process.stderr.write(clearLine);
  const rows = Object.entries(task.peers).filter(([name]) => name !== "reference");
  console.log(`\n${task.name}   peer ÷ ${base}`);
  for (const [name, { label }] of rows) {
    const compared = name === base ? "" : formatRatio(ratio(task, name, base));
    console.log(
      `  ${label.padEnd(26)} ${formatTime(time(task, name)).padStart(9)}   ${compared}`.trimEnd(),
    );
  }
  console.log(`  (the core's multiply-add loop: ${formatNumber(referenceSpeed(task))} GFLOP/s)`);
}
