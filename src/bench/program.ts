/**
 * The calls of a program, one after another, as often as they run.
 *
 * Invariant: in the order of the program, loops unrolled, without what is for gradients of inputs.
 */
import type { KernelCall, Program, ProgramName, ProgramStep } from "../kernel/kernel.ts";
import type { CompiledModel } from "../kernel/module.ts";
import { isForInputGrads } from "../kernel/visit.ts";

export interface RunningCall {
  readonly call: KernelCall;
  /** Values of the kernel's counters. */
  readonly counters: readonly number[];
}

/** The programs, of those the model has, that give what one of them is asked for. */
export function routineOf(name: ProgramName, compiled: CompiledModel): readonly Program[] {
  const names = compiled.routines.get(name) ?? [name];
  return names.flatMap((each) => compiled.programs.get(each) ?? []);
}

export function runningCalls(programs: readonly Program[]): readonly RunningCall[] {
  return programs.flatMap(({ steps }) => unrolled(steps, new Map()));
}

function unrolled(
  steps: readonly ProgramStep[],
  counters: ReadonlyMap<string, number>,
): readonly RunningCall[] {
  return steps.flatMap((step): readonly RunningCall[] => {
    if (isForInputGrads(step)) return [];
    if (step.kind === "call")
      return [{ call: step, counters: step.kernel.counters.map((name) => counters.get(name)!) }];
    const { count, counter, reverse, body } = step;
    return Array.from({ length: count }, (_, at) =>
      unrolled(body, new Map([...counters, [counter, reverse ? count - 1 - at : at]])),
    ).flat();
  });
}
