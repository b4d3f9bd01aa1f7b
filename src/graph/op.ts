/**
 * The contract of a primitive operation: all that nnc knows about it stands in its one file.
 *
 * Invariant: nobody outside `ops/` asks an op for its name to decide something; what a stage needs to
 * know is a property here. `evaluate` and `lower` share no arithmetic: each judges the other.
 */
import type { Lower } from "../kernel/lowering.ts";
import type { Build } from "./build.generated.ts";
import type { Attributes, Origin, Value } from "./graph.ts";
import type { Shape, TensorType } from "./type.ts";

/** A tensor with its numbers, in the interpreter: row-major float64, the batch resolved to a count. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export interface EvaluateContext {
  readonly attributes: Attributes;
  /** Result types, and the shapes of the results with the batch resolved. */
  readonly types: readonly TensorType[];
  readonly shapes: readonly (readonly number[])[];
  readonly samples: number;
  /** Draws element numbers `0…count-1` of one sample (0 where it does not vary) at a place. */
  readonly draw: (
    distribution: string,
    place: string,
    sample: number,
    count: number,
  ) => Float64Array;
  /** The interpreter itself, for ops that hold a sub-graph. */
  readonly run: (graph: Value[], bindings: ReadonlyMap<string, Tensor>) => readonly Tensor[];
  /** Makes what depends on attributes and shapes alone, or remembers it from the node's last run. */
  readonly remember: <T>(make: () => T) => T;
}

export interface GradientContext {
  readonly inputs: readonly Value[];
  readonly results: readonly Value[];
  /** ∂loss/∂result for each result; undefined where nothing depends on it. */
  readonly gradients: readonly (Value | undefined)[];
  readonly attributes: Attributes;
  readonly build: Build;
  /** Which inputs a gradient is wanted for: others may be left undefined. */
  readonly wanted: readonly boolean[];
  /** Differentiation itself, for ops that hold a sub-graph. */
  readonly vectorJacobian: VectorJacobian;
}

/** A value and ∂target/∂value. */
export interface Seed {
  readonly value: Value;
  readonly gradient: Value;
}

/** Σ seeds · ∂value/∂wanted, for each wanted value; undefined where nothing depends on it. */
export type VectorJacobian = (
  seeds: readonly Seed[],
  wanted: readonly Value[],
  build: Build,
) => readonly (Value | undefined)[];

/** Thrown by `results` when inputs do not fit; the elaborator adds names and places. */
export class ShapeProblem extends Error {
  readonly detail: ShapeProblemDetail;

  constructor(message: string, detail: ShapeProblemDetail = {}) {
    super(message);
    this.detail = detail;
  }
}

/** Thrown by `evaluate` where an index that only running tells lies outside of its axis. */
export class IndexOutside extends RangeError {
  override readonly name = "IndexError";

  constructor(index: number, limit: number, from: string) {
    super(`${from}: the index is ${index}, expected a whole number from 0 to ${limit - 1}`);
  }
}

export interface ShapeProblemDetail {
  /** The first axis that differs, counted from the end (-1). */
  readonly axis?: number;
  /** The inputs concerned. */
  readonly inputs?: readonly number[];
  /** For each of two inputs the axis that should be as long as that of the other, counted from the end. */
  readonly axes?: readonly [number, number];
  /** The setting concerned; of a text, from where to where in it. */
  readonly setting?: { readonly name: string; readonly from?: number; readonly to?: number };
}

/** Running error analysis of one node, for the agreement between interpreter and targets. */
export interface ErrorContext {
  readonly attributes: Attributes;
  readonly inputs: readonly Tensor[];
  readonly results: readonly Tensor[];
  /** Absolute error bound of each input element. */
  readonly errors: readonly Tensor[];
  /** Unit roundoff of what the target stores: 2^-24 or 2^-53. */
  readonly unit: number;
  /** Unit roundoff of what it computes in between: 2^-53 in doubles, whatever they are stored as. */
  readonly arithmetic: number;
  /** `evaluate` on other numbers (magnitudes, errors). */
  readonly evaluate: (inputs: readonly Tensor[]) => readonly Tensor[];
  /** Says that a choice at this element lies within the errors: the input must be drawn anew. */
  readonly undecided: (element: number) => void;
}

