/**
 * A compiled model as every printer takes it: kernels, programs, memory, and what its face must show.
 *
 * Invariant: complete and target-free; the printers in `emit/` read nothing else.
 */
import type { Attribute } from "../graph/graph.ts";
import type { Model } from "../model/model.ts";
import type { Buffer, Kernel, MemoryPlan, Program, ProgramName } from "./kernel.ts";

export type Precision = "f32" | "f64";

export interface CompiledModel {
  readonly model: Model;
  readonly precision: Precision;
  /** Capacity in samples. */
  readonly capacity: number;
  readonly inferenceOnly: boolean;
  /** The inference and training graphs are equal: `backward` may follow any forward, and there is one forward program. */
  readonly graphsEqual: boolean;
  /** In order of first use. */
  readonly kernels: readonly Kernel[];
  readonly programs: ReadonlyMap<ProgramName, Program>;
  readonly buffers: readonly Buffer[];
  readonly memory: MemoryPlan;
  readonly settings: Readonly<Record<string, Attribute>>;
}

/** One module file: all models of a source file. */
export interface CompiledModule {
  readonly source: string;
  readonly sourceText: string;
  readonly version: string;
  readonly models: readonly CompiledModel[];
}
