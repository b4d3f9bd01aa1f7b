/**
 * The tables that `nnc bench` prints for people.
 *
 * Invariant: shows nothing that the result does not hold.
 */
import type { BenchResult, BenchRow } from "../../bench/bench.ts";
import type { Machine } from "../../bench/machine.ts";
import type { KernelReport } from "../../bench/why.ts";
import { counted } from "../../diagnostics/listing.ts";

/** Kernels that take less of a pass are counted, not listed. */
const leastShare = 0.01;

export function benchTable({ model, rows, machine }: BenchResult): string {
  const heads = ["target", "pass", "samples", "threads", "time", "from", "to", "GFLOP/s"];
  const table = alignColumns(
    [heads, ...rows.map(timesOf)],
    heads.map((_, at) => (at < 2 ? "left" : "right")),
  );
  const explained = rows.filter(({ kernels }) => kernels !== undefined);
  const why =
    machine === undefined ? [] : [...machineLines(machine), ...explained.flatMap(kernelLines)];
  return [model, "", ...table, ...why, ""].join("\n");
}

function timesOf(row: BenchRow): readonly string[] {
  const times = [row.median_ns, row.min_ns, row.max_ns].map(timeText);
  const counts = [row.batch, row.threads].map(String);
  return [row.target, row.pass, ...counts, ...times, row.gflops.toFixed(2)];
}

function machineLines({ peak, bandwidths }: Machine): readonly string[] {
  const sets = bandwidths.map(({ bytes, rate }) => `${rate.toFixed(0)} (${sizeText(bytes)})`);
  return [
    "",
    `limits of this core: ${peak.toFixed(1)} GFLOP/s, multiplying and adding in 128 bits;`,
    `reading ${sets.join(", ")} GB/s`,
  ];
}

function kernelLines({ target, pass, batch, kernels = [] }: BenchRow): readonly string[] {
  const shown = kernels.filter(({ share }) => share >= leastShare);
  const rest = kernels.length - shown.length;
  const heads = ["share", "time", "calls", "MFLOP", "read", "written", "of limit", "", "kernel"];
  const right = heads.map((head) => (head === "" || head === "kernel" ? "left" : "right"));
  return [
    "",
    `${target}: ${pass} of ${counted(batch, "sample")}`,
    "",
    ...alignColumns([heads, ...shown.map(kernelCells)], right),
    ...(rest === 0 ? [] : [`and ${counted(rest, "kernel")} below ${leastShare * 100} % each`]),
  ];
}

function kernelCells(kernel: KernelReport): readonly string[] {
  const schedule = Object.entries(kernel.schedule).map(([key, value]) => `${key} ${value}`);
  return [
    percentText(kernel.share),
    timeText(kernel.time_ns),
    String(kernel.calls),
    (kernel.flops / 1e6).toFixed(3),
    sizeText(kernel.bytes_read),
    sizeText(kernel.bytes_written),
    percentText(kernel.share_of_limit),
    kernel.limit,
    `${kernel.kernel}: ${kernel.shape}; ${schedule.join(", ")}`,
  ];
}

type Side = "left" | "right";

function alignColumns(
  rows: readonly (readonly string[])[],
  sides: readonly Side[],
): readonly string[] {
  const widths = sides.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lineOf = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        sides[column] === "left" ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
      )
      .join("  ")
      .trimEnd();
  return rows.map(lineOf);
}

function percentText(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** `12.3 µs`: three digits. */
function timeText(nanoseconds: number): string {
  const units = ["ns", "µs", "ms", "s"];
  return scaled(nanoseconds, 1000, units);
}

/** `132 kB`: powers of 1000. */
function sizeText(bytes: number): string {
  return scaled(bytes, 1000, ["B", "kB", "MB", "GB"]);
}

function scaled(value: number, base: number, units: readonly string[]): string {
  let rest = value;
  let unit = 0;
  while (rest >= base && unit < units.length - 1) {
    rest /= base;
    unit++;
  }
  const digits = rest >= 100 || Number.isInteger(rest) ? 0 : rest >= 10 ? 1 : 2;
  return `${rest.toFixed(digits)} ${units[unit]}`;
}
