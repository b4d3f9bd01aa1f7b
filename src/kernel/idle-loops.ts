/**
 * Leaves out loops that no call runs: tiles of more samples than a module has room for.
 *
 * Invariant: for every number of samples up to the capacity, what is left does what was there before.
 */
import { changeKernels } from "./change-kernels.ts";
import type { Extent, Statement } from "./kernel.ts";
import type { CompiledModel } from "./module.ts";

/** Models share kernels, so that what one of them needs stays for all. */
export function withoutIdleLoops(models: readonly CompiledModel[]): readonly CompiledModel[] {
  const capacity = Math.max(...models.map((model) => model.capacity));
  return changeKernels(models, (kernel) => ({
    ...kernel,
    body: shortBlock(kernel.body, capacity),
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
