/**
 * How data files say what is wrong with them: a code of the data catalogue, a message, a place.
 *
 * Invariant: every message names the file, through its place; binary files have no lines to point at.
 */
import type { dataCatalogue } from "../../diagnostics/catalogue/data.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { Problem } from "../../diagnostics/problem.ts";
import type { Span } from "../../diagnostics/source.ts";
import { createSource } from "../../diagnostics/source.ts";
import { tell } from "../../diagnostics/tell.ts";

export type DataCode = keyof typeof dataCatalogue;

export function dataError(
  code: DataCode,
  message: string,
  span: Span | undefined,
  help?: string,
): Diagnostic {
  const fix = help === undefined ? undefined : { message: help };
  return tell(code, message, { span, fix });
}

export function dataProblem(
  code: DataCode,
  message: string,
  span: Span | undefined,
  help?: string,
): Problem {
  return new Problem([dataError(code, message, span, help)]);
}

/** The place of a whole file. */
export function wholeFile(path: string): Span {
  return { source: createSource(path, ""), start: 0, end: 0 };
}
