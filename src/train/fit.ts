/**
 * Fits a data set to the ports of a model: every port gets its column, every number is looked at once.
 *
 * Invariant: what comes out can be fed to the generated module as it is: sizes agree, ints are whole
 * and in range, no NaN. Everything that is wrong is told with its place, the first few of a kind.
 */
import { Problem } from "../diagnostics/problem.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { ElementType } from "../graph/type.ts";
import { elementsOf, type Column, type DataSet } from "./data/data-set.ts";
import { counted, listNames } from "../diagnostics/listing.ts";
import { dataError, dataProblem } from "./data/problem.ts";
import type { Numbers } from "./numbers.ts";

/** An input or target that needs a column. */
export interface FittedPort {
  readonly name: string;
  readonly element: ElementType;
  /** Of one sample. */
  readonly shape: readonly number[];
  /** Ints that index or are classes of an axis are below its length. */
  readonly limit: number | undefined;
}

/** The numbers of a port, sample after sample. */
export interface FittedColumn {
  readonly port: FittedPort;
  readonly size: number;
  readonly data: Numbers;
}

export interface Samples {
  readonly count: number;
  readonly columns: readonly FittedColumn[];
}

const mostComplaints = 5;

/** @throws Problem (NN602x) */
export function fitToPorts(set: DataSet, ports: readonly FittedPort[]): Samples {
  if (set.count === 0 && set.columns.size === ports.length && ports.length > 0)
    throw dataProblem("NN6004", `\`${set.place.source.path}\` holds no samples`, set.place);
  const missing = ports.filter((port) => !set.columns.has(port.name));
  if (missing.length > 0) throw missingColumns(missing, set);
  const found = ports.map((port) => ({ port, column: set.columns.get(port.name)! }));
  const complaints = found.flatMap(({ port, column }) => [
    ...shapeComplaint(port, column),
    ...valueComplaints(port, column, set.count),
  ]);
  if (complaints.length > 0) throw new Problem(complaints);
  const columns = found.map(({ port, column }) => {
    return { port, size: elementsOf(port.shape), data: column.data };
  });
  return { count: set.count, columns };
}

function missingColumns(missing: readonly FittedPort[], set: DataSet): Problem {
  const names = missing.map((each) => each.name);
  const near = names.length === 1 ? didYouMean(names[0]!, set.names) : undefined;
  const present = set.names.length === 0 ? "it is empty" : `it has ${listNames(set.names)}`;
  return dataProblem(
    "NN6020",
    `the model needs ${listNames(names)}, which \`${set.place.source.path}\` does not have`,
    set.place,
    near === undefined ? present : `${present}; ${near}`,
  );
}

/** Equal shapes, up to axes of length 1, or a list of as many numbers on either side. */
function shapeComplaint(port: FittedPort, column: Column): readonly Diagnostic[] {
  const sizes = [elementsOf(port.shape), elementsOf(column.shape)] as const;
  const squeezed = [port.shape, column.shape].map((shape) => shape.filter((each) => each !== 1));
  const isFlat = squeezed.some((shape) => shape.length <= 1);
  if (sizes[0] === sizes[1] && (isFlat || squeezed[0]!.join() === squeezed[1]!.join())) return [];
  const [wanted, given] = [port.shape, column.shape].map((shape) => `[${shape.join(", ")}]`);
  const message = `\`${port.name}\` is ${counted(sizes[0], "number")} for each sample, ${wanted}, but the data have ${sizes[1]}, ${given}`;
  return [dataError("NN6021", message, column.place(0, 0))];
}

function valueComplaints(port: FittedPort, column: Column, count: number): readonly Diagnostic[] {
  const { data, place } = column;
  const size = elementsOf(column.shape);
  const judge = judges[port.element];
  const complaints: Diagnostic[] = [];
  for (let at = 0; at < count * size && complaints.length < mostComplaints; at++) {
    const problem = judge(data[at]!, port.limit);
    if (problem === undefined) continue;
    const sample = Math.floor(at / size);
    const message = `\`${port.name}\` of sample ${sample + 1} ${problem.message}`;
    complaints.push(dataError(problem.code, message, place(sample, at % size), problem.help));
  }
  return complaints;
}

interface ValueProblem {
  readonly code: "NN6023" | "NN6024" | "NN6025";
  readonly message: string;
  readonly help?: string;
}

type Judge = (value: number, limit: number | undefined) => ValueProblem | undefined;

const judges: Readonly<Record<ElementType, Judge>> = {
  float: (value) =>
    Number.isFinite(value) ? undefined : { code: "NN6023", message: `is ${value}` },
  int: judgeInt,
  bool: (value) =>
    value === 0 || value === 1
      ? undefined
      : { code: "NN6025", message: `is ${value}, but a bool is 0 or 1` },
};

function judgeInt(value: number, limit: number | undefined): ValueProblem | undefined {
  if (Number.isNaN(value)) return { code: "NN6023", message: "is NaN" };
  if (value !== (value | 0)) return { code: "NN6025", message: `is ${value}, but must be an int` };
  if (limit === undefined || (value >= 0 && value < limit)) return undefined;
  const help = value === limit ? "if the classes are counted from 1, subtract 1" : undefined;
  const message = `is ${value}, but must be from 0 to ${limit - 1}`;
  return { code: "NN6024", message, ...(help && { help }) };
}
