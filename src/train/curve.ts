/**
 * The loss curve as an SVG picture: training loss as it fell, held-out loss at the end of each epoch.
 *
 * Invariant: a function of its arguments alone, byte for byte; it needs no script and no font of its
 * own. The loss axis is logarithmic where the values span more than a factor of 30.
 */
export interface CurvePoint {
  /** In epochs from the start; 0.5 is the middle of the first. */
  readonly epoch: number;
  readonly loss: number;
}

export interface LossCurve {
  readonly training: readonly CurvePoint[];
  readonly heldOut: readonly CurvePoint[];
}

const width = 720;
const height = 420;
const frame = { left: 64, right: 24, top: 44, bottom: 48 } as const;
const colours = { training: "#1f6fb2", heldOut: "#c8501e" } as const;
const logarithmicFrom = 30;

/** A line from values to places on the paper, with the values that get a mark. */
interface Axis {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

export function drawLossCurve(title: string, curve: LossCurve): string {
  const points = [...curve.training, ...curve.heldOut].filter((each) => Number.isFinite(each.loss));
  const lastEpoch = Math.max(1, ...points.map((each) => each.epoch));
  const epochs = axisOf(0, lastEpoch, [frame.left, width - frame.right], 1);
  const losses = lossAxis(points.map((each) => each.loss));
  const parts = [
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="${frame.left}" y="24" font-size="16" font-weight="bold">${escapeXml(title)}</text>`,
    ...drawTicks(epochs, losses),
    ...drawSeries(curve.training, epochs, losses, colours.training, "training"),
    ...drawSeries(curve.heldOut, epochs, losses, colours.heldOut, "held out"),
    ...drawLegend(curve),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="12" fill="#222222">`,
    ...parts.map((each) => `  ${each}`),
    "</svg>",
    "",
  ].join("\n");
}

// ── axes ──────────────────────────────────────────────────────────────────────────────────────────

function lossAxis(losses: readonly number[]): Axis {
  const least = Math.min(...losses, losses.length === 0 ? 0 : Infinity);
  const most = Math.max(...losses, losses.length === 0 ? 1 : -Infinity);
  const range = [height - frame.bottom, frame.top] as const;
  if (least > 0 && most / least > logarithmicFrom) return logarithmicAxis(least, most, range);
  return axisOf(Math.min(0, least), most > least || most > 0 ? Math.max(most, 0) : 1, range);
}

/** A linear axis that ends at round values. */
function axisOf(
  least: number,
  most: number,
  [from, to]: readonly [number, number],
  leastStep = 0,
): Axis {
  const step = Math.max(leastStep, roundStep((most - least) / 6));
  const first = Math.floor(least / step) * step;
  const last = Math.max(Math.ceil(most / step - 1e-9) * step, first + step);
  const count = Math.round((last - first) / step);
  return {
    place: (value) => from + ((value - first) / (last - first)) * (to - from),
    ticks: Array.from({ length: count + 1 }, (_, index) => first + index * step),
  };
}

/** 1, 2 or 5 times a power of ten, at least `step`. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 5].find((each) => each * power >= step * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Decades, from the one below the least value to the one above the largest. */
function logarithmicAxis(least: number, most: number, [from, to]: readonly [number, number]): Axis {
  const first = Math.floor(Math.log10(least));
  const last = Math.ceil(Math.log10(most));
  return {
    place: (value) => from + ((Math.log10(value) - first) / (last - first)) * (to - from),
    ticks: Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index)),
  };
}

// ── marks ─────────────────────────────────────────────────────────────────────────────────────────

function drawTicks(epochs: Axis, losses: Axis): string[] {
  const [left, right] = [frame.left, width - frame.right];
  const bottom = height - frame.bottom;
  return [
    ...losses.ticks.flatMap((value) => {
      const y = fixed(losses.place(value));
      return [
        `<path d="M${left} ${y}H${right}" stroke="#dddddd"/>`,
        `<text x="${left - 8}" y="${y}" dy="0.32em" text-anchor="end">${label(value)}</text>`,
      ];
    }),
    ...epochs.ticks.flatMap((value) => {
      const x = fixed(epochs.place(value));
      return [
        `<path d="M${x} ${bottom}v5" stroke="#888888"/>`,
        `<text x="${x}" y="${bottom + 20}" text-anchor="middle">${label(value)}</text>`,
      ];
    }),
    `<path d="M${left} ${bottom}H${right}" stroke="#888888"/>`,
    `<text x="${(left + right) / 2}" y="${height - 8}" text-anchor="middle">epoch</text>`,
    `<text x="16" y="${(frame.top + bottom) / 2}" text-anchor="middle" transform="rotate(-90 16 ${(frame.top + bottom) / 2})">loss</text>`,
  ];
}

function drawSeries(
  points: readonly CurvePoint[],
  epochs: Axis,
  losses: Axis,
  colour: string,
  name: string,
): string[] {
  const places = points
    .filter((each) => Number.isFinite(each.loss))
    .map((each) => [fixed(epochs.place(each.epoch)), fixed(losses.place(each.loss))] as const);
  if (places.length === 0) return [];
  const line = places.map(([x, y], index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join("");
  const dots = places.length > 40 && name === "training" ? [] : places;
  return [
    `<path d="${line}" fill="none" stroke="${colour}" stroke-width="2" stroke-linejoin="round"/>`,
    ...dots.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="2.5" fill="${colour}"/>`),
  ];
}

function drawLegend(curve: LossCurve): string[] {
  const entries = [
    ["training", colours.training],
    ...(curve.heldOut.length > 0 ? [["held out", colours.heldOut]] : []),
  ];
  return entries.flatMap(([name, colour], index) => {
    const x = width - frame.right - 100 * (entries.length - index) + 20;
    return [
      `<path d="M${x} 20h20" stroke="${colour}" stroke-width="2"/>`,
      `<text x="${x + 26}" y="24">${name}</text>`,
    ];
  });
}

function fixed(place: number): string {
  return String(Number(place.toFixed(1)));
}

/** A tick's value without the noise of floating point. */
function label(value: number): string {
  const rounded = Number(value.toPrecision(6));
  const isPlain = rounded === 0 || (Math.abs(rounded) >= 1e-3 && Math.abs(rounded) < 1e6);
  return isPlain ? String(rounded) : rounded.toExponential();
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
