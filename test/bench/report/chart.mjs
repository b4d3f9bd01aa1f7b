// The chart of a workload as SVG: a bar per peer and task from 1 (as fast as nnc) to its ratio, on a
// logarithmic scale, with a whisker over the middle half of the rounds.

import { formatNumber, ratio } from "./figures.mjs";
import { drawGrid, drawPaper, escape, makeAxis, round, width } from "./paper.mjs";

const [left, right, rowHeight, barHeight, groupGap] = [210, width - 90, 24, 14, 46];

export function drawChart({ title, tasks }, { base, peers }) {
  const groups = tasks.map((task) => ({ name: task.name, rows: rowsOf(task, base, peers) }));
  const all = groups.flatMap(({ rows }) => rows.flatMap(({ lower, upper }) => [lower, upper]));
  const axis = makeAxis(all, left, right);
  const baseLabel = peers.find(({ name }) => name === base).label;
  let y = 64;
  const parts = groups.map(({ name, rows }) => {
    const top = y + groupGap;
    y = top + rows.length * rowHeight;
    return drawGroup(name, rows, top, axis);
  });
  const height = y + 40;
  return drawPaper({
    title,
    about: `time ÷ time of ${baseLabel}, logarithmic: right of 1× nnc is faster; whiskers: the middle half of the rounds`,
    height,
    parts: [drawGrid(axis, height), ...parts],
  });
}

const rowsOf = (task, base, peers) =>
  peers
    .filter(({ name }) => name !== base && task.peers[name])
    .map(({ name, label }) => ({ label, ...ratio(task, name, base) }));

function drawGroup(name, rows, top, axis) {
  const bars = rows.map((row, i) => drawRow(row, top + i * rowHeight, axis));
  return `<text class="task" x="24" y="${top - 8}">${escape(name)}</text>\n${bars.join("\n")}`;
}

function drawRow({ label, median, lower, upper }, top, { place }) {
  const middle = top + rowHeight / 2;
  const [one, end, from, to] = [1, median, lower, upper].map(place);
  const bar = `x="${Math.min(one, end)}" y="${middle - barHeight / 2}" width="${round(Math.abs(end - one))}"`;
  return `<text x="${left - 12}" y="${middle + 4}" text-anchor="end">${escape(label)}</text>
<rect class="${median >= 1 ? "slower" : "faster"}" ${bar} height="${barHeight}"/>
<path class="whisker" d="M${from} ${middle}H${to}M${from} ${middle - 4}v8M${to} ${middle - 4}v8"/>
<text x="${Math.max(one, to) + 8}" y="${middle + 4}">${formatNumber(median)}×</text>`;
}
