/**
 * JSON lines as a data set: one object a line, one line a sample; arrays nest as the shape does.
 *
 * Invariant: the first line says which keys and shapes all lines have; a complaint points at its line.
 * `true` and `false` are 1 and 0; `"NaN"` and the infinities are texts.
 */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { Problem } from "../../diagnostics/problem.ts";
import type { Source, Span } from "../../diagnostics/source.ts";
import { createSource } from "../../diagnostics/source.ts";
import { flattenJson } from "../json-values.ts";
import type { Column, DataSet } from "./data-set.ts";
import { elementsOf } from "./data-set.ts";
import { dataError, dataProblem, wholeFile } from "./problem.ts";

const mostComplaints = 5;

export function readJsonLines(text: string, path: string, wanted: ReadonlySet<string>): DataSet {
  const source = createSource(path, text.replace(/^\u{feff}/u, ""));
  const lines = linesOf(source);
  if (lines.length === 0) throw dataProblem("NN6004", `\`${path}\` is empty`, wholeFile(path));
  const first = parseLine(lines[0]!);
  if ("complaint" in first) throw new Problem([first.complaint]);
  const columns = Object.keys(first.object)
    .filter((name) => wanted.has(name))
    .map((name) => emptyColumn(name, first.object[name], lines));
  const complaints: Diagnostic[] = [];
  for (const [sample, line] of lines.entries()) {
    if (complaints.length >= mostComplaints) break;
    const parsed = parseLine(line);
    if ("complaint" in parsed) complaints.push(parsed.complaint);
    else complaints.push(...fillSample(columns, sample, parsed.object, line));
  }
  if (complaints.length > 0) throw new Problem(complaints.slice(0, mostComplaints));
  return {
    count: lines.length,
    columns: new Map(columns.map((each) => [each.name, each])),
    names: Object.keys(first.object),
    place: wholeFile(path),
  };
}

interface Line {
  readonly text: string;
  readonly span: Span;
}

type JsonObject = Readonly<Record<string, unknown>>;
type Parsed = { readonly object: JsonObject } | { readonly complaint: Diagnostic };

function linesOf(source: Source): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const text of source.text.split("\n")) {
    const end = start + text.length;
    if (text.trim() !== "") lines.push({ text, span: { source, start, end } });
    start = end + 1;
  }
  return lines;
}

/** What people forget most often. */
export const jsonHelp =
  "names stand in double quotes, members have commas between them, and the last has none";

function parseLine({ text, span }: Line): Parsed {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return { object: value as JsonObject };
  } catch {
    return { complaint: dataError("NN6032", "this line is not JSON", span, jsonHelp) };
  }
  const help = 'such as {"x": [0, 1], "label": 1}';
  return { complaint: dataError("NN6007", "this line is not a JSON object", span, help) };
}

function emptyColumn(name: string, value: unknown, lines: readonly Line[]): Column {
  const flat = flattenJson(value);
  if ("problem" in flat) throw dataProblem("NN6006", `\`${name}\` ${flat.problem}`, lines[0]!.span);
  const size = elementsOf(flat.shape);
  return {
    name,
    shape: flat.shape,
    data: new Float64Array(lines.length * size),
    place: (sample) => lines[sample]!.span,
  };
}

function fillSample(
  columns: readonly Column[],
  sample: number,
  object: JsonObject,
  line: Line,
): readonly Diagnostic[] {
  return columns.flatMap(({ name, shape, data }) => {
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    if (value === undefined)
      return [dataError("NN6007", `this line has no \`${name}\``, line.span)];
    const flat = flattenJson(value);
    if ("problem" in flat) return [dataError("NN6006", `\`${name}\` ${flat.problem}`, line.span)];
    if (flat.shape.join() !== shape.join()) {
      const message = `\`${name}\` has the shape [${flat.shape.join(", ")}] here, but [${shape.join(", ")}] in the first line`;
      return [dataError("NN6007", message, line.span)];
    }
    data.set(flat.data, sample * flat.data.length);
    return [];
  });
}
