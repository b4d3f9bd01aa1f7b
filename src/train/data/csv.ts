/**
 * CSV as a data set: a header naming scalars (`age`) and elements of vectors (`x[0]`, `x[1]`, …), or a
 * mapping of columns by number or name. Cells may be quoted; a header is recognised by not being numbers.
 *
 * Invariant: only wanted columns are read as numbers, so others may hold text; every complaint points at
 * its cell.
 */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { Problem } from "../../diagnostics/problem.ts";
import type { Source, Span } from "../../diagnostics/source.ts";
import { createSource } from "../../diagnostics/source.ts";
import type { Column, DataSet } from "./data-set.ts";
import type { Mapping } from "./mapping.ts";
import { counted, listNames } from "../../diagnostics/listing.ts";
import { dataError, dataProblem, wholeFile } from "./problem.ts";

/** As many complaints about cells as one run shows. */
const mostComplaints = 5;

interface Cell {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Columns of the file, in order, that make up a value; a scalar has the one and no shape. */
interface Plan {
  readonly name: string;
  readonly shape: readonly number[];
  readonly columns: readonly number[];
}

export function readCsv(
  text: string,
  path: string,
  wanted: ReadonlySet<string>,
  mapping: Mapping,
): DataSet {
  const source = createSource(path, text.replace(/^\u{feff}/u, ""));
  const rows = rowStarts(source.text);
  const place = wholeFile(path);
  if (rows.length === 0) throw dataProblem("NN6004", `\`${path}\` is empty`, place);
  const first = cellsOf(source, rows[0]!);
  const header = first.every((cell) => isNumber(cell.text)) ? undefined : first;
  const names = header?.map((cell) => cell.text.trim());
  const plans = [
    ...(mapping.size > 0
      ? mappedPlans(mapping, names, first.length, place)
      : headerPlans(names, first, source)),
  ].filter((each) => wanted.has(each.name));
  const samples = header === undefined ? rows : rows.slice(1);
  if (samples.length === 0)
    throw dataProblem("NN6004", `\`${path}\` has a header but no rows`, place);
  const columns = readCells(source, samples, plans, first.length);
  return {
    count: samples.length,
    columns: new Map(columns.map((each) => [each.name, each])),
    names: mapping.size > 0 ? [...mapping.keys()] : vectorNames(names ?? []),
    place,
  };
}

// ── which columns ─────────────────────────────────────────────────────────────────────────────────

function headerPlans(
  names: readonly string[] | undefined,
  first: readonly Cell[],
  source: Source,
): readonly Plan[] {
  if (names === undefined)
    throw dataProblem(
      "NN6007",
      "the first row of the CSV holds numbers, not names",
      { source, start: first[0]!.start, end: first.at(-1)!.end },
      "write a header such as `x[0],x[1],label`, or tell the columns by number: --map x=0:2,label=2",
    );
  return vectorNames(names).map((name) => planOf(name, names, source, first));
}

/** The names in a header, `x[0]`, `x[1]`… only once as `x`. */
function vectorNames(names: readonly string[]): readonly string[] {
  return [...new Set(names.map((each) => elementOf(each)?.name ?? each))];
}

function elementOf(name: string): { name: string; index: number } | undefined {
  const match = /^(.*)\[(\d+)\]$/.exec(name);
  return match === null ? undefined : { name: match[1]!, index: Number(match[2]) };
}

function planOf(
  name: string,
  names: readonly string[],
  source: Source,
  header: readonly Cell[],
): Plan {
  const scalar = names.indexOf(name);
  if (scalar !== -1) return { name, shape: [], columns: [scalar] };
  const places = new Map<number, number>();
  names.forEach((each, column) => {
    const element = elementOf(each);
    if (element?.name === name) places.set(element.index, column);
  });
  const columns = Array.from({ length: places.size }, (_, index) => {
    const column = places.get(index);
    if (column !== undefined) return column;
    const span = { source, start: header[0]!.start, end: header.at(-1)!.end };
    throw dataProblem("NN6007", `the header has no column \`${name}[${index}]\``, span);
  });
  return { name, shape: [columns.length], columns };
}

function mappedPlans(
  mapping: Mapping,
  names: readonly string[] | undefined,
  width: number,
  place: Span,
): readonly Plan[] {
  return [...mapping].map(([name, target]) => {
    const byName = names?.indexOf(target) ?? -1;
    if (byName !== -1) return { name, shape: [], columns: [byName] };
    const match = /^(\d+)(?::(\d+))?$/.exec(target);
    if (match === null)
      throw dataProblem(
        "NN6009",
        `\`${target}\`, mapped to \`${name}\`, is no column of the CSV`,
        place,
        names === undefined
          ? "columns are numbers: x=0:2,label=2"
          : `there are ${listNames(names)}`,
      );
    const start = Number(match[1]);
    const end = match[2] === undefined ? start + 1 : Number(match[2]);
    if (end > width || end <= start)
      throw dataProblem(
        "NN6009",
        `the columns ${target}, mapped to \`${name}\`, do not exist: the CSV has ${counted(width, "column")}`,
        place,
      );
    const columns = Array.from({ length: end - start }, (_, index) => start + index);
    return { name, shape: match[2] === undefined ? [] : [columns.length], columns };
  });
}

// ── cells ─────────────────────────────────────────────────────────────────────────────────────────

/** Offsets where rows begin; blank lines are no rows. A quoted cell may hold line ends. */
function rowStarts(text: string): readonly number[] {
  const starts: number[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at <= text.length; at++) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    if (at < text.length && (character !== "\n" || quoted)) continue;
    if (text.slice(start, at).trim() !== "") starts.push(start);
    start = at + 1;
  }
  return starts;
}

