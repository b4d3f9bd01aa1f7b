/**
 * What the parts of the elaborator share while one graph of a model is made, and how they reach each
 * other: expressions apply layers, layers hold expressions.
 *
 * Invariant: one elaboration makes one section of one model; `assemble.ts` puts sections together.
 */
import type { Span } from "../diagnostics/source.ts";
import type { Build } from "../graph/build.generated.ts";
import type * as ast from "../syntax/ast.ts";
import type { Instance, Tokens } from "./instance.ts";
import type { LayerValue } from "./layer-value.ts";
import type { Library } from "./library.ts";
import type { Meaning, SingleMeaning } from "./meaning.ts";
import type { Place } from "./place.ts";
import type { Problems } from "./problems.ts";
import type { Scope } from "./scope.ts";
import type { Templates } from "./templates.ts";

export interface Elaboration {
  readonly problems: Problems;
  readonly library: Library;
  /** The static `training`. */
  readonly training: boolean;
  /** Are the named values of a scan's steps kept, since somebody may ask for them? */
  readonly keepsSteps: boolean;
  /** Do the outermost scans start where the last call left them? */
  readonly keepsStates: boolean;
  readonly tokens: Tokens;
  /** One value; several are an error. */
  readonly evaluate: (expression: ast.Expression, place: Place) => SingleMeaning;
  /** One value or several: before `->`, after `return`, on the right of several names. */
  readonly evaluateAll: (expression: ast.Expression, place: Place) => Meaning;
  readonly apply: (application: Application) => Meaning;
  /** The states and emits of a scan. */
  readonly scan: (statement: ast.ScanStatement, place: Place) => Meaning;
  /** The names of a file, with its imports and the prelude behind them. */
  readonly scopeOf: (file: ast.File) => Scope;
  /** The names that the prelude's own files see. */
  readonly preludeScope: () => Scope;
  /** Builds nodes whose origin is this place. */
  readonly buildAt: (place: Place, span: Span) => Build;
  /** Computes when first asked; asked again while it computes, it is a cycle. */
  readonly lazy: (name: string, span: Span, compute: () => Meaning) => () => Meaning;
  /** Run-time settings that something static depended on. */
  readonly fixed: Set<string>;
  readonly count: { -readonly [What in keyof Counts]: Counts[What] };
  /** Expansions to be copied; undefined where every application is to be expanded. */
  readonly templates: Templates | undefined;
}

/** What happened so far. */
export interface Counts {
  /** Layers applied. */
  readonly applications: number;
  /** Those among them that are part of the network. */
  readonly instances: number;
  readonly tokens: number;
  readonly scans: number;
  /** Looks at `training`. */
  readonly asks: number;
  /** Mistakes, also those that were told already. */
  readonly reports: number;
}

export function countsSince(before: Counts, now: Counts): Counts {
  return {
    applications: now.applications - before.applications,
    instances: now.instances - before.instances,
    tokens: now.tokens - before.tokens,
    scans: now.scans - before.scans,
    asks: now.asks - before.asks,
    reports: now.reports - before.reports,
  };
}

/** A layer applied to wires, at a place. */
export interface Application {
  readonly layer: LayerValue;
  readonly wires: readonly GivenWire[];
  readonly settings: readonly GivenSetting[];
  readonly place: Place;
  /** Where the layer's name stands: the order of instances. */
  readonly name: Span;
  /** The whole call or stage. */
  readonly span: Span;
  /** The instance of a shared layer; otherwise the application makes one. */
  readonly instance?: Instance;
}

export interface GivenWire {
  readonly meaning: SingleMeaning;
  readonly span: Span;
}

export interface GivenSetting {
  readonly name: ast.Name | undefined;
  readonly meaning: SingleMeaning;
  readonly span: Span;
  /** A pipeline of a block behind the parentheses: it fills one of the last settings. */
  readonly trailing: boolean;
}
