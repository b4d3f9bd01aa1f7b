// The chart of a workload as SVG: a bar per peer and task from 1 (as fast as nnc) to its ratio, on a
// logarithmic scale, with a whisker from the least to the most of the rounds. It brings its own
// background, so it reads the same wherever it is shown, light or dark.

import { formatNumber, ratio } from "./figures.mjs";

const [width, left, right, rowHeight, barHeight, groupGap] = [860, 190, 90, 24, 14, 46];

export function drawChart({ title, tasks }, { base, peers }) {
  const groups = tasks.map((task) => ({ name: task.name, rows: rowsOf(task, base, peers) }));
  const axis = makeAxis(groups.flatMap(({ rows }) => rows));
  const baseLabel = peers.find(({ name }) => name === base).label;
  let y = 64;
  const parts = groups.map(({ name, rows }) => {
    const top = y + groupGap;
    y = top + rows.length * rowHeight;
    return drawGroup(name, rows, top, axis);
  });
  const height = y + 40;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">
<title>${escape(title)}: time of each peer divided by the time of ${escape(baseLabel)}</title>
<style>${style}</style>
<rect class="paper" width="${width}" height="${height}" rx="6"/>
<text class="title" x="24" y="34">${escape(title)}</text>
<text class="small" x="24" y="56">time ÷ time of ${escape(baseLabel)}, logarithmic: right of 1× nnc is faster; whiskers: least and most of the rounds</text>
${drawGrid(axis, height)}
${parts.join("\n")}
</svg>
`;
}

const style = `
text { font: 13px system-ui, sans-serif; fill: #24292f; }
.title { font-size: 17px; font-weight: 600; }
.task { font-weight: 600; }
.small { font-size: 12px; fill: #57606a; }
.paper { fill: #ffffff; }
.grid { stroke: #d8dee4; }
.one { stroke: #57606a; stroke-width: 1.5; }
.slower { fill: #3b82c4; }
.faster { fill: #d9822b; }
.whisker { stroke: #24292f; stroke-width: 1.2; fill: none; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .small { fill: #9198a1; }
  .paper { fill: #0d1117; }
  .grid { stroke: #30363d; }
  .one { stroke: #9198a1; }
  .slower { fill: #5b9fdb; }
  .faster { fill: #e69b52; }
  .whisker { stroke: #e6edf3; }
}
`;

const rowsOf = (task, base, peers) =>
  peers
    .filter(({ name }) => name !== base && task.peers[name])
    .map(({ name, label }) => ({ label, ...ratio(task, name, base) }));

/** A scale over everything shown, from a power of ten or its half or fifth to another, with 1 inside. */
function makeAxis(rows) {
  const steps = [1, 2, 5].flatMap((digit) =>
    [-3, -2, -1, 0, 1, 2, 3, 4].map((power) => digit * 10 ** power),
  );
  const marks = steps.sort((a, b) => a - b);
  const least = Math.min(1, ...rows.map((row) => row.least));
  const most = Math.max(1, ...rows.map((row) => row.most));
  const from = marks.findLast((mark) => mark <= least);
  const to = marks.find((mark) => mark >= most);
  const span = Math.max(Math.log(to / from), Math.log(2));
  return {
    marks: marks.filter((mark) => mark >= from && mark <= to),
    place: (value) => left + ((width - left - right) * Math.log(value / from)) / span,
  };
}

function drawGrid({ marks, place }, height) {
  return marks
    .map((mark) => {
      const x = round(place(mark));
      return `<line class="${mark === 1 ? "one" : "grid"}" x1="${x}" x2="${x}" y1="78" y2="${height - 32}"/>
<text class="small" text-anchor="middle" x="${x}" y="${height - 14}">${Number(mark.toPrecision(1))}×</text>`;
    })
    .join("\n");
}

function drawGroup(name, rows, top, axis) {
  const bars = rows.map((row, i) => drawRow(row, top + i * rowHeight, axis));
  return `<text class="task" x="24" y="${top - 8}">${escape(name)}</text>\n${bars.join("\n")}`;
}

function drawRow({ label, median, least, most }, top, { place }) {
  const middle = top + rowHeight / 2;
  const [one, end, from, to] = [1, median, least, most].map((value) => round(place(value)));
  const bar = `x="${Math.min(one, end)}" y="${middle - barHeight / 2}" width="${round(Math.abs(end - one))}"`;
  return `<text x="${left - 12}" y="${middle + 4}" text-anchor="end">${escape(label)}</text>
<rect class="${median >= 1 ? "slower" : "faster"}" ${bar} height="${barHeight}"/>
<path class="whisker" d="M${from} ${middle}H${to}M${from} ${middle - 4}v8M${to} ${middle - 4}v8"/>
<text x="${Math.max(one, to) + 8}" y="${middle + 4}">${formatNumber(median)}×</text>`;
}

const round = (value) => Math.round(value * 10) / 10;
const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
