// The processes that measure, all pinned to the same core where `taskset` exists. The invariant: one
// question at a time, and an answer or a readable error for each.

import { execFileSync, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const workerPath = fileURLToPath(new URL("worker.mjs", import.meta.url));

/** The last core that this process may use, or null where pinning is not possible. */
export function chooseCore() {
  try {
    const cores = execFileSync("taskset", ["-pc", String(process.pid)], { encoding: "utf8" });
    return Number(/(\d+)\s*$/.exec(cores)[1]);
  } catch {
    return null;
  }
}

/**
 * Starts a worker for a peer: what the peer says of itself (`label`, `note`, `packages`, …), `ask(request, ...values)`, which resolves with the worker's answer, and `stop`, which lets it end.
 */
export async function hire(name, peerUrl, workloadUrl, core) {
  const command = [process.execPath, workerPath, peerUrl.href, workloadUrl.href];
  if (core !== null) command.unshift("taskset", "-c", String(core));
  const child = spawn(command[0], command.slice(1), { stdio: ["ignore", "pipe", "pipe", "ipc"] });
  let printed = "";
  child.stdout.on("data", (text) => (printed += text));
  child.stderr.on("data", (text) => (printed += text));

  function nextAnswer() {
    return new Promise((resolve, reject) => {
      const onExit = (code) =>
        reject(new Error(`${name} ended with exit code ${code}\n${printed}`));
      child.once("exit", onExit);
      child.once("message", ({ answer, error }) => {
        child.off("exit", onExit);
        if (error) reject(new Error(`${name}: ${error}`));
        else resolve(answer);
      });
    });
  }

  function ask(request, ...values) {
    const answer = nextAnswer();
    child.send({ request, values });
    return answer;
  }

  return { name, ...(await nextAnswer()), ask, stop: () => child.connected && child.disconnect() };
}
