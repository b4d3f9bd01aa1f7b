/**
 * A compiled model as every printer takes it: kernels, programs, memory, and what its face must show.
 *
 * Invariant: complete and target-free; the printers in `emit/` read nothing else.
 */
import type { TensorType } from "../graph/type.ts";
import type { Model } from "../model/model.ts";
import type { Scalar } from "./scalar.ts";
import type { Buffer, Kernel, MemoryPlan, Program, ProgramName } from "./kernel.ts";

export type Precision = "f32" | "f64";

/** A named value that forwards keep, by `--expose`. */
export interface ExposedValue {
  readonly name: string;
  readonly type: TensorType;
  /** Which calls give it. */
  readonly given: Readonly<Record<ForwardKind, boolean>>;
}

/** A forward of inference or of training, with targets or without. */
export type ForwardKind = "inference" | "training" | "inferenceMeasured" | "trainingMeasured";

export interface CompiledModel {
  readonly model: Model;
  readonly precision: Precision;
  /** Capacity in samples. */
  readonly capacity: number;
  /** Threads that may share its work. */
  readonly threads: number;
  readonly inferenceOnly: boolean;
  /** Products may be had with fewer multiplications, where it only infers. */
  readonly fewerProducts: boolean;
  /** The inference and training graphs are equal: `backward` may follow any forward, and there is one forward program. */
  readonly graphsEqual: boolean;
  /** Numeric settings of the optimiser that a call may give, with what they are otherwise. */
  readonly runtimeSettings: readonly { readonly name: string; readonly value: Scalar }[];
  /** Int inputs and targets that index something: their numbers must be below. */
  readonly portLimits: ReadonlyMap<string, number>;
  readonly exposed: readonly ExposedValue[];
  /** In order of first use. */
  readonly kernels: readonly Kernel[];
  readonly programs: ReadonlyMap<ProgramName, Program>;
  /** What is run, in this order, to have all that a program gives; its name alone where it is not here. */
  readonly routines: ReadonlyMap<ProgramName, readonly ProgramName[]>;
  readonly buffers: readonly Buffer[];
  readonly memory: MemoryPlan;
}

/** One module file: all models of a source file. */
export interface CompiledModule {
  /** Name of the source file, for people: `digits.nn`. */
  readonly source: string;
  readonly version: string;
  readonly models: readonly CompiledModel[];
}
