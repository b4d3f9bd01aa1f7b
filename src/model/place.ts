/**
 * Where an expression is being elaborated: the names it sees, the instance it belongs to, the layers
 * it was expanded through.
 *
 * Invariant: immutable; a layer's body gets a place of its own.
 */
import type { Span } from "../diagnostics/source.ts";
import type { Instance, NamedValue, OrderKey } from "./instance.ts";
import type { Scope } from "./scope.ts";

export interface Place {
  readonly scope: Scope;
  readonly instance: Instance;
  /** What stands in front of the order keys of everything applied here. */
  readonly key: OrderKey;
  readonly frame: Frame | undefined;
  /** The innermost `scan` around; undefined outside of any. */
  readonly loop?: Loop | undefined;
  /** Name of the value that is being computed, for people. */
  readonly label: string | undefined;
}

/** The body of a `scan` while it is elaborated. */
export interface Loop {
  /** Places of the draws in it, which are new at every step. */
  readonly draws: Set<string>;
  /** Named values of a step, where somebody may ask for them: `--expose`. */
  readonly values: StepValue[];
}

export interface StepValue extends NamedValue {
  readonly instance: Instance;
}

/** One expansion of a layer; the frames of a place are the way that led to it. */
export interface Frame {
  readonly parent: Frame | undefined;
  /** Where the layer is applied. */
  readonly span: Span;
  readonly layer: string;
  /** Where each setting that was given stands: what is wrong with one is told there. */
  readonly settings: ReadonlyMap<string, Span>;
  /** The innermost application that stands in a file of the user's, and the instance it made. */
  readonly user: Span;
  readonly userToken: string;
  readonly depth: number;
}

/** Where in the order of the body around it something at `span` stands. */
export function keyAt(place: Place, span: Span): OrderKey {
  return [...place.key, span.start];
}
