// One peer in a process of its own: no peer's garbage, type feedback or crash reaches another. It works
// only when asked (`prepare`, `answer`, `warm`, `measure`), so at any time at most one peer computes.

import { comparedSteps } from "./expected/answer.mjs";
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
    const steps = workload.tasks[task].pass === "forward" ? null : comparedSteps;
    const { answer, run } = prepared[task];
    if (answer) return answer(steps);
    if (steps === null) return Array.from(await run());
    const losses = [];
    while (losses.length < steps) losses.push(await run());
    return losses;
  },

  // A peer that works outside of this process keeps the time itself.
  warm: (task, milliseconds) =>
    (prepared[task].warm ?? ((time) => warm(prepared[task], time)))(milliseconds),
  measure: (task, milliseconds) =>
    (prepared[task].measure ?? ((time) => measure(prepared[task], time)))(milliseconds),
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
const { label, note, packages, versions, online, operations } = peer;
process.send({
  answer: { label, note, packages, versions, operations, isOnline: online !== undefined },
});
