// The aims beside what was measured: a table, and a line of reason where one is missed and the reason is known.

import { aims } from "../aims.mjs";
import { formatNumber, formatRatio, ratio } from "./figures.mjs";
import { table } from "./table.mjs";

/** Each aim with the fastest peer of its kind and the ratio to it: those whose work and peers were measured. */
export function measuredAims({ workloads }) {
  return aims.flatMap((aim) => {
    const workload = workloads.find(({ name }) => name === aim.workload);
    const task = workload?.tasks.find(({ name }) => name === aim.task);
    const ratios = task
      ? aim.against.map((peer) => ({ peer, measured: ratio(task, peer, aim.base) }))
      : [];
    const known = ratios.filter(({ measured }) => measured !== null);
    if (known.length === 0) return [];
    const fastest = known.reduce((a, b) => (b.measured.median < a.measured.median ? b : a));
    return [{ ...aim, ...fastest, title: workload.title, short: task.short }];
  });
}

export function describeAims(results) {
  const labelOf = (name) => results.peers.find((peer) => peer.name === name).label;
  const measured = measuredAims(results);
  if (measured.length === 0) return [];
  const rows = measured.map(({ title, short, base, kind, peer, ratio, measured }) => [
    `${title}: ${short}`,
    labelOf(base),
    kind === labelOf(peer).split(",")[0] ? kind : `${kind}: ${labelOf(peer)}`,
    `≥ ${formatNumber(ratio)}`,
    formatRatio(measured),
    measured.median >= ratio ? "reached" : `${Math.round((100 * measured.median) / ratio)} % of it`,
  ]);
  return [
    "## Aims",
    "The time of the fastest peer of a kind divided by nnc's, beside what it is meant to be.",
    "![Each ratio beside its aim](benchmarks/aims.svg)",
    table(["work", "target", "against", "aim", "measured", ""], rows, 3),
    ...explain(measured),
  ];
}

/** A line for each reason that is known of an aim that is missed, with all works that it holds for. */
function explain(measured) {
  const missed = measured.filter((aim) => aim.reason && aim.measured.median < aim.ratio);
  const works = new Map(missed.map(({ reason }) => [reason, []]));
  for (const { reason, title, short, kind } of missed) {
    works.get(reason).push(`${title}, ${short}, against ${kind}`);
  }
  const lines = [...works].map(([reason, names]) => `- ${names.join("; ")}: ${reason}`);
  return lines.length === 0 ? [] : ["Why some are missed:", lines.join("\n")];
}
