/**
 * What `check` finds, in the shape of docs: `nnc check --json`.
 *
 * Invariant: `worst` is the element that used up most of its bound, also where everything agrees.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { strainOf } from "./compare.ts";

export interface Worst {
  /** Of what: `output y`, `gradient dense1.W`. */
  readonly value: string;
  /** Which element: `[3, 7]`. */
  readonly where: string;
  readonly error: number;
  readonly bound: number;
}

export interface Agreement {
  readonly ok: boolean;
  readonly worst: Worst | undefined;
  /** How much was compared, for people. */
  readonly compared?: string;
}

export interface TestResult {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

export interface ModelCheck {
  readonly name: string;
  readonly tests: readonly TestResult[];
  readonly targets: readonly (Agreement & { readonly target: string })[];
  readonly gradients: Agreement;
}

export interface CheckResult {
  readonly ok: boolean;
  readonly models: readonly ModelCheck[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface Comparison {
  readonly note: (worst: Worst) => void;
  readonly result: () => Agreement;
}

/** Collects comparisons and keeps the one closest to, or furthest over, its bound. */
export function createComparison(): Comparison {
  let worst: Worst | undefined;
  let ok = true;
  const strain = ({ error, bound }: Worst): number => strainOf(error, bound);
  return {
    note(next) {
      if (!(next.error <= next.bound)) ok = false;
      if (worst === undefined || strain(next) > strain(worst)) worst = next;
    },
    result: () => ({ ok, worst }),
  };
}