/** One worked case of an op, from which its tests come. */
export interface Sample {
  readonly name: string;
  readonly inputs: readonly SampleInput[];
  readonly attributes?: Attributes;
}

/** Type of an input and where its numbers come from: a range to draw from, or the numbers themselves. */
export interface SampleInput {
  readonly type: TensorType;
  readonly range?: readonly [low: number, high: number];
  readonly values?: readonly number[];
}

/** What is known of the sign of every element of a value, for exact rewriting of logarithms. */
export type Sign = "positive" | "nonnegative" | "nonpositive" | "negative" | "any";

/** A value between 0 and 1: one part of two, as a sigmoid is; one of parts that make 1, as a softmax is. */
export type Proportion = "of two" | "of all";

export type Family =
  "source" | "elementwise" | "movement" | "reduction" | "contraction" | "draw" | "structure";

export interface Op {
  readonly name: string;
  readonly family: Family;
  /** One line, then the formula; Markdown. Goes into docs/reference. */
  readonly doc: string;
  /** The builder's method of the op's name: its TypeScript signature, and what it does. */
  readonly build: OpBuild;
  /** Result types from input types. Throws {@link ShapeProblem}. */
  readonly results: (
    inputs: readonly TensorType[],
    attributes: Attributes,
  ) => readonly TensorType[];
  /** The meaning, in plain float64 loops. */
  readonly evaluate: (inputs: readonly Tensor[], context: EvaluateContext) => readonly Tensor[];
  /** The vector-Jacobian product as a graph; undefined: no gradient flows (comparisons, draws). */
  readonly gradient: ((context: GradientContext) => readonly (Value | undefined)[]) | undefined;
  readonly lower: Lower;
  /** Bound of the result's error when computed in the target's precision in any order of summation. */
  readonly error: (context: ErrorContext) => readonly Tensor[];
  readonly samples: readonly Sample[];
  /** Held fixed by finite differences (comparisons, argmax, floor…): piecewise constant. */
  readonly isChoice?: boolean;
  readonly sign?: (value: Value, signOf: (value: Value) => Sign) => Sign;
  /** Is the value a part of a whole, whatever goes in? undefined, or absent: nothing is known. */
  readonly proportion?: (
    value: Value,
    context: Pick<LogarithmContext, "signOf" | "build">,
  ) => Proportion | undefined;
  /** What its input has to be, for the result to be a number; absent: anything. */
  readonly domain?: "positive";
  /** An equal, simpler value; undefined when there is none. Must be exact up to rounding. */
  readonly simplify?: (value: Value, build: Build, readers: Readers) => Value | undefined;
  /**
   * The same with fewer multiplications and larger rounding, for who asks for it; undefined, or absent: it has
   * no such form, or it would not pay.
   */
  readonly withFewerProducts?: (value: Value, build: Build) => Value | undefined;
  /**
   * The same for all steps of a scan at once, so that it can leave the loop; undefined, or absent: it
   * stays there.
   */
  readonly vectorize?: (context: VectorizeContext) => Value | undefined;
  /** A form of log(value) that loses nothing where value under- or overflows; undefined: none. */
  readonly logarithm?: (value: Value, context: LogarithmContext) => Value | undefined;
  /** Its value comes from outside the graph, by role and name. */
  readonly isGiven?: boolean;
  /** Takes much longer than a load: what gradients need of it is kept, not computed again. */
  readonly isSlow?: boolean;
  /** Passes its input on as it is. */
  readonly isIdentity?: boolean;
  /** Of a movement that looks up: how many of the inputs are data; the others say where to read. */
  readonly dataInputs?: number;
  /** Present where every element of the inputs is in the result: the numbers that stand beside them. */
  readonly keepsAll?: (attributes: Attributes) => readonly number[];
  /** An identity that no rewriting looks through; it is gone before lowering. */
  readonly isBarrier?: boolean;
  /** An int input whose numbers must lie in [0, limit): what a caller's labels and tokens are held to. */
  readonly indexLimit?: (
    inputs: readonly TensorType[],
    attributes: Attributes,
  ) => { readonly input: number; readonly limit: number };
  /** Multiply-adds of one sample, for `summary`; 0 when absent. */
  readonly multiplyAdds?: (value: Value) => number;
  /** How `.nn` calls it; absent for ops that only the compiler makes. */
  readonly surface?: Surface;
}

