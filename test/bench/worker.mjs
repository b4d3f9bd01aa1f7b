// One peer in a process of its own: no peer's garbage, type feedback or crash reaches another. It works
// only when asked (`prepare`, `answer`, `warm`, `measure`), so at any time at most one peer computes.

import { comparedSteps } from "./expected.mjs";
import { measure, warm } from "./measure.mjs";

const [peerPath, workloadPath] = process.argv.slice(2);
const { default: peer } = await import(peerPath);
const { default: workload } = await import(workloadPath);
const prepared = [];

const requests = {
  /** False where the peer cannot do the task. */
  async prepare(task) {
    prepared[task] = await peer.prepare(workload, workload.tasks[task]);
    return prepared[task] !== null;
  },

  /** The outputs of a forward pass, or the losses of the first training steps. */
  async answer(task) {
    if (workload.tasks[task].pass === "forward") return Array.from(await prepared[task].run());
    const losses = [];
    while (losses.length < comparedSteps) losses.push(await prepared[task].run());
    return losses;
  },

  warm: (task, milliseconds) => warm(prepared[task], milliseconds),
  measure: (task, milliseconds) => measure(prepared[task], milliseconds),
};

// An interrupt ends the runner; the worker follows when the channel closes, and cleans up.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit());
process.on("message", async ({ request, values }) => {
  try {
    process.send({ answer: await requests[request](...values) });
  } catch (error) {
    process.send({ error: error.stack ?? String(error) });
  }
});
const { label, note, packages, online = false } = peer;
process.send({ answer: { label, note, packages, online } });
