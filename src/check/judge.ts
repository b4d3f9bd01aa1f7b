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
import { spreadsOf, type NoisyOptions } from "./noise.ts";
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
  /** What each target says. */
  readonly claims: readonly Claim[];
}

export interface Claim {
  /** What the target has for an output; undefined where that is nobody's business. */
  readonly actual: (id: string) => Actual | undefined;
  readonly comparison: Comparison;
  /** Unit roundoff of the target's arithmetic between stores. */
  readonly arithmetic: number;
}

/** What is furthest off in one output of one target. */
interface Finding {
  readonly worst: Worst;
  readonly claim: Claim;
}

/** Notes what is furthest off in each output; says whether there were choices too close to call. */
export type Judge = (trial: Trial) => boolean;

/**
 * All targets are held to the bounds of the most exact arithmetic first; those that compute less exactly, and are
 * further off, to their own.
 *
 * @param unit unit roundoff of what the targets store
 */
export function createJudge(unit: number): Judge {
  /** Where carried bounds have said nothing before: they are not asked again without need. */
  const deep = new Set<number>();
  return (trial) => {
    let isUndecided = false;
    let claims = trial.claims;
    while (claims.length > 0) {
      const arithmetic = Math.min(...claims.map((each) => each.arithmetic));
      const rounding = { unit, arithmetic };
      const verdict = judgeAs({ ...trial, claims }, rounding, deep);
      const again = new Set<Claim>();
      for (const finding of verdict.findings)
        if (!isWithin(finding) && finding.claim.arithmetic > arithmetic) again.add(finding.claim);
      verdict.findings.filter(({ claim }) => !again.has(claim)).forEach(note);
      isUndecided ||= verdict.isUndecided;
      claims = claims.filter((each) => again.has(each));
    }
    return isUndecided;
  };
}

/** How a target rounds: what it stores, and between stores. */
type Rounding = Pick<NoisyOptions, "unit"> & { readonly arithmetic: number };

interface Verdict {
  readonly findings: readonly Finding[];
  readonly isUndecided: boolean;
}

function judgeAs(trial: Trial, rounding: Rounding, deep: Set<number>): Verdict {
  const { samples, key, bindings } = trial;
  const { unit, arithmetic } = rounding;
  if (deep.has(arithmetic)) {
    const findings = withinNoise(trial, exactly(trial), rounding, 1);
    if (findings.every(isWithin)) return { findings, isUndecided: false };
  }
  const options = { samples, key, arithmetic };
  const { results, undecided } = interpretWithErrors(valuesOf(trial), bindings, options, unit);
  if (results.some(saysLittle)) deep.add(arithmetic);
  const findings = judgeMeasured(trial, results, rounding, deep.has(arithmetic));
  return { findings, isUndecided: undecided.length > 0 };
}

function judgeMeasured(
  trial: Trial,
  results: readonly Measured[],
  rounding: Rounding,
  isDeep: boolean,
): readonly Finding[] {
  if (!isDeep) return compareAll(trial, results);
  const found = withinNoise(trial, results, rounding, 1);
  return found.every(isWithin) ? found : withinNoise(trial, results, rounding, manyRuns);
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
  rounding: Rounding,
  runs: number,
): readonly Finding[] {
  const { bindings, samples, key } = trial;
  const exact = results.map(({ tensor }) => tensor);
  const options = { samples, key, runs, ...rounding };
  const spreads = spreadsOf(valuesOf(trial), exact, bindings, options);
  return compareAll(
    trial,
    results.map((each, at) => within(each, spreads[at]!)),
  );
}

function compareAll({ graph, claims }: Trial, bounded: readonly Measured[]): readonly Finding[] {
  return claims.flatMap((claim) =>
    graph.outputs.flatMap(({ name }, at) => {
      const has = claim.actual(name);
      if (has === undefined) return [];
      return [{ worst: compareTensors(bounded[at]!, has), claim }];
    }),
  );
}

function isWithin({ worst: { error, bound } }: Finding): boolean {
  return error <= bound;
}

function note({ worst, claim }: Finding): void {
  claim.comparison.note(worst);
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
