// benchmarks.md: the aims first, then for each workload its chart, ratios, times and shares of the core's speed,
// then how it was measured. Every number comes from the run.

import { comparedSteps } from "../expected/answer.mjs";
import { describeAims } from "./aims.mjs";
import {
  formatNumber,
  formatRatio,
  formatTime,
  peakSpeed,
  ratio,
  share,
  time,
} from "./figures.mjs";
import { table } from "./table.mjs";

export function writeMarkdown(results) {
  return [
    "<!-- Written by `npm run bench`. Do not edit. -->",
    "# Benchmarks",
    `How long nnc's peers take for the same work on the same weights, measured on ${daysOf(results)}.
Ratios count: all ran in turn on the same core. Times are indicative, they move with the machine and the minute.`,
    ...describeAims(results),
    ...results.workloads.flatMap((workload) => describeWorkload(workload, results)),
    "## How it was measured",
    describeMethod(results),
    "## The peers",
    describePeers(results),
    `The figures of every round are in [results.json](benchmarks/results.json).`,
  ].join("\n\n");
}

function daysOf({ workloads }) {
  const days = [...new Set(workloads.map(({ day }) => day))].sort();
  return days.length > 1 ? `${days[0]} to ${days.at(-1)}` : days[0];
}

function describeWorkload({ name, title, tasks }, { base, peers, peaks }) {
  const present = peers.filter((peer) => tasks.some((task) => task.peers[peer.name]));
  const baseLabel = peers.find((peer) => peer.name === base).label;
  const heads = ["", ...tasks.map((task) => task.name)];
  const row = (label, write) => [label, ...tasks.map((task) => write(task) ?? "–")];
  const others = present.filter((peer) => peer.name !== base);
  const hasPeak = ({ name }) => name === "nnc-wasm" || name === "nnc-js";
  return [
    `## ${title}`,
    `![How many times as long as nnc each peer takes](benchmarks/${name}.svg)`,
    `Peer ÷ ${baseLabel}, the median over the rounds (lower–upper quartile). Above 1 nnc is faster, below 1 the peer.`,
    table(
      heads,
      others.map((peer) =>
        row(peer.label, (task) => mapped(ratio(task, peer.name, base), formatRatio)),
      ),
    ),
    "The median time of a call:",
    table(
      heads,
      present.map((peer) => row(peer.label, (task) => mapped(time(task, peer.name), formatTime))),
    ),
    "What the core gave at best in the same rounds, in 10⁹ multiplications and additions a second, and nnc's share of it:",
    table(heads, [
      ...peaks.map((peak) =>
        row(peak.label, (task) => mapped(peakSpeed(task, peak), formatNumber)),
      ),
      ...present
        .filter(hasPeak)
        .map((peer) =>
          row(`${peer.label}: share of the ${peakOf(peer, peaks).label}`, (task) =>
            mapped(share(task, peer.name, peakOf(peer, peaks)), formatShare),
          ),
        ),
    ]),
  ];
}

/** What a target's code can reach at most. */
const peakOf = ({ name }, peaks) =>
  peaks.find((peak) => peak.name === (name === "nnc-wasm" ? "peak-wasm" : "peak-scalar"));

const formatShare = (value) => `${formatNumber(100 * value)} %`;
const mapped = (value, change) => (value === null ? null : change(value));

function describeMethod({ machine, settings }) {
  const { processor, cores, platform, node, v8, pinned } = machine;
  return `- ${processor}, ${cores} cores visible, ${platform}; Node ${node} (V8 ${v8}); ${
    pinned ? "all pinned to one core with `taskset`" : "not pinned to a core"
  }; one thread each, but where two are named, which are not pinned. Other work may have run on the machine.
- The same float32 weights, samples and labels everywhere. A call takes plain arrays and gives plain arrays or the
  loss: copies in and out count. A training step is forward, backward and update.
- Before anything is timed, every peer's outputs, and its losses over ${comparedSteps} training steps, are compared
  with a float64 calculation. The bound follows from the length of the sums: 4 · 2⁻²⁴ · √(terms on the way), see
  \`test/bench/expected/bounds.mjs\`.
- Multiplications and additions are counted as the layers are defined, in their contractions only: a convolution that
  takes a shorter way (Winograd) can have more than its share.
- Each peer has a process of its own, and only one works at a time. After a warm-up (${settings.warmMilliseconds} ms)
  come ${settings.rounds} rounds, or fewer (at least ${settings.leastRounds}) where that takes longer than ${
    settings.taskMilliseconds / 1000
  } s; in each every peer has a turn (${settings.milliseconds} ms, or one call), a different one first
  each time. A turn restores the initial weights and gives the median of samples of half a millisecond or more.
  Ratios are formed within a round.`;
}

function describePeers({ peers }) {
  return peers
    .map(({ label, note, versions }) => {
      const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
      return `- **${label}** (${list.join(", ")}). ${note}`;
    })
    .join("\n");
}
