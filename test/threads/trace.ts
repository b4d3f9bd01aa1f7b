/**
 * Which places of its buffers a kernel reads and writes, by thread.
 *
 * Invariant: every place that it touches in a call is there, in order; of what its numbers decide, both ways
 * are taken. Places that are read from memory are not known, and not there.
 */
import type { Extent, Kernel, Statement } from "../../src/kernel/kernel.ts";
import type { Affine, Scalar } from "../../src/kernel/scalar.ts";

export interface Access {
  readonly buffer: string;
  readonly place: number;
  readonly isStore: boolean;
}

export interface Member {
  readonly thread: number;
  readonly threads: number;
}

type Note = (buffer: string, place: number, isStore: boolean) => void;

interface Tracing extends Member {
  readonly samples: number;
  readonly numbers: Map<string, number>;
  readonly note: Note;
}

/** undefined: there are more than `most` of them. */
export function traceKernel(
  kernel: Kernel,
  samples: number,
  member: Member,
  most: number,
): readonly Access[] | undefined {
  if (accessesOf(kernel.body, samples) > most) return undefined;
  const accesses: Access[] = [];
  const note: Note = (buffer, place, isStore) => {
    if (Number.isInteger(place)) accesses.push({ buffer, place, isStore });
  };
  const counters = kernel.counters.map((name) => [name, 1] as const);
  trace(kernel.body, { ...member, samples, numbers: new Map(counters), note });
  return accesses;
}

/** About how many there are: statements that run, once each. */
function accessesOf(block: readonly Statement[], samples: number): number {
  return block.reduce((sum, statement) => {
    if (statement.kind === "if")
      return sum + accessesOf([...statement.consequent, ...statement.alternative], samples);
    if (statement.kind !== "loop") return sum + 1;
    const passes =
      (countOf(statement.to, samples) - countOf(statement.from, samples)) / statement.step;
    const inside = accessesOf(statement.body, samples);
    return sum + Math.ceil(passes) * (statement.lanes ?? 1) * inside;
  }, 0);
}

function trace(block: readonly Statement[], tracing: Tracing): void {
  for (const statement of block) traceStatement(statement, tracing);
}

function traceStatement(statement: Statement, tracing: Tracing): void {
  switch (statement.kind) {
    case "comment":
      return;
    case "loop":
      return traceLoop(statement, tracing);
    case "if": {
      read(statement.condition, tracing);
      const truth = truthOf(statement.condition, tracing);
      if (truth !== false) trace(statement.consequent, tracing);
      if (truth !== true) trace(statement.alternative, tracing);
      return;
    }
    case "store": {
      read(statement.value, tracing);
      return touch(statement.buffer, statement.offset, true, tracing);
    }
    default: {
      read(statement.value, tracing);
      const { value } = statement;
      const number = value.kind === "affine" ? placeOf(value.value, tracing) : NaN;
      tracing.numbers.set(statement.name, number);
    }
  }
}

function traceLoop(
  { variable, from, to, step, lanes, shared, body }: Extract<Statement, { kind: "loop" }>,
  tracing: Tracing,
): void {
  const { numbers, thread, threads, samples } = tracing;
  const start = countOf(from, samples);
  const passes = Math.max(0, Math.ceil((countOf(to, samples) - start) / step));
  const [first, end] =
    shared === true
      ? [thread, thread + 1].map((each) => Math.floor((passes * each) / threads))
      : [0, passes];
  for (let pass = first!; pass < end!; pass++) {
    const counter = start + pass * step;
    for (let lane = 0; lane < (lanes ?? 1); lane++) {
      numbers.set(variable, counter + lane);
      trace(body, tracing);
    }
  }
}

function countOf(extent: Extent, samples: number): number {
  if (extent.kind === "fixed") return extent.count;
  const all = samples * (extent.times ?? 1);
  return all - (all % extent.floorTo);
}

/** Of the number of samples it is known what holds. */
function truthOf(condition: Scalar, { samples }: Tracing): boolean | undefined {
  if (condition.kind !== "call" || condition.instruction !== "less") return undefined;
  const [left, right] = condition.arguments;
  const isKnown = left?.kind === "local" && left.name === "n" && right?.kind === "constant";
  return isKnown ? samples < right.value : undefined;
}

function read(scalar: Scalar, tracing: Tracing): void {
  if (scalar.kind === "load") touch(scalar.buffer, scalar.offset, false, tracing);
  if (scalar.kind === "call") scalar.arguments.forEach((each) => read(each, tracing));
}

function touch(buffer: string, offset: Affine, isStore: boolean, tracing: Tracing): void {
  tracing.note(buffer, placeOf(offset, tracing), isStore);
}

function placeOf({ constant, terms }: Affine, { numbers }: Tracing): number {
  return terms.reduce(
    (sum, { variable, factor }) => sum + factor * (numbers.get(variable) ?? NaN),
    constant,
  );
}
