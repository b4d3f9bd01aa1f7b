/**
 * What training shows: on a terminal one line that is redrawn in place, without one a line an epoch.
 *
 * Invariant: redraws at most ten times a second, never wraps a line, and leaves every finished epoch
 * standing as a line of its own.
 */
import type { EpochResult } from "./loop.ts";

export interface ProgressOutput {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  readonly columns: number;
}

export interface ProgressState {
  /** The epoch under way, from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Part of the epoch that is done, 0 to 1. */
  readonly fraction: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** The latest losses, for the little curve. */
  readonly losses: readonly number[];
}

export interface Progress {
  /** `samples`: how many were trained on since the last call. */
  readonly step: (state: ProgressState, samples: number) => void;
  readonly finishEpoch: (epoch: number, epochs: number, result: EpochResult) => void;
  /** Clears what is not finished. */
  readonly stop: () => void;
}

const redrawEvery = 100;

export function createProgress(output: ProgressOutput, now: () => number): Progress {
  const start = now();
  let drawn = -Infinity;
  let epochStart = start;
  let samples = 0;
  const clear = (): void => {
    if (output.isTerminal && drawn !== -Infinity) output.write("\r\u001b[2K");
    drawn = -Infinity;
  };
  return {
    step: (state, count) => {
      samples += count;
      if (!output.isTerminal || now() - drawn < redrawEvery) return;
      drawn = now();
      const perSecond = (samples * 1000) / Math.max(1, drawn - epochStart);
      output.write(`\r\u001b[2K${progressLine(state, perSecond, output.columns)}`);
    },
    finishEpoch: (epoch, epochs, result) => {
      const perSecond = (samples * 1000) / Math.max(1, now() - epochStart);
      clear();
      output.write(`${epochLine(epoch, epochs, result, perSecond)}\n`);
      epochStart = now();
      samples = 0;
    },
    stop: clear,
  };
}

const barWidth = 24;

/** `epoch  3/10 ━━━━━━━━╸        38 %  loss 0.2310  accuracy 0.9310  41,200 samples/s  ▇▅▃▂▁` */
export function progressLine(state: ProgressState, perSecond: number, columns: number): string {
  const { epoch, epochs, fraction, metrics, losses } = state;
  const parts = [
    epochLabel(epoch, epochs),
    `${bar(fraction)} ${String(Math.floor(fraction * 100)).padStart(3)} %`,
    measures(metrics),
    `${grouped(perSecond)} samples/s`,
    sparkline(losses.slice(-barWidth)),
  ];
  let line = "";
  for (const part of parts.filter((each) => each !== "")) {
    const longer = line === "" ? part : `${line}  ${part}`;
    if (longer.length >= columns) break;
    line = longer;
  }
  return line;
}

export function epochLine(
  epoch: number,
  epochs: number,
  { training, heldOut }: EpochResult,
  perSecond: number,
): string {
  const parts = [
    epochLabel(epoch, epochs),
    measures(training),
    heldOut === undefined ? "" : `held out: ${measures(heldOut)}`,
    `${grouped(perSecond)} samples/s`,
  ];
  return parts.filter((each) => each !== "").join("  ");
}

function epochLabel(epoch: number, epochs: number): string {
  return `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`;
}

function bar(fraction: number): string {
  const halves = Math.round(fraction * barWidth * 2);
  const full = Math.floor(halves / 2);
  return ("━".repeat(full) + (halves % 2 === 1 ? "╸" : "")).padEnd(barWidth);
}

/** `loss 0.2310  accuracy 0.9310` */
export function measures(metrics: Readonly<Record<string, number>>): string {
  return Object.entries(metrics)
    .map(([name, value]) => `${name} ${formatMeasure(value)}`)
    .join("  ");
}

/** Four decimals, or four digits of what is too small or large for them. */
export function formatMeasure(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(3);
  return value.toFixed(4);
}

/** `41,200` */
export function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

const blocks = "▁▂▃▄▅▆▇█";

/** Heights between the least and the largest of the values. */
export function sparkline(values: readonly number[]): string {
  const least = Math.min(...values);
  const range = Math.max(...values) - least;
  return values
    .map((value) => blocks[range > 0 ? Math.round(((value - least) / range) * 7) : 0])
    .join("");
}
