// benchmarks.md: the chart and the ratios first, then times and shares of the core's speed, then how it
// was measured. Every number comes from the run.

import { bounds, comparedSteps } from "../expected.mjs";
import {
  formatNumber,
  formatRatio,
  formatTime,
  ratio,
  referenceSpeed,
  share,
  speed,
  time,
} from "./figures.mjs";

export function writeMarkdown(results) {
  return [
    "<!-- Written by `npm run bench`. Do not edit. -->",
    "# Benchmarks",
    `How long nnc's peers take for the same work on the same weights, measured on ${results.measured}.
Ratios count: all ran in turn on the same core. Times are indicative, they move with the machine and the minute.`,
    ...results.workloads.flatMap((workload) => describeWorkload(workload, results)),
    "## How it was measured",
    describeMethod(results),
    "## The peers",
    describePeers(results),
    `The figures of every round are in [results.json](benchmarks/results.json).`,
  ].join("\n\n");
}

function describeWorkload({ name, title, tasks }, { base, peers }) {
  const baseLabel = peers.find((peer) => peer.name === base).label;
  const others = peers.filter((peer) => peer.name !== base);
  const heads = tasks.map((task) => task.name);
  const cells = (write) => tasks.map((task) => write(task) ?? "–");
  return [
    `## ${title}`,
    `![How many times as long as nnc each peer takes](benchmarks/${name}.svg)`,
    `Peer ÷ ${baseLabel}, the median over the rounds (least–most). Above 1 nnc is faster, below 1 the peer.`,
    table(
      ["", ...heads],
      others.map((peer) => [
        peer.label,
        ...cells((task) => mapped(ratio(task, peer.name, base), formatRatio)),
      ]),
    ),
    "The median time of a call:",
    table(
      ["", ...heads],
      peers.map((peer) => [
        peer.label,
        ...cells((task) => mapped(time(task, peer.name), formatTime)),
      ]),
    ),
    `${baseLabel} beside a loop of independent multiplications and additions in plain JavaScript, timed in the same
rounds, about the most that scalar code can reach on this core:`,
    table(
      ["", ...heads],
      [
        ["GFLOP/s of the loop", ...cells((task) => formatNumber(referenceSpeed(task)))],
        [`GFLOP/s of ${baseLabel}`, ...cells((task) => formatNumber(speed(task, base)))],
        ["share", ...cells((task) => `${Math.round(100 * share(task, base))} %`)],
      ],
    ),
  ];
}

const mapped = (value, change) => (value === null ? null : change(value));

function table(heads, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const rule = heads.map((_, i) => (i === 0 ? "---" : "--:"));
  return [heads, rule, ...rows].map(line).join("\n");
}

function describeMethod({ machine, settings }) {
  const { processor, cores, platform, node, v8, pinned } = machine;
  return `- ${processor}, ${cores} cores visible, ${platform}; Node ${node} (V8 ${v8}); ${
    pinned ? "all pinned to one core with `taskset`" : "not pinned to a core"
  }; one thread each. Other work may have run on the machine.
- The same float32 weights, samples and labels everywhere. A call takes plain arrays and gives plain arrays or the
  loss: copies in and out count. A training step is forward, backward and update.
- Before anything is timed, every peer's outputs are compared with a float64 calculation (absolute difference at
  most ${bounds.forward.toExponential()}), and its losses over ${comparedSteps} training steps (relative difference
  at most ${bounds.train.toExponential()}).
- Each peer has a process of its own, and only one works at a time. After a warm-up (${settings.warmMilliseconds} ms)
  come ${settings.rounds} rounds; in each every peer has a turn (${settings.milliseconds} ms), a different one first
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
