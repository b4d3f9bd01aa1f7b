// The chart of the aims as SVG: a bar from the aim (1) to what was measured of it, on a logarithmic scale, with a
// whisker over the middle half of the rounds.

import { measuredAims } from "./aims.mjs";
import { formatNumber } from "./figures.mjs";
import { drawGrid, drawPaper, escape, makeAxis, round, width } from "./paper.mjs";

/** Targets that are said, since most aims are those of another. */
const variants = { "nnc-js": ", JavaScript", "nnc-wasm-threads": ", two threads" };

const [left, right, rowHeight, barHeight] = [410, width - 120, 24, 14];

export function drawAims(results) {
  const rows = measuredAims(results).map(({ title, short, kind, base, ratio, measured }) => ({
    label: `${title}: ${short}${variants[base] ?? ""}`,
    kind,
    aim: ratio,
    of: Object.fromEntries(Object.entries(measured).map(([name, value]) => [name, value / ratio])),
    measured: measured.median,
  }));
  const axis = makeAxis(
    rows.flatMap(({ of }) => [of.lower, of.upper]),
    left,
    right,
  );
  const height = 78 + rows.length * rowHeight + 46;
  return drawPaper({
    title: "What was measured of each aim",
    about:
      "measured ratio ÷ aim, logarithmic: right of 1× the aim is reached; whiskers: the middle half of the rounds",
    height,
    parts: [
      drawGrid(axis, height),
      ...rows.map((row, i) => drawRow(row, 84 + i * rowHeight, axis)),
    ],
  });
}

function drawRow({ label, kind, aim, of, measured }, top, { place }) {
  const middle = top + rowHeight / 2;
  const [one, end, from, to] = [1, of.median, of.lower, of.upper].map(place);
  const bar = `x="${Math.min(one, end)}" y="${middle - barHeight / 2}" width="${round(Math.abs(end - one))}"`;
  return `<text x="${left - 12}" y="${middle + 4}" text-anchor="end">${escape(label)} <tspan class="small">${escape(kind)}</tspan></text>
<rect class="${of.median >= 1 ? "slower" : "faster"}" ${bar} height="${barHeight}"/>
<path class="whisker" d="M${from} ${middle}H${to}M${from} ${middle - 4}v8M${to} ${middle - 4}v8"/>
<text x="${Math.max(one, to) + 8}" y="${middle + 4}">${formatNumber(measured)} of ${formatNumber(aim)}</text>`;
}
