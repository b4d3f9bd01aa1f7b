/**
 * Leaves out loops that no call runs: tiles of more samples than a module has room for.
 *
 * Invariant: for every number of samples up to the capacity, what is left does what was there before.
 */
import type { Extent, Kernel, Program, ProgramStep, Statement } from "./kernel.ts";
import type { CompiledModel } from "./module.ts";

/** Models share kernels, so that what one of them needs stays for all. */
export function withoutIdleLoops(models: readonly CompiledModel[]): readonly CompiledModel[] {
  const capacity = Math.max(...models.map((model) => model.capacity));
  const known = new Map<Kernel, Kernel>();
  const shorten = (kernel: Kernel): Kernel => {
    const short = known.get(kernel) ?? { ...kernel, body: shortBlock(kernel.body, capacity) };
    known.set(kernel, short);
    return short;
  };
  const shortSteps = (steps: readonly ProgramStep[]): readonly ProgramStep[] =>
    steps.map((step) =>
      step.kind === "loop"
        ? { ...step, body: shortSteps(step.body) }
        : { ...step, kernel: shorten(step.kernel) },
    );
  const shortProgram = (program: Program): Program => ({
    ...program,
    steps: shortSteps(program.steps),
  });
  return models.map((model) => ({
    ...model,
    kernels: model.kernels.map(shorten),
    programs: new Map([...model.programs].map(([name, each]) => [name, shortProgram(each)])),
  }));
}

function shortBlock(block: readonly Statement[], capacity: number): readonly Statement[] {
  return block.flatMap((statement): readonly Statement[] => {
    if (statement.kind === "if") {
      const { consequent, alternative } = statement;
      const branches = [consequent, alternative].map((each) => shortBlock(each, capacity));
      if (branches.every((each) => each.length === 0)) return [];
      return [{ ...statement, consequent: branches[0]!, alternative: branches[1]! }];
    }
    if (statement.kind !== "loop") return [statement];
    const [from, to] = [statement.from, statement.to].map((each) => shortExtent(each, capacity));
    if (to!.kind === "fixed" && from!.kind === "fixed" && to!.count <= from!.count) return [];
    return [{ ...statement, from: from!, to: to!, body: shortBlock(statement.body, capacity) }];
  });
}

/** Rounded down to more than there can be, samples are none. */
function shortExtent(extent: Extent, capacity: number): Extent {
  if (extent.kind === "fixed" || capacity * (extent.times ?? 1) >= extent.floorTo) return extent;
  return { kind: "fixed", count: 0 };
}
