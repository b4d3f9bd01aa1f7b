/**
 * How an op says what it is to the kernel layer.
 *
 * Invariant: an op describes one element of its result; loops, order, fusion, tiling and memory are
 * decided by `lower.ts` and the schedule, never by an op.
 */
import type { Attributes } from "../graph/graph.ts";
import type { TensorType } from "../graph/type.ts";
import type { Affine, Scalar } from "./scalar.ts";

export interface ElementContext {
  readonly attributes: Attributes;
  readonly inputs: readonly TensorType[];
  readonly result: TensorType;
  /** Place of the element in the result, one affine expression an axis (the batch included). */
  readonly at: readonly Affine[];
  /** Input number `input` at a place. It may be a load, or the producer's own expression: fused. */
  readonly read: (input: number, at: readonly Affine[]) => Scalar;
  /** Makes a whole-number scalar usable in places. */
  readonly bind: (index: Scalar) => Affine;
  /** For draws: the element's number in row-major order without the batch, and its sample. */
  readonly element: Affine;
  readonly sample: Affine;
  /** The numbers of `given`. */
  readonly given: readonly Scalar[];
}

export type Combine = "sum" | "maximum" | "minimum";

export type Lowering =
  /** Has a buffer or argument of its own: inputs, params, counters; a table's numbers are there from the start. */
  | { readonly kind: "source"; readonly table?: readonly number[] }
  /** Each element is an expression of input elements: constants, elementwise work, movement, gathers. */
  | {
      readonly kind: "element";
      readonly element: (context: ElementContext) => Scalar;
      /** Movement that has to ask, for each element, where it comes from: padding, gathers, concatenation. */
      readonly asks?: boolean;
      /** Numbers that differ where all else is alike: kernels get them as arguments, and are shared. */
      readonly given?: {
        readonly numbers: readonly number[];
        /** What else the elements depend on. */
        readonly attributes: Attributes;
      };
    }
  /** The same memory under another shape. */
  | { readonly kind: "alias" }
  /** Combines the elements of input 0 over some of its axes; the other axes, in order, are the result's. */
  | { readonly kind: "reduce"; readonly combine: Combine; readonly axes: readonly number[] }
  /** The place (along one axis) of the first largest or smallest element of input 0, or of its first NaN. */
  | { readonly kind: "choose"; readonly combine: "maximum" | "minimum"; readonly axis: number }
  /** Σ over products of two inputs; each axis of inputs and result carries a label, as in einsum. */
  | {
      readonly kind: "contract";
      readonly left: readonly string[];
      readonly right: readonly string[];
      readonly result: readonly string[];
    }
  /**
   * The adjoint of a gather: zeros, to which input 0 (updates) is added at places along `axis` given by
   * input 1 (an int tensor); the first `common` axes are shared by all three. Updates in order.
   */
  | { readonly kind: "scatterAdd"; readonly axis: number; readonly common: number }
  /** Rows of input 0 (a matrix) made orthonormal in order (initialisers). */
  | { readonly kind: "orthonormalize" }
  /** Steps, each of which runs the kernels of a body. */
  | { readonly kind: "scan" };

/** What a node lowers to, from its attributes and types. */
export type Lower = (
  attributes: Attributes,
  inputs: readonly TensorType[],
  results: readonly TensorType[],
) => Lowering;
