/**
 * What a kernel computes and touches, counted in its body.
 *
 * Invariant: operations are arithmetic, extremes and functions of floats, one each, as often as the loops
 * run; comparisons, choices and the computation of places are none. Of an `if` the larger branch counts.
 * An element is counted once, however often it is read; no more of a buffer than there is in it.
 */
import type { Extent, Kernel, Statement } from "../kernel/kernel.ts";
import type { Affine, Instruction, Scalar } from "../kernel/scalar.ts";

export interface KernelCost {
  readonly operations: number;
  /** Elements, by the kernel's names of its buffers. */
  readonly read: ReadonlyMap<string, number>;
  readonly written: ReadonlyMap<string, number>;
}

/** The loops around a statement by their variables, and how often it runs. */
interface Around {
  readonly loops: ReadonlyMap<string, OpenLoop>;
  readonly times: number;
}

interface OpenLoop {
  /** Loops that follow one another may share a variable. */
  readonly number: number;
  /** Elements that it runs over. */
  readonly extent: number;
}

type Loop = Extract<Statement, { kind: "loop" }>;

interface Counting {
  readonly samples: number;
  /** What stands still during a call. */
  readonly fixed: ReadonlySet<string>;
  readonly read: Places;
  readonly written: Places;
  /** Loops met so far. */
  loops: number;
}

/** Elements of each place in the text, by buffer. */
type Places = Map<string, Map<string, number>>;

const free: ReadonlySet<Instruction> = new Set<Instruction>([
  ...(["equal", "less", "lessEqual", "and", "or", "not", "select", "checkIndex"] as const),
]);

export function costOf(kernel: Kernel, samples: number): KernelCost {
  const fixed = new Set([...kernel.counters, ...kernel.scalars]);
  const counting: Counting = { samples, fixed, read: new Map(), written: new Map(), loops: 0 };
  const operations = countBlock(kernel.body, { loops: new Map(), times: 1 }, counting);
  return { operations, read: sums(counting.read), written: sums(counting.written) };
}

function sums(places: Places): ReadonlyMap<string, number> {
  const total = (counts: ReadonlyMap<string, number>): number =>
    [...counts.values()].reduce((sum, each) => sum + each, 0);
  return new Map([...places].map(([buffer, counts]) => [buffer, total(counts)]));
}

function countBlock(block: readonly Statement[], around: Around, counting: Counting): number {
  return block.reduce((sum, statement) => sum + countStatement(statement, around, counting), 0);
}

function countStatement(statement: Statement, around: Around, counting: Counting): number {
  switch (statement.kind) {
    case "comment":
      return 0;
    case "loop":
      return countBlock(statement.body, within(statement, around, counting), counting);
    case "if": {
      const { condition, consequent, alternative } = statement;
      const branches = [consequent, alternative].map((each) => countBlock(each, around, counting));
      return countScalar(condition, around, counting) + Math.max(...branches);
    }
    case "store":
      note(counting.written, statement.buffer, statement.offset, around, counting.fixed);
      return countScalar(statement.value, around, counting);
    case "let": {
      const operations = countScalar(statement.value, around, counting);
      return statement.integer ? 0 : operations;
    }
    default:
      return countScalar(statement.value, around, counting);
  }
}

function countScalar(scalar: Scalar, around: Around, counting: Counting): number {
  if (scalar.kind === "load")
    note(counting.read, scalar.buffer, scalar.offset, around, counting.fixed);
  if (scalar.kind !== "call") return 0;
  const own = free.has(scalar.instruction) ? 0 : around.times;
  return scalar.arguments.reduce((sum, part) => sum + countScalar(part, around, counting), own);
}

function within(
  { variable, from, to, step, lanes = 1 }: Loop,
  { loops, times }: Around,
  counting: Counting,
): Around {
  const { samples } = counting;
  const length = extentOf(to, samples) - extentOf(from, samples);
  const extent = Math.max(0, Math.ceil(length / step)) * lanes;
  const inner: OpenLoop = { number: counting.loops++, extent };
  return { loops: new Map([...loops, [variable, inner]]), times: times * extent };
}

function extentOf(extent: Extent, samples: number): number {
  if (extent.kind === "fixed") return extent.count;
  const count = samples * (extent.times ?? 1);
  return count - (count % extent.floorTo);
}

/**
 * One place in loops that follow one another is several: each goes over elements of its own. One that
 * depends on data may be another one each time.
 */
function note(
  places: Places,
  buffer: string,
  { constant, terms }: Affine,
  { loops, times }: Around,
  fixed: ReadonlySet<string>,
): void {
  const moving = terms.filter(({ variable }) => !fixed.has(variable));
  const around = moving.map(({ variable }) => loops.get(variable));
  const isKnown = !around.includes(undefined);
  const elements = around.reduce((product, loop) => product * (loop?.extent ?? 1), 1);
  const parts = terms.map(
    ({ variable, factor }) => `${factor} ${variable}${loops.get(variable)?.number ?? ""}`,
  );
  const counts = places.get(buffer) ?? new Map<string, number>();
  places.set(buffer, counts);
  counts.set([constant, ...parts].join(), isKnown ? elements : times);
}
