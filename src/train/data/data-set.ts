/**
 * A data set as training sees it, whatever file it came from.
 *
 * Invariant: every column holds `count` samples, one after the other, row-major; `shape` is that of one
 * sample. Nothing is checked against a model yet (`fit.ts` does that) nor scaled (`normalise.ts`).
 */
import type { Span } from "../../diagnostics/source.ts";
import type { Numbers } from "../numbers.ts";

export interface Column {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Numbers;
  /** Where a number of a sample stands, for messages. */
  readonly place: (sample: number, element: number) => Span;
}

export interface DataSet {
  readonly count: number;
  /** Of the names that were wanted, those that are there. */
  readonly columns: ReadonlyMap<string, Column>;
  /** All names that are there, for messages. */
  readonly names: readonly string[];
  /** The file or folder as a whole, for messages. */
  readonly place: Span;
}

/** Where files come from. Paths are as the user wrote them. */
export interface Files {
  /** The content, or undefined when there is no such file. */
  readonly read: (path: string) => Uint8Array | undefined;
  readonly kind: (path: string) => "file" | "folder" | undefined;
  /** Names in a folder, sorted. */
  readonly list: (path: string) => readonly string[];
}

export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, each) => product * each, 1);
}
