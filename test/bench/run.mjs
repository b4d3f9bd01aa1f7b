// `npm run bench`: nnc and its peers, timed in turn on the same weights and samples. In order: the
// peers are installed, every answer is compared with float64, rounds are timed, the report is written.
// Ratios count; absolute times tell of the machine and the minute.

import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chooseCore } from "./crew.mjs";
import { describeMachine, describePeers } from "./machine.mjs";
import { showProgress, showTask } from "./report/terminal.mjs";
import { writeReport } from "./report/write.mjs";
import { measureWorkload } from "./session.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const docs = join(here, "../../docs");
/** Where calls take long: rounds end after this time, if there were as many as that. */
const fewest = { leastRounds: 5, taskMilliseconds: 30_000 };
const namesIn = (folder) =>
  readdirSync(join(here, folder))
    .filter((file) => file.endsWith(".mjs"))
    .map((file) => file.slice(0, -4));

const usage = `node test/bench/run.mjs [--quick] [--peers a,b] [--only a,b] [--base nnc-wasm] [--out folder]
  --quick      fewer, shorter rounds; writes nothing unless --out is given
  --peers      some of: ${namesIn("peers").join(", ")}
  --only       some of: ${namesIn("workloads").join(", ")}
  --base       the peer that ratios refer to (nnc-wasm)
  --out        where benchmarks.md and benchmarks/ are written (docs, after a full run of everything)`;

try {
  await main(readOptions());
} catch (error) {
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}

async function main(options) {
  installPeers();
  const core = chooseCore();
  const settings = options.quick
    ? { ...fewest, rounds: 5, milliseconds: 25, warmMilliseconds: 600 }
    : { ...fewest, rounds: 11, milliseconds: 60, warmMilliseconds: 1000 };
  const results = {
    ...describeMachine(core),
    settings,
    base: options.base,
    peers: [],
    peaks: [],
    workloads: [],
  };
  for (const name of options.workloads) {
    const watch = { progress: showProgress, task: (...shown) => showTask(results.base, ...shown) };
    await measureWorkload(name, { peers: options.peers, settings, core, results, watch });
  }
  describePeers(results);
  if (options.out === null)
    return console.log("\nNothing is written: this was not a full run (or use --out).");
  const written = await writeReport(results, options.out);
  console.log(`\nwrote ${written.map((path) => relative(".", path)).join(", ")}`);
}

function readOptions() {
  try {
    return checkedOptions();
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

function checkedOptions() {
  const list = { type: "string" };
  const { values } = parseArgs({
    options: {
      help: { type: "boolean" },
      quick: { type: "boolean" },
      peers: list,
      only: list,
      base: list,
      out: list,
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const base = values.base ?? "nnc-wasm";
  const peers = choose("peers", values.peers);
  if (!peers.includes(base)) throw new Error(`the base ${base} is not among the peers`);
  const complete = !values.quick && !values.peers && !values.only;
  return {
    quick: values.quick ?? false,
    base,
    peers: [...peers.filter(isOurs), ...peers.filter((name) => !isOurs(name))],
    workloads: choose("workloads", values.only),
    out: values.out ?? (complete ? docs : null),
  };
}

function isOurs(peer) {
  return peer.startsWith("nnc-");
}

function choose(folder, chosen) {
  const known = namesIn(folder);
  const names = chosen?.split(",") ?? known;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`no ${unknown} in test/bench/${folder}`);
  return names;
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
