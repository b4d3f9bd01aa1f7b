/**
 * One call of a kernel, and what a graph's calls are made in.
 *
 * Invariant: says nothing of what a kernel does.
 */
import type { Kernel, KernelCall, ScalarStep } from "../kernel/kernel.ts";
import type { KernelPool } from "../kernel/share.ts";
import type { ParameterContext } from "./parameters.ts";

/** What a graph stands in: the program, or a loop of it. */
export interface Surroundings {
  readonly pool: KernelPool;
  /** The program's scalars. */
  readonly scalars: ScalarStep[];
  /** What a kernel that does all of the graph is called, and its call. */
  readonly title: { readonly name: string; readonly label: string };
  /** Is the graph small enough for straight lines? */
  readonly isSmall: boolean;
  /** How many loops are around. */
  readonly depth: number;
  /** Elements that the machine computes at once; 1 where it has no vectors. */
  readonly lanes: number;
}

/** Where a kernel for each cluster is made. */
export interface LoopsContext extends ParameterContext {
  readonly around: Surroundings;
}

export function callOf(
  kernel: Kernel,
  { buffers, scalars }: Pick<KernelCall, "buffers" | "scalars">,
  { span, label }: Pick<KernelCall, "span" | "label">,
): KernelCall {
  return { kind: "call", kernel, buffers, scalars, span, label, onlyForInputGrads: false };
}
