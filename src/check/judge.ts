/**
 * A graph's values beside what targets made of them.
 *
 * Invariant: an element is bounded by the worst that rounding can do, carried from node to node, and where
 * that says nothing any more (it grows with depth beyond any number) by what noise does to its tensor.
 */
import type { Graph } from "../graph/graph.ts";
import type { Tensor } from "../graph/op.ts";
import { interpret, interpretWithErrors, type Bindings, type Measured } from "../interpret.ts";
import { compareTensors, type Actual } from "./compare.ts";
import { spreadsOf } from "./noise.ts";
import type { Comparison, Worst } from "./result.ts";

/** A bound above this share of its tensor's largest number says little. */
const loose = 2 ** -10;

/** More runs with noise, where a target is further off than one of them. */
const manyRuns = 8;

export interface Trial {
  readonly graph: Graph;
  readonly bindings: Bindings;
  readonly samples: number;
  readonly key: number;
  /** What each target says; the graph is interpreted once for all. */
  readonly claims: readonly Claim[];
}

export interface Claim {
  /** What the target has for an output; undefined where that is nobody's business. */
  readonly actual: (id: string) => Actual | undefined;
  readonly comparison: Comparison;
}

/** What is furthest off in one output of one target. */
interface Finding {
  readonly worst: Worst;
  readonly comparison: Comparison;
}

/** Notes what is furthest off in each output; says whether there were choices too close to call. */
export type Judge = (trial: Trial) => boolean;

/** @param unit unit roundoff of the targets */
export function createJudge(unit: number): Judge {
  /** Carried bounds have said nothing before: they are not asked again without need. */
  let isDeep = false;
  return (trial) => {
    if (isDeep) {
      const found = withinNoise(trial, exactly(trial), unit, 1);
      if (found.every(isWithin)) {
        found.forEach(note);
        return false;
      }
    }
    const { samples, key, bindings } = trial;
    const values = valuesOf(trial);
    const { results, undecided } = interpretWithErrors(values, bindings, { samples, key }, unit);
    isDeep ||= results.some(saysLittle);
    judgeMeasured(trial, results, unit, isDeep).forEach(note);
    return undecided.length > 0;
  };
}

function judgeMeasured(
  trial: Trial,
  results: readonly Measured[],
  unit: number,
  isDeep: boolean,
): readonly Finding[] {
  if (!isDeep) return compareAll(trial, results);
  const found = withinNoise(trial, results, unit, 1);
  return found.every(isWithin) ? found : withinNoise(trial, results, unit, manyRuns);
}

function valuesOf({ graph }: Trial) {
  return graph.outputs.map(({ value }) => value);
}

/** Without any bound. */
function exactly(trial: Trial): readonly Measured[] {
  const { bindings, samples, key } = trial;
  return interpret(valuesOf(trial), bindings, { samples, key }).map((tensor) => ({
    tensor,
    error: { shape: tensor.shape, data: tensor.data.map(() => Infinity) },
  }));
}

function withinNoise(
  trial: Trial,
  results: readonly Measured[],
  unit: number,
  runs: number,
): readonly Finding[] {
  const { bindings, samples, key } = trial;
  const exact = results.map(({ tensor }) => tensor);
  const options = { samples, key, unit, runs };
  const spreads = spreadsOf(valuesOf(trial), exact, bindings, options);
  return compareAll(
    trial,
    results.map((each, at) => within(each, spreads[at]!)),
  );
}

function compareAll({ graph, claims }: Trial, bounded: readonly Measured[]): readonly Finding[] {
  return claims.flatMap(({ actual, comparison }) =>
    graph.outputs.flatMap(({ name }, at) => {
      const has = actual(name);
      if (has === undefined) return [];
      return [{ worst: compareTensors(bounded[at]!, has), comparison }];
    }),
  );
}

function isWithin({ worst: { error, bound } }: Finding): boolean {
  return error <= bound;
}

function note({ worst, comparison }: Finding): void {
  comparison.note(worst);
}

function saysLittle({ tensor, error }: Measured): boolean {
  const size = largest(tensor);
  return !error.data.every((each) => each <= loose * size);
}

function largest({ data }: Tensor): number {
  return data.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
}

function within({ tensor, error }: Measured, spread: number): Measured {
  const data = error.data.map((each) => (each <= spread ? each : spread));
  return { tensor, error: { shape: error.shape, data } };
}
