/**
 * A model after elaboration: layers expanded to primitives, settings filled in, everything named.
 *
 * Invariant: graphs hold primitives only; every leaf is a `source` node whose role and name are one of
 * the ports, params, buffers, states, gradients or settings listed here; names are final
 * (`stage2.bottleneck1.conv1.W`).
 */
import type { Span } from "../diagnostics/source.ts";
import type { Value } from "../graph/graph.ts";
import type { Attribute } from "../graph/graph.ts";
import type { TensorType } from "../graph/type.ts";
import type * as ast from "../syntax/ast.ts";

/**
 * Roles of `source` nodes: attributes `{ role, name }`.
 * - "input", "target": given by the caller; batched.
 * - "param", "buffer": kept between calls.
 * - "state": of the optimiser, `adam.m:dense1.W`.
 * - "gradient": of the loss by a param (same name as the param), in the update graph.
 * - "setting": a numeric setting of the optimiser, a float scalar (`rate`).
 * - "counter": "step" (int scalar: updates, counted from 1) or "samples" (float scalar: how many in this call).
 * - "outputGradient": ∂/∂output given by the caller, same name and type as the output.
 * - "residual": a value kept by the last forward for backward.
 * - "carried": a state of an outermost scan as the last forward left it (`--stateful`); batched.
 * - "argument": of a sub-graph (scan).
 */
export type Role =
  | "input"
  | "target"
  | "param"
  | "buffer"
  | "state"
  | "gradient"
  | "setting"
  | "counter"
  | "outputGradient"
  | "residual"
  | "carried"
  | "argument";

export interface Port {
  readonly name: string;
  readonly type: TensorType;
  readonly doc: string | undefined;
  readonly span: Span;
}

export interface Param {
  readonly name: string;
  readonly type: TensorType;
  /** Initial value: a graph of constants and draws. */
  readonly initial: Value;
  readonly frozen: boolean;
  readonly span: Span;
}

export interface Named {
  readonly name: string;
  readonly value: Value;
  readonly span: Span;
  /** All steps of what the body of a scan names. */
  readonly isOfSteps?: boolean;
}

/** `w' = …` on a param or buffer: the value that it takes. */
export interface NextValue {
  readonly role: "param" | "buffer" | "state";
  readonly name: string;
  readonly value: Value;
  readonly span: Span;
}

/** One of the two graphs of a model. */
export interface Section {
  readonly outputs: readonly Named[];
  /** Each one number per sample (`[batch]`), or a scalar where no sample matters. */
  readonly losses: readonly Named[];
  /** Mean over the samples of the sum of the losses: a scalar. undefined without losses. */
  readonly loss: Value | undefined;
  /** Scalars: averaged over their axes and the samples. Losses by name, too. */
  readonly metrics: readonly Named[];
  /** Rules of params and buffers. In the inference section those of params stand (for tests), of buffers not. */
  readonly next: readonly NextValue[];
  /** Every named value, also inside layers (`encoder1.attention1.a`), for tests, `--expose`, `trace`. */
  readonly values: readonly Named[];
  /** Those of the values that `--expose` keeps. */
  readonly exposed: readonly Named[];
  /** With `--stateful`, the states of the outermost scans. */
  readonly carried: readonly Carried[];
}

export const emptySection: Section = {
  outputs: [],
  losses: [],
  loss: undefined,
  metrics: [],
  next: [],
  values: [],
  exposed: [],
  carried: [],
};

/** What a call starts from and leaves to the next one, for each sample. */
export interface Carried {
  readonly name: string;
  readonly type: TensorType;
  /** What a reset writes; where it is undefined, the next call says by itself what it starts from. */
  readonly initial: Value | undefined;
  readonly next: Value;
  readonly span: Span;
}

/** A numeric setting of the optimiser that can be given at run time. */
export interface RuntimeSetting {
  readonly name: string;
  /** A scalar graph of constants and counters. */
  readonly value: Value;
}

/** The optimiser, expanded over all params that it moves. */
export interface Optimizer {
  readonly name: string;
  readonly settings: readonly RuntimeSetting[];
  /** Names like `adam.m:dense1.W`. */
  readonly states: readonly Param[];
  /** p' and states', from "param", "gradient", "state", "setting", "counter" sources. */
  readonly next: readonly NextValue[];
}

/** For `summary`: an application of a layer. */
export interface LayerInstance {
  readonly path: string;
  readonly layer: string;
  /** Its first result in the inference section. */
  readonly result: Value | undefined;
  readonly span: Span;
}

export interface Model {
  readonly name: string;
  readonly nameSpan: Span;
  readonly doc: string | undefined;
  readonly span: Span;
  readonly settings: Readonly<Record<string, Attribute>>;
  readonly inputs: readonly Port[];
  readonly targets: readonly Port[];
  /** Trained values, in source order, frozen ones last. */
  readonly params: readonly Param[];
  readonly buffers: readonly Param[];
  /** With `--stateful`, what calls leave to the next ones: of both sections. */
  readonly carried: readonly Carried[];
  readonly inference: Section;
  readonly training: Section;
  /** undefined where nothing is left to it: no loss, or every param has a rule of its own. */
  readonly optimizer: Optimizer | undefined;
  /** It has a loss, or params with rules: there is a `step`, which moves what is not frozen. */
  readonly learns: boolean;
  readonly batch: number;
  readonly epochs: number;
  readonly layers: readonly LayerInstance[];
  readonly portLimits: PortLimits;
  readonly tests: readonly ModelTest[];
}

/** Int inputs and targets that index an axis, by name: all their numbers lie below. */
export interface PortLimits {
  /** Whatever lies outside is refused where it is copied in. */
  readonly enforced: ReadonlyMap<string, number>;
  /** Numbers that make sense, also of ports that are changed on the way: what `check` draws from. */
  readonly likely: ReadonlyMap<string, number>;
}

/** `test "…" of …`, elaborated: on one sample of the inference section. */
export interface ModelTest {
  readonly title: string;
  readonly span: Span;
  /** Inputs, targets and params set by `given`: name → numbers (in the port's sample shape). */
  readonly given: ReadonlyMap<string, readonly number[]>;
  readonly claims: readonly TestClaim[];
  /** The model with the test's settings; the same model object's parts where it has none. */
  readonly model: Model | undefined;
}

/** `left == right within w`, or any comparison; both sides graphs over the model's sources. */
export interface TestClaim {
  readonly text: string;
  readonly span: Span;
  readonly operator: "==" | "!=" | "<" | "<=" | ">" | ">=" | "true";
  readonly left: Value;
  readonly right: Value;
  readonly within: number | undefined;
  readonly syntax: ast.Claim;
}
