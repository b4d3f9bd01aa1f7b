/** The campaign's table: times as multiples of a bare `node -e 0` where a machine's speed should not matter. */
import type { Part } from "./parts.ts";
import type { Compared, Measured } from "./result.ts";

export interface Row {
  readonly part: Part;
  readonly compileSeconds: number;
  /** undefined where it did not run to the end. */
  readonly measured: Measured | undefined;
  readonly problems: readonly string[];
}

const heads = [
  "model",
  "compile (nodes)",
  "kernels",
  "kB",
  "create s",
  "forward s",
  "step s",
  "GB",
  "interpreter s",
  "error of bound",
  "bound of value",
  "",
];

export function tableOf(rows: readonly Row[], bare: number): string {
  const lines = [heads, ...rows.map((row) => cells(row, bare))];
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map(
      (line) =>
        line
          .map((cell, column) => pad(cell, column, widths))
          .join("  ")
          .trimEnd() + "\n",
    )
    .join("");
}

function pad(cell: string, column: number, widths: readonly number[]): string {
  const width = widths[column]!;
  return column === 0 || column === heads.length - 1 ? cell.padEnd(width) : cell.padStart(width);
}

function cells({ part, compileSeconds, measured, problems }: Row, bare: number): readonly string[] {
  const compiling = `${compileSeconds.toFixed(1)} s (${(compileSeconds / bare).toFixed(0)})`;
  if (measured === undefined)
    return [part.model, compiling, ...heads.slice(3).map(() => ""), problems.join("; ")];
  const { forward, train, forwardSeconds, trainSeconds } = measured;
  return [
    part.model,
    compiling,
    String(measured.kernels),
    String(measured.kilobytes),
    measured.createSeconds.toFixed(1),
    both(forwardSeconds, 2),
    both(trainSeconds, 2),
    measured.gigabytes.toFixed(1),
    [forward, train].map(interpreting).join(" "),
    both([forward.strain, train.strain], 3),
    [forward, train].map(({ slack }) => slack.toExponential(0)).join(" "),
    problems.length === 0 ? "ok" : problems.join("; "),
  ];
}

function both(numbers: readonly number[], digits: number): string {
  return numbers.map((each) => each.toFixed(digits)).join(" ");
}

function interpreting({ seconds, noisySeconds }: Compared): string {
  return `${seconds.toFixed(0)}/${noisySeconds.toFixed(0)}`;
}
