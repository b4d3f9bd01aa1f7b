// PyTorch, native, through a Python process that this one starts and asks: one thread, float32. The clock runs
// inside of that process, so nothing of the asking is timed.

import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { samplesOf, weightsOf } from "../channels-first.mjs";
import { encodeSafetensors } from "../safetensors.mjs";
import { temporaryFolder } from "../temporary.mjs";

const script = fileURLToPath(new URL("../pytorch/worker.py", import.meta.url));
const python = findPython();

export default {
  label: "PyTorch, native",
  note:
    "Native code, eager, one thread. A forward pass runs in inference mode; a call turns arrays into tensors and " +
    "back. Images lie as [channels, height, width].",
  packages: [],
  versions: python?.versions,
  async prepare(workload, task) {
    if (python === null) return null;
    const ask = startWorker(python.command);
    const folder = temporaryFolder();
    const data = { x: samplesOf(workload, task.samples), ...weightsOf(workload) };
    const [weights, network] = ["data.safetensors", "network.json"].map((name) =>
      join(folder, name),
    );
    writeFileSync(weights, encodeSafetensors(data));
    const labels = Array.from(workload.labels?.subarray(0, task.samples) ?? []);
    writeFileSync(network, JSON.stringify({ layers: workload.layers, task, labels }));
    await ask("prepare", { weights, network });
    return {
      answer: (steps) => ask("answer", { steps }),
      warm: (milliseconds) => ask("warm", { milliseconds }),
      measure: (milliseconds) => ask("measure", { milliseconds }),
    };
  },
};

/** The first Python here that has PyTorch, and what it says of its versions; null where there is none. */
function findPython() {
  const question = readFileSync(new URL("../pytorch/versions.py", import.meta.url), "utf8");
  for (const command of [process.env.PYTHON, "python3", "/usr/bin/python3"].filter(Boolean)) {
    try {
      const answer = execFileSync(command, ["-c", question], {
        stdio: ["ignore", "pipe", "ignore"],
      });
      return { command, versions: JSON.parse(answer) };
    } catch {
      continue;
    }
  }
  return null;
}

/** A process that answers a line of JSON with a line of JSON. */
function startWorker(command) {
  const one = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
  const child = spawn(command, [script], {
    env: { ...process.env, ...one },
    stdio: ["pipe", "pipe", "inherit"],
  });
  process.on("exit", () => child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async (request, values) => {
    child.stdin.write(`${JSON.stringify({ request, ...values })}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error("the Python process has ended");
    return JSON.parse(value);
  };
}
