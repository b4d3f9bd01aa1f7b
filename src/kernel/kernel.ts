/**
 * The kernel IR: loops over flat buffers, after lowering and scheduling, and programs that call them.
 *
 * Invariant: what is here is all a target needs; printing decides nothing. Buffers are named by the
 * kernel's own parameters, so that one kernel serves every place of equal shape. Loop variables and
 * locals are unique within a kernel. Textual form: `text.ts`.
 */
import type { Span } from "../diagnostics/source.ts";
import type { ElementType } from "../graph/type.ts";
import type { Affine, Instruction, Scalar } from "./scalar.ts";

/** How far a loop runs: a number, or the number of samples of the call (rounded down to a multiple for tiles). */
export type Extent =
  | { readonly kind: "fixed"; readonly count: number }
  | {
      readonly kind: "samples";
      readonly floorTo: number;
      /** Elements of each sample that the loop runs over, too; 1 where it is missing. Of all, whole multiples. */
      readonly times?: number;
    };

export type Statement =
  /**
   * for (variable = from; variable < to; variable += step): `to` is exclusive. `from` may be the samples'
   * floor. With `lanes`, each place along the variable stands for so many neighbours, computed at once.
   * `domain`: each pass computes elements of its own, and needs nothing of another pass. `shared`: threads
   * divide the passes among themselves; each takes neighbours.
   */
  | {
      readonly kind: "loop";
      readonly variable: string;
      readonly from: Extent;
      readonly to: Extent;
      readonly step: number;
      readonly lanes?: number;
      readonly domain?: boolean;
      readonly shared?: boolean;
      readonly body: readonly Statement[];
    }
  /** const name = value. `integer` locals may stand in places. */
  | {
      readonly kind: "let";
      readonly name: string;
      readonly value: Scalar;
      readonly integer: boolean;
    }
  /** let name = value: an accumulator. */
  | { readonly kind: "variable"; readonly name: string; readonly value: Scalar }
  | { readonly kind: "assign"; readonly name: string; readonly value: Scalar }
  | {
      readonly kind: "store";
      readonly buffer: string;
      readonly offset: Affine;
      readonly value: Scalar;
    }
  | {
      readonly kind: "if";
      readonly condition: Scalar;
      readonly consequent: readonly Statement[];
      readonly alternative: readonly Statement[];
    }
  | { readonly kind: "comment"; readonly text: string };

export interface KernelBuffer {
  readonly name: string;
  readonly element: ElementType;
  readonly access: "read" | "write" | "update";
  /** Scratch within a call: of threads that share one, each has its own. */
  readonly private?: boolean;
}

export interface Kernel {
  /** Unique in the module, readable: `dense_256x128_relu`. */
  readonly name: string;
  readonly buffers: readonly KernelBuffer[];
  /** Scalar arguments, float64: settings and scalars of a step. */
  readonly scalars: readonly string[];
  /** Counters of the loops around the call that stand in its places: `t`. Whole numbers. */
  readonly counters: readonly string[];
  /** Does it take the number of samples, `n`? */
  readonly samples: boolean;
  /** Every instruction in its body: what a target must provide. */
  readonly instructions: ReadonlySet<Instruction>;
  /** Does it take the draw key (seed and count of training forwards), `key`? */
  readonly draws: boolean;
  readonly body: readonly Statement[];
  /** How many elements it computes at once; its numbers are float32 then. 1: doubles. */
  readonly lanes: number;
  /** One line for people, printed above the function: shapes and what it computes. */
  readonly comment: string;
  /** For `bench --why` and `--dump kernels`. */
  readonly schedule: Readonly<Record<string, string | number>>;
  /** Multiply-adds and other scalar work of one sample. */
  readonly work: number;
  /** Threads run it together, each a share of its loops; otherwise one of them runs it alone. */
  readonly shared?: boolean;
}

/** A buffer of a module, or a piece of one. */
export interface Buffer {
  readonly id: string;
  readonly element: ElementType;
  /** Elements of one sample, or in all when not batched. */
  readonly size: number;
  readonly batched: boolean;
  /**
   * Pinned buffers keep their place and content between calls; scratch is overlaid within a program.
   * `role` and `name` are those of the graph's sources; outputs, grads and residuals have roles of their own.
   */
  readonly role:
    | "input"
    | "target"
    | "param"
    | "buffer"
    | "state"
    | "grad"
    | "output"
    | "outputGradient"
    | "inputGrad"
    | "metric"
    | "residual"
    | "carried"
    | "table"
    | "exposed"
    | "valueGrad"
    | "scratch";
  readonly name: string;
  /** Needed within a single call only: each thread has its own, one behind the other. */
  readonly private?: boolean;
  /** Of a table: what it holds, in row-major order. */
  readonly values?: readonly number[];
}

/** A scalar of a step, computed once per call in float64 from settings, counters and earlier scalars. */
export interface ScalarStep {
  readonly name: string;
  readonly value: Scalar;
}

export interface KernelCall {
  readonly kind: "call";
  readonly kernel: Kernel;
  /** Ids of buffers, in the order of kernel.buffers. */
  readonly buffers: readonly string[];
  readonly scalars: readonly Scalar[];
  /** Where in the source it comes from, printed beside the call. */
  readonly span: Span | undefined;
  /** `dense1`, `y`: for the comment. */
  readonly label: string;
  /** The call is needed only for gradients of inputs. */
  readonly onlyForInputGrads: boolean;
}

/** The calls of each step of a scan. */
export interface CallLoop {
  readonly kind: "loop";
  /** Counts from 0, or down to 0 when reversed. */
  readonly counter: string;
  readonly count: number;
  readonly reverse: boolean;
  readonly body: readonly ProgramStep[];
  readonly span: Span | undefined;
  readonly label: string;
}

export type ProgramStep = KernelCall | CallLoop;

/** A list of calls: what `forward`, `backward`, `step`… run. */
export interface Program {
  readonly name: ProgramName;
  readonly scalars: readonly ScalarStep[];
  readonly steps: readonly ProgramStep[];
  /** Scratch of this program with its place: byte offsets come from the plan. */
  readonly scratch: readonly Buffer[];
}

export type ProgramName =
  | "initialize"
  /** Writes what carried states start from where that is not 0. */
  | "reset"
  /** What modules that only infer compute once, from their weights alone. */
  | "prepare"
  | "forward"
  | "loss"
  | "forwardTraining"
  /** Loss and metrics of the last training forward, from what it kept. */
  | "objectives"
  /** Gradients of the loss, and of the outputs: all the way, or as far down as they differ. */
  | "backward"
  | "backwardOutputs"
  /** The gradients from there on. */
  | "descend"
  | "update"
  | "step";

/** Byte offset of every buffer in the one arena, at capacity. */
export interface MemoryPlan {
  readonly bytes: number;
  readonly offsets: ReadonlyMap<string, number>;
}