function cellsOf(source: Source, rowStart: number): readonly Cell[] {
  const ends: number[] = [];
  const count = scanRow(source.text, rowStart, ends);
  return ends.slice(0, count).map((end, index) => {
    const start = index === 0 ? rowStart : ends[index - 1]! + 1;
    return { text: unquoted(source.text.slice(start, end)), start, end };
  });
}

/** Writes where each cell of a row ends into `ends`; how many there are. */
function scanRow(text: string, rowStart: number, ends: number[]): number {
  let count = 0;
  for (let start = rowStart; ; start = ends[count - 1]! + 1) {
    ends[count++] = cellEnd(text, start);
    if (text[ends[count - 1]!] !== ",") return count;
  }
}

function cellEnd(text: string, start: number): number {
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) quoted = !quoted;
    else if (!quoted && (code === 0x2c || code === 0x0a)) return at;
  }
  return text.length;
}

function unquoted(text: string): string {
  const trimmed = text.trim();
  const isQuoted = trimmed.length >= 2 && trimmed.startsWith('"') && trimmed.endsWith('"');
  return isQuoted ? trimmed.slice(1, -1).replaceAll('""', '"') : trimmed;
}

const special: Readonly<Record<string, number>> = {
  nan: NaN,
  inf: Infinity,
  infinity: Infinity,
  "-inf": -Infinity,
  "-infinity": -Infinity,
  true: 1,
  false: 0,
};

/** The number that a cell holds; undefined for text. NaN stands for itself and is judged later. */
function numberOf(text: string): number | undefined {
  const value = Number(text);
  if (text !== "" && !Number.isNaN(value)) return value;
  const lower = text.toLowerCase();
  return Object.hasOwn(special, lower) ? special[lower] : undefined;
}

function isNumber(text: string): boolean {
  return text === "" || numberOf(text) !== undefined;
}

function readCells(
  source: Source,
  rows: readonly number[],
  plans: readonly Plan[],
  width: number,
): Column[] {
  const complaints: Diagnostic[] = [];
  const columns = plans.map(({ name, shape, columns: indices }) => {
    const place = (sample: number, element: number): Span => {
      const cell = cellsOf(source, rows[sample]!)[indices[element]!]!;
      return { source, start: cell.start, end: cell.end };
    };
    return { name, shape, indices, place, data: new Float64Array(rows.length * indices.length) };
  });
  const ends: number[] = [];
  rows.forEach((start, row) => {
    if (complaints.length >= mostComplaints) return;
    if (scanRow(source.text, start, ends) !== width)
      return void complaints.push(wrongWidth(source, cellsOf(source, start), width));
    for (const { name, indices, data } of columns) {
      indices.forEach((column, element) => {
        const from = column === 0 ? start : ends[column - 1]! + 1;
        const value = numberOf(unquoted(source.text.slice(from, ends[column])));
        if (value !== undefined) data[row * indices.length + element] = value;
        else {
          const what = indices.length === 1 ? name : `${name}[${element}]`;
          complaints.push(noNumber(source, cellsOf(source, start)[column]!, what));
        }
      });
    }
  });
  if (complaints.length > 0) throw new Problem(complaints.slice(0, mostComplaints));
  return columns;
}

function wrongWidth(source: Source, cells: readonly Cell[], width: number): Diagnostic {
  const span = { source, start: cells[0]!.start, end: cells.at(-1)!.end };
  const message = `this row has ${counted(cells.length, "cell")}, the first row has ${width}`;
  return dataError("NN6007", message, span);
}

function noNumber(source: Source, { text, start, end }: Cell, name: string): Diagnostic {
  const span = { source, start, end };
  if (text === "") {
    const help = "leave the row out, or fill the hole";
    return dataError("NN6005", `\`${name}\` is empty in this row`, span, help);
  }
  const help = "data are numbers; classes are counted from 0";
  return dataError("NN6006", `\`${name}\` is not a number in this row: \`${text}\``, span, help);
}
