/**
 * `--normalise x=0..1` and `x=standard`: an affine map of a column, measured on the training part only.
 *
 * Invariant: what was measured is data (`Scaling`), written into the weights file, so that `eval`
 * applies the same map. `0..1` takes one range for the whole column, bytes from 0 to 255; `standard`
 * takes mean and deviation for each index of the last axis, as a table's features want it.
 */
import { dataProblem } from "./data/problem.ts";
import type { Span } from "../diagnostics/source.ts";
import type { FittedColumn, Samples } from "./fit.ts";

export type Normalisation = "0..1" | "standard";

/** `(value - offset) * factor`, with one pair for all or one for each index of the last axis. */
export interface Scaling {
  readonly offset: readonly number[];
  readonly factor: readonly number[];
}

export type Scalings = Readonly<Record<string, Scaling>>;

/** @throws Problem (NN6026) for a column that is not there or not float */
export function measureScalings(
  samples: Samples,
  training: Uint32Array,
  wanted: ReadonlyMap<string, Normalisation>,
  place: Span,
): Scalings {
  const scalings = [...wanted].map(([name, kind]) => {
    const column = samples.columns.find((each) => each.port.name === name);
    if (column === undefined || column.port.element !== "float") {
      const why = column === undefined ? "the model has none of that name" : "it is not float";
      throw dataProblem("NN6026", `\`${name}\` cannot be normalised: ${why}`, place);
    }
    return [name, kind === "0..1" ? rangeOf(column, training) : deviationOf(column, training)];
  });
  return Object.fromEntries(scalings) as Scalings;
}

export function applyScalings(samples: Samples, scalings: Scalings): Samples {
  const columns = samples.columns.map((column) => {
    const scaling = Object.hasOwn(scalings, column.port.name) && scalings[column.port.name];
    return scaling ? { ...column, data: scaled(column, scaling) } : column;
  });
  return { ...samples, columns };
}

function scaled({ data }: FittedColumn, { offset, factor }: Scaling): Float64Array {
  const period = offset.length;
  return Float64Array.from(data, (value, index) => {
    return (value - offset[index % period]!) * factor[index % period]!;
  });
}

function rangeOf({ data, size }: FittedColumn, training: Uint32Array): Scaling {
  if (data instanceof Uint8Array) return { offset: [0], factor: [1 / 255] };
  let [least, most] = [Infinity, -Infinity];
  for (const sample of training) {
    for (let at = sample * size; at < (sample + 1) * size; at++) {
      least = Math.min(least, data[at]!);
      most = Math.max(most, data[at]!);
    }
  }
  return { offset: [least], factor: [most > least ? 1 / (most - least) : 1] };
}

/** Two passes, since a sum of squares loses what a large mean covers. A constant is only moved to 0. */
function deviationOf({ data, size, port }: FittedColumn, training: Uint32Array): Scaling {
  const period = port.shape.at(-1) ?? 1;
  const count = (training.length * size) / period;
  const total = (term: (value: number, index: number) => number): number[] => {
    const sums = new Array<number>(period).fill(0);
    for (const sample of training) {
      for (let at = 0; at < size; at++)
        sums[at % period]! += term(data[sample * size + at]!, at % period);
    }
    return sums;
  };
  const offset = total((value) => value).map((sum) => sum / count);
  const squares = total((value, index) => (value - offset[index]!) ** 2);
  const factor = squares.map((sum) => (sum > 0 ? 1 / Math.sqrt(sum / count) : 1));
  return { offset, factor };
}
