// What `npm run bench` is asked for on the command line.

import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { aims } from "./aims.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const docs = join(here, "../../docs");

/** Where calls take long: rounds end after this time, if there were as many as that. */
const fewest = { leastRounds: 5, taskMilliseconds: 20_000 };
const full = { ...fewest, rounds: 11, milliseconds: 60, warmMilliseconds: 1000 };
const quick = { ...fewest, rounds: 5, milliseconds: 25, warmMilliseconds: 600 };

const peers = namesIn("peers").sort((a, b) => isOurs(b) - isOurs(a));
const workloads = namesIn("workloads").sort((a, b) => placeOf(a) - placeOf(b));

const usage = `node test/bench/run.mjs [options]
  --quick      fewer, shorter rounds; writes nothing unless --out is given
  --peers      some of: ${peers.join(",")}
  --only       some of: ${workloads.join(",")}
  --base       the peer that ratios refer to (nnc-wasm)
  --out        where benchmarks.md and benchmarks/ are written (docs, after a full run of everything)
  --keep       workloads that are not measured now keep the figures that they have there
  --report     measures nothing: writes the report from those figures anew`;

/** Ends the process where there is nothing to do. */
export function readOptions() {
  try {
    return checkedOptions();
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

function checkedOptions() {
  const [list, flag] = [{ type: "string" }, { type: "boolean" }];
  const { values } = parseArgs({
    options: {
      ...{ help: flag, quick: flag, keep: flag, report: flag },
      ...{ peers: list, only: list, base: list, out: list },
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const chosen = choose(peers, values.peers);
  const base = values.base ?? "nnc-wasm";
  if (!chosen.includes(base)) throw new Error(`the base ${base} is not among the peers`);
  const complete = !values.quick && !values.peers && (!values.only || values.keep);
  const out = values.out ?? (complete ? docs : null);
  const keep = values.keep ?? values.report ?? false;
  if (keep && out === null) throw new Error("--out is missing: whose figures are to be kept?");
  return {
    ...{ base, keep, out },
    settings: values.quick ? quick : full,
    peers: chosen,
    workloads: values.report ? [] : choose(workloads, values.only),
  };
}

function choose(known, chosen) {
  const names = chosen?.split(",") ?? known;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`no ${unknown} among ${known.join(", ")}`);
  return known.filter((name) => names.includes(name));
}

function namesIn(folder) {
  return readdirSync(join(here, folder))
    .filter((file) => file.endsWith(".mjs"))
    .map((file) => file.slice(0, -4));
}

function isOurs(peer) {
  return peer.startsWith("nnc-");
}

/** Workloads come in the order of the aims, nnc before its peers. */
export function placeOf(workload) {
  return aims.findIndex((aim) => aim.workload === workload);
}
export const placeOfPeer = (peer) => peers.indexOf(peer);
