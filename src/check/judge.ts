/**
 * A graph's values beside what a target made of them.
 *
 * Invariant: an element is bounded by the worst that rounding can do, carried from node to node, and where
 * that says nothing any more (it grows with depth beyond any number) by what noise does to its tensor.
 */
import type { Graph } from "../graph/graph.ts";
import type { Tensor } from "../graph/op.ts";
import { interpretWithErrors, type Bindings, type Measured } from "../interpret.ts";
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
  /** Unit roundoff of the target. */
  readonly unit: number;
}

/**
 * Notes what is furthest off in each output.
 *
 * @param actual what the target has for an output; undefined where that is nobody's business
 * @returns whether there were choices too close to call
 */
export function judge(
  { graph, bindings, samples, key, unit }: Trial,
  actual: (id: string) => Actual | undefined,
  comparison: Comparison,
): boolean {
  const values = graph.outputs.map(({ value }) => value);
  const { results, undecided } = interpretWithErrors(values, bindings, { samples, key }, unit);
  const claims = graph.outputs.map(({ name }) => actual(name));
  const compare = (bounded: readonly Measured[]): readonly Worst[] =>
    claims.flatMap((claim, at) =>
      claim === undefined ? [] : [compareTensors(bounded[at]!, claim)],
    );
  const isLoose = results.some((each, at) => claims[at] !== undefined && saysLittle(each));
  const tightened = (runs: number): readonly Worst[] => {
    const exact = results.map(({ tensor }) => tensor);
    const spreads = spreadsOf(values, exact, bindings, { samples, key, unit, runs });
    return compare(results.map((each, at) => within(each, spreads[at]!)));
  };
  let worst = isLoose ? tightened(1) : compare(results);
  if (isLoose && !worst.every(({ error, bound }) => error <= bound)) worst = tightened(manyRuns);
  for (const each of worst) comparison.note(each);
  return undecided.length > 0;
}

function saysLittle({ tensor, error }: Measured): boolean {
  const size = tensor.data.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  return !error.data.every((each) => each <= loose * size);
}

function within({ tensor, error }: Measured, spread: number): Measured {
  const data = error.data.map((each) => (each <= spread ? each : spread));
  return { tensor, error: { shape: error.shape, data } };
}
