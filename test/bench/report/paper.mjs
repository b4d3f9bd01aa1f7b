// What the charts have in common: the paper they are drawn on, which brings its own background, so that it reads the
// same wherever it is shown, light or dark; and a logarithmic scale.

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

export const width = 860;

export function drawPaper({ title, about, height, parts }) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">
<title>${escape(`${title}: ${about}`)}</title>
<style>${style}</style>
<rect class="paper" width="${width}" height="${height}" rx="6"/>
<text class="title" x="24" y="34">${escape(title)}</text>
<text class="small" x="24" y="56">${escape(about)}</text>
${parts.join("\n")}
</svg>
`;
}

/** A scale over all values, from a power of ten or its half or fifth to another, with 1 inside. */
export function makeAxis(values, left, right) {
  const steps = [1, 2, 5].flatMap((digit) =>
    [-3, -2, -1, 0, 1, 2, 3, 4].map((power) => digit * 10 ** power),
  );
  const marks = steps.sort((a, b) => a - b);
  const from = marks.findLast((mark) => mark <= Math.min(1, ...values));
  const to = marks.find((mark) => mark >= Math.max(1, ...values));
  const span = Math.max(Math.log(to / from), Math.log(2));
  return {
    marks: marks.filter((mark) => mark >= from && mark <= to),
    place: (value) => round(left + ((right - left) * Math.log(value / from)) / span),
  };
}

export function drawGrid({ marks, place }, height) {
  return marks
    .map((mark) => {
      const x = place(mark);
      return `<line class="${mark === 1 ? "one" : "grid"}" x1="${x}" x2="${x}" y1="78" y2="${height - 32}"/>
<text class="small" text-anchor="middle" x="${x}" y="${height - 14}">${Number(mark.toPrecision(1))}×</text>`;
    })
    .join("\n");
}

export const round = (value) => Math.round(value * 10) / 10;
export const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
