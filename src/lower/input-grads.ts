/**
 * Calls that only gradients of inputs need, so that a caller who does not ask for them need not pay.
 *
 * Invariant: what is marked writes scratch and gradients of inputs only, which nothing else reads.
 */
import type { Buffer, KernelCall, ProgramStep } from "../kernel/kernel.ts";
import { callsOf } from "../kernel/visit.ts";

export function markInputGrads(
  steps: readonly ProgramStep[],
  buffers: ReadonlyMap<string, Buffer>,
): readonly ProgramStep[] {
  const calls = [...callsOf(steps)].reverse();
  const needed = new Set<string>();
  const wanted = new Set<KernelCall>();
  const isWanted = (call: KernelCall): boolean => {
    const written = idsOf(call, (access) => access !== "read");
    return (
      written.length === 0 || written.some((id) => needed.has(id) || !isPrivate(buffers.get(id)!))
    );
  };
  // A step of a loop may need what a later call of the step before has written: until nothing is new.
  for (let known = -1; known < wanted.size;) {
    known = wanted.size;
    for (const call of calls) {
      if (wanted.has(call) || !isWanted(call)) continue;
      wanted.add(call);
      for (const id of idsOf(call, (access) => access !== "write")) needed.add(id);
    }
  }
  const mark = (step: ProgramStep): ProgramStep =>
    step.kind === "loop"
      ? { ...step, body: step.body.map(mark) }
      : { ...step, onlyForInputGrads: !wanted.has(step) };
  return steps.map(mark);
}

function isPrivate({ role }: Buffer): boolean {
  return role === "scratch" || role === "inputGrad";
}

function idsOf(
  { kernel, buffers }: KernelCall,
  isAsked: (access: "read" | "write" | "update") => boolean,
): readonly string[] {
  return buffers.filter((_, index) => isAsked(kernel.buffers[index]!.access));
}