/** `make` takes what `signature` says; methods are bivariant, so that ops can narrow the builder's type. */
export interface OpBuild {
  readonly signature: string;
  make(build: BuildCore, ...rest: never[]): Value | readonly Value[];
}

export interface Readers {
  /** Nobody else reads the value: what it costs is gone when its one reader computes it in another way. */
  readonly isReadOnce: (value: Value) => boolean;
}

export interface VectorizeContext {
  /** The one result, as the body of the scan has it. */
  readonly original: Value;
  /** Inputs outside the scan: those that are `mapped` are sequences, the others are the same at every step. */
  readonly inputs: readonly Value[];
  readonly mapped: readonly boolean[];
  readonly length: number;
  readonly build: Build;
}

export interface LogarithmContext {
  readonly build: Build;
  readonly signOf: (value: Value) => Sign;
  /** log of another value in its best form, or undefined when it has no better one than `log`. */
  readonly logarithm: (value: Value) => Value | undefined;
}

/** A static value as ops see it: what settings hold. */
export type Static = number | boolean | string | undefined | readonly Static[];

/**
 * How a primitive is called in `.nn`: `max(a, b)`, `sum(x; axis: 0)`, `a + b`. The elaborator matches
 * names and counts; `apply` builds. Everything it throws as ShapeProblem is shown at the call.
 */
export interface Surface {
  /** Name in `.nn`; the op's own name where absent. One name may be taken by several ops with other wire counts (`max`). */
  readonly name?: string;
  /** As `Op.doc`; of the op where absent. */
  readonly doc?: string;
  /** The body of a model that shows it, for docs/reference. */
  readonly example?: string;
  /** The operator that means it: `+`, `@`, `==`, `not`, unary `-` is "negate". */
  readonly operator?: string;
  /** Wires by name; the last may be variadic: `...xs`. */
  readonly wires: readonly string[];
  /** Settings in order. */
  readonly settings: readonly SurfaceSetting[];
  /** Takes any other settings, too, by name: lengths of axes that a pattern names. */
  readonly takesSizes?: boolean;
  /**
   * Of wires it may see the types and, also behind ops that only move them, the numbers of constants. Nothing
   * else, since layers that are applied alike are expanded once.
   */
  readonly apply: (call: SurfaceCall) => Value | readonly Value[];
  /** What it computes on static values; absent: it takes tensors only. */
  readonly evaluateStatic?: (
    wires: readonly Static[],
    settings: Readonly<Record<string, Static>>,
  ) => Static;
}

export interface SurfaceSetting {
  readonly name: string;
  /** Absent: it is required. A number or a truth is what it says, if it `takesList` a list of numbers, too. */
  readonly default?: Static;
  readonly takesList?: boolean;
}

export interface SurfaceCall {
  readonly wires: readonly Value[];
  readonly settings: Readonly<Record<string, Static>>;
  /** What else was given, where the surface takes sizes. */
  readonly sizes?: ReadonlyMap<string, number>;
  readonly build: Build;
  /** Do draws differ from sample to sample? Not in initialisers. */
  readonly drawsPerSample?: boolean;
  /** Normalises an axis setting (number, "batch", list) to axes of the value's full shape. */
  readonly axes: (value: Value, axis: Static) => readonly number[];
}

/** What ops build graphs with: `build.generated.ts` has a typed method for each op. */
export interface BuildCore {
  /** Applies an op to values of exactly the types it wants. */
  readonly node: (op: Op, inputs: readonly Value[], attributes?: Attributes) => readonly Value[];
  /** Brings values to one shape by `broadcast`, trailing axes aligned, the batch apart. Numbers become constants. */
  readonly align: (operands: readonly Operand[]) => readonly Value[];
  /** The value for each sample: repeated over the batch where it does not vary. */
  readonly perSample: (value: Value) => Value;
  /** The same builder for nodes of another origin. */
  readonly at: (origin: Origin | undefined) => Build;
}

/** Gradient formulas may mix numbers in. */
export type Operand = Value | number;
