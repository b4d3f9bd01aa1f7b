/**
 * Thrown where what was given is wrong and there is nothing to go on with: a data file, weights.
 *
 * Invariant: it is the giver's mistake, told as diagnostics; stages that can go on report instead.
 */
import type { Diagnostic } from "./diagnostic.ts";

export class Problem extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics[0]?.message ?? "nothing is known about this problem");
    this.diagnostics = diagnostics;
  }
}
