/**
 * The table that `nnc summary` prints for people.
 *
 * Invariant: shows nothing that the summary does not hold.
 */
import { grouped } from "../../train/progress.ts";
import type { ModelSummary, PortSummary } from "./summarise.ts";

type Row = readonly [layer: string, shape: string, params: string, macs: string];

const heads: Row = ["layer", "output", "params", "multiply-adds"];

export function summaryTable(summary: ModelSummary): string {
  const { name, totals } = summary;
  const rows: readonly Row[] = [
    ...summary.inputs.map((port): Row => [`input ${port.name}`, typeText(port), "", ""]),
    ...summary.layers.map((each): Row => [
      each.path,
      each.shape === null ? "" : shapeText(each.shape),
      each.params === 0 ? "" : grouped(each.params),
      each.macs === 0 ? "" : grouped(each.macs),
    ]),
    ...summary.outputs.map((port): Row => [`output ${port.name}`, typeText(port), "", ""]),
  ];
  const total: Row = ["total", "", grouped(totals.params), grouped(totals.macs)];
  const widths = heads.map((_, column) =>
    Math.max(...[heads, ...rows, total].map((row) => row[column]!.length)),
  );
  const rule = widths.map((width) => "─".repeat(width)).join("──");
  const { bytes, frozen } = totals;
  return [
    name,
    "",
    line(heads, widths),
    rule,
    ...rows.map((row) => line(row, widths)),
    rule,
    line(total, widths),
    ...(frozen === undefined ? [] : [`of the params ${grouped(frozen)} are frozen`]),
    "",
    ...besides(totals.activationMacs),
    `memory: ${sizeText(bytes.params)} of params; a module for inference takes ${sizeText(bytes.forward)}, one that trains ${sizeText(bytes.training)}`,
    "",
  ].join("\n");
}

/** What a reader would miss in the column. */
function besides(activationMacs: number): readonly string[] {
  if (activationMacs === 0) return [];
  return [`besides: ${grouped(activationMacs)} multiply-adds of activations with activations`];
}

/** Names to the left, numbers to the right. */
function line(row: Row, widths: readonly number[]): string {
  return row
    .map((cell, column) =>
      column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
    )
    .join("  ")
    .trimEnd();
}

function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? "scalar" : `[${shape.join(", ")}]`;
}

function typeText({ shape, dtype }: PortSummary): string {
  return dtype === "float"
    ? shapeText(shape)
    : `${dtype}${shape.length === 0 ? "" : shapeText(shape)}`;
}

/** `132.1 kB`; powers of 1000. */
function sizeText(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 ? size : size.toFixed(1)} ${units[unit]}`;
}
