/**
 * Shares the loops of large kernels among threads.
 *
 * Invariant: threads divide elements, never sums: each element is computed by one thread, in the order of a
 * single one, so that results are the same for any number of threads. On every way into a kernel at most one
 * loop is shared; what stands in none that is, and writes to scratch of each thread alone, all threads do.
 */
import { changeKernels } from "./change-kernels.ts";
import type { Extent, Kernel, Statement } from "./kernel.ts";
import type { CompiledModel } from "./module.ts";

type Loop = Extract<Statement, { kind: "loop" }>;

/** Multiply-adds of a call that take longer than threads need to meet. */
const leastWork = 2 ** 16;
/** So much of the threads' time must be used for a loop to be shared rather than one inside it. */
const wellUsed = 0.9;
/** The samples of a call may be fewer than there is room for: other axes come first. */
const doubtOfSamples = 0.75;

/**
 * Models share kernels: those of all have the same number of threads.
 *
 * @param least multiply-adds of a call that are worth it
 */
export function shareKernels(
  models: readonly CompiledModel[],
  threads: number,
  least = leastWork,
): readonly CompiledModel[] {
  const capacity = Math.max(...models.map((model) => model.capacity));
  return changeKernels(models, (kernel) => shareKernel(kernel, { capacity, threads }, least));
}

interface Team {
  /** Samples of a call at most. */
  readonly capacity: number;
  readonly threads: number;
}

/** The same kernel where there is nothing to share, or too little. */
function shareKernel(kernel: Kernel, team: Team, least: number): Kernel {
  const work = kernel.work * (kernel.samples ? team.capacity : 1);
  // What throws must not do so in a thread that nobody sees.
  if (work < least || kernel.instructions.has("checkIndex")) return kernel;
  const own = new Set(kernel.buffers.flatMap((each) => (each.private === true ? [each.name] : [])));
  const context: Sharing = { ...team, isPrivate: (buffer) => own.has(buffer), wrapped: 0 };
  const body = shareBlock(kernel.body, context);
  if (!holdsShared(body, team)) return kernel;
  const schedule = { ...kernel.schedule, threads: team.threads };
  return { ...kernel, body, schedule, shared: true };
}

interface Sharing extends Team {
  readonly isPrivate: (buffer: string) => boolean;
  /** Pieces so far that one thread does. */
  wrapped: number;
}

function shareBlock(block: readonly Statement[], context: Sharing): readonly Statement[] {
  const result: Statement[] = [];
  let alone: Statement[] = [];
  const wrap = (): void => {
    if (alone.length > 0) result.push(byOneThread(alone, context));
    alone = [];
  };
  for (const statement of block) {
    const shared = shareStatement(statement, context);
    if (shared === undefined) alone.push(statement);
    else {
      wrap();
      result.push(shared);
    }
  }
  wrap();
  return result;
}

/** undefined: one thread must do it. */
function shareStatement(statement: Statement, context: Sharing): Statement | undefined {
  if (statement.kind === "if") {
    const { consequent, alternative } = statement;
    return {
      ...statement,
      consequent: shareBlock(consequent, context),
      alternative: shareBlock(alternative, context),
    };
  }
  if (statement.kind === "loop") {
    const { domain, body } = statement;
    const own = domain === true ? usedTime(statement, context) : 0;
    const inside = bestInside(body, context);
    if (own > 0 && (own >= wellUsed || own >= inside)) return { ...statement, shared: true };
    if (inside > 0) return { ...statement, body: shareBlock(body, context) };
  }
  return writesShared([statement], context) ? undefined : statement;
}

/** A loop of one pass, which one thread has for its share. */
function byOneThread(body: readonly Statement[], context: Sharing): Statement {
  const variable = `alone_${++context.wrapped}`;
  const [from, to] = [0, 1].map((count) => ({ kind: "fixed", count }) as const);
  return { kind: "loop", variable, from: from!, to: to!, step: 1, shared: true, body };
}

/** The best that sharing a loop inside can do: how much of the threads' time it uses; 0 where there is none. */
function bestInside(block: readonly Statement[], team: Team): number {
  const each = block.map((statement): number => {
    if (statement.kind === "if")
      return bestInside([...statement.consequent, ...statement.alternative], team);
    if (statement.kind !== "loop") return 0;
    const own = statement.domain === true ? usedTime(statement, team) : 0;
    return Math.max(own, bestInside(statement.body, team));
  });
  return Math.max(0, ...each);
}

/** Of the time that all threads need together for the passes of a loop, the part in which they work. */
function usedTime(loop: Loop, { capacity, threads }: Team): number {
  const passes = Math.ceil((countOf(loop.to, capacity) - countOf(loop.from, capacity)) / loop.step);
  if (passes < 2) return 0;
  const used = passes / (threads * Math.ceil(passes / threads));
  return loop.to.kind === "samples" ? used * doubtOfSamples : used;
}

function countOf(extent: Extent, capacity: number): number {
  if (extent.kind === "fixed") return extent.count;
  const all = capacity * (extent.times ?? 1);
  return all - (all % extent.floorTo);
}

function writesShared(block: readonly Statement[], { isPrivate }: Sharing): boolean {
  const writes = (statement: Statement): boolean => {
    switch (statement.kind) {
      case "store":
        return !isPrivate(statement.buffer);
      case "loop":
        return statement.body.some(writes);
      case "if":
        return [...statement.consequent, ...statement.alternative].some(writes);
      default:
        return false;
    }
  };
  return block.some(writes);
}

/** Is a loop shared that has passes for several threads? */
function holdsShared(block: readonly Statement[], team: Team): boolean {
  return block.some((statement): boolean => {
    if (statement.kind === "if")
      return holdsShared([...statement.consequent, ...statement.alternative], team);
    if (statement.kind !== "loop") return false;
    if (statement.shared === true) return usedTime(statement, team) > 0;
    return holdsShared(statement.body, team);
  });
}
