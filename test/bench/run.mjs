// `npm run bench`: nnc and its peers, timed in turn on the same weights and samples. In order: the
// peers are installed, every answer is compared with float64, rounds are timed, the report is written.
// Ratios count; absolute times tell of the machine and the minute.

import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { chooseCore } from "./crew.mjs";
import { describeMachine, describePeers } from "./machine.mjs";
import { placeOf, placeOfPeer, readOptions } from "./options.mjs";
import { showProgress, showTask } from "./report/terminal.mjs";
import { readFigures, writeReport } from "./report/write.mjs";
import { measureWorkload } from "./session.mjs";

const here = dirname(fileURLToPath(import.meta.url));

try {
  await main(readOptions());
} catch (error) {
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}

async function main({ base, peers, workloads, settings, keep, out }) {
  const core = chooseCore();
  const results = keep
    ? readFigures(out)
    : { machine: describeMachine(core), settings, base, peers: [], peaks: [], workloads: [] };
  if (workloads.length > 0) requireSameMachine(results.machine, describeMachine(core));
  installPeers();
  for (const name of workloads) {
    const watch = { progress: showProgress, task: (...shown) => showTask(base, ...shown) };
    const measured = await measureWorkload(name, { peers, settings, core, results, watch });
    measured.day = new Date().toISOString().slice(0, 10);
    results.workloads = [...results.workloads.filter((each) => each.name !== name), measured];
  }
  results.workloads.sort((a, b) => placeOf(a.name) - placeOf(b.name));
  results.peers.sort((a, b) => placeOfPeer(a.name) - placeOfPeer(b.name));
  describePeers(results);
  if (out === null) {
    return console.log("\nNothing is written: this was not a full run (or use --out).");
  }
  const written = await writeReport(results, out);
  console.log(`\nwrote ${written.map((path) => relative(".", path)).join(", ")}`);
}

/** Figures of several machines do not belong in one report. */
function requireSameMachine(kept, here) {
  const differing = Object.keys(here).find((key) => kept[key] !== here[key]);
  if (differing === undefined) return;
  throw new Error(
    `the figures to keep are of another machine: ${differing} was ${kept[differing]}, and is ${here[differing]} here`,
  );
}

/** The peers have a lock file of their own; the main install stays light. Their scripts would download binaries. */
function installPeers() {
  const changed = (file) => statSync(join(here, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (changed("node_modules/.package-lock.json") >= changed("package-lock.json")) return;
  console.error("installing the peers …");
  const shell = process.platform === "win32";
  execFileSync("npm", ["ci", "--ignore-scripts"], {
    cwd: here,
    shell,
    stdio: ["ignore", "ignore", "inherit"],
  });
}
