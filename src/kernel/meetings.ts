/**
 * Where the threads that share a program must wait for one another.
 *
 * Invariant: whatever one thread wrote is read or written by another one only behind a wait. Calls that do not
 * touch one another's memory need none; what only the first thread does needs none among itself.
 */
import type { Buffer, CallLoop, KernelCall, Program, ProgramStep } from "./kernel.ts";
import { bytesOf, memoryNeeds } from "./memory.ts";
import type { CompiledModel } from "./module.ts";
import { callsOf } from "./visit.ts";

/** A program's step, and who does it. */
export type TeamStep =
  | { readonly kind: "wait" }
  | { readonly kind: "call"; readonly call: KernelCall; readonly by: "all" | "first" }
  /** All count; what is inside says who does it. */
  | { readonly kind: "loop"; readonly loop: CallLoop; readonly body: readonly TeamStep[] }
  /** A loop that the first thread does alone. */
  | { readonly kind: "alone"; readonly loop: CallLoop };

export type Placed = Pick<CompiledModel, "memory" | "capacity" | "threads" | "precision"> & {
  readonly buffers: readonly Buffer[];
};

/** Bytes from, and to: exclusive. */
type Range = readonly [from: number, to: number];

/** What a step that is not waited for yet has touched. */
interface Touched {
  readonly by: "all" | "first";
  readonly reads: readonly Range[];
  readonly writes: readonly Range[];
  /** Scratch of each thread. */
  readonly own: readonly Range[];
}

/** More than these are not looked through: a wait costs less. */
const mostPending = 32;

/** The steps of a program that one thread runs. */
export function byOne(steps: readonly ProgramStep[]): readonly TeamStep[] {
  return steps.map((step) =>
    step.kind === "call"
      ? { kind: "call", call: step, by: "all" }
      : { kind: "loop", loop: step, body: byOne(step.body) },
  );
}

export function isShared(program: Program): boolean {
  return callsOf(program.steps).some(({ kernel }) => kernel.shared === true);
}

export function placeMeetings(program: Program, placed: Placed): readonly TeamStep[] {
  const buffers = [...placed.buffers, ...program.scratch];
  const byId = new Map(buffers.map((each) => [each.id, each]));
  const needs = memoryNeeds(placed);
  const rangeOf = (id: string): Range => {
    const buffer = byId.get(id)!;
    const from = placed.memory.offsets.get(id)!;
    const copies = buffer.private === true ? placed.threads : 1;
    return [from, from + bytesOf(buffer, needs) * copies];
  };
  const pending: Touched[] = [];
  const steps = meetIn(program.steps, pending, rangeOf);
  // The caller goes on with what all have done.
  return pending.some(({ by }) => by === "all") ? [...steps, { kind: "wait" }] : steps;
}

type RangeOf = (id: string) => Range;

function meetIn(
  steps: readonly ProgramStep[],
  pending: Touched[],
  rangeOf: RangeOf,
): readonly TeamStep[] {
  const result: TeamStep[] = [];
  const wait = (): void => {
    if (pending.length > 0) result.push({ kind: "wait" });
    pending.length = 0;
  };
  for (const step of steps) {
    const calls = callsOf([step]);
    const isTogether = calls.some(({ kernel }) => kernel.shared === true);
    if (step.kind === "loop" && isTogether) {
      wait();
      const inside: Touched[] = [];
      const body = meetIn(step.body, inside, rangeOf);
      const end: readonly TeamStep[] = inside.length > 0 ? [{ kind: "wait" }] : [];
      result.push({ kind: "loop", loop: step, body: [...body, ...end] });
      continue;
    }
    const touched = touchedBy(calls, isTogether ? "all" : "first", rangeOf);
    if (pending.length >= mostPending || pending.some((each) => conflict(each, touched))) wait();
    pending.push(touched);
    if (step.kind === "loop") result.push({ kind: "alone", loop: step });
    else result.push({ kind: "call", call: step, by: touched.by });
  }
  return result;
}

function touchedBy(calls: readonly KernelCall[], by: Touched["by"], rangeOf: RangeOf): Touched {
  const places = calls.flatMap(({ kernel, buffers }) =>
    buffers.map((id, at) => ({ range: rangeOf(id), ...kernel.buffers[at]! })),
  );
  const rangesOf = (wanted: (place: (typeof places)[number]) => boolean): readonly Range[] =>
    places.filter(wanted).map(({ range }) => range);
  const isOwn = (place: (typeof places)[number]): boolean => place.private === true;
  return {
    by,
    reads: rangesOf((each) => !isOwn(each) && each.access === "read"),
    writes: rangesOf((each) => !isOwn(each) && each.access !== "read"),
    own: rangesOf(isOwn),
  };
}

/** May the later one not begin before the earlier one is done everywhere? */
function conflict(earlier: Touched, later: Touched): boolean {
  if (earlier.by === "first" && later.by === "first") return false;
  const written = [...earlier.writes, ...earlier.own];
  return (
    overlap(earlier.writes, [...later.reads, ...later.writes, ...later.own]) ||
    overlap(written, [...later.reads, ...later.writes]) ||
    overlap(earlier.reads, [...later.writes, ...later.own]) ||
    ownOverlap(earlier.own, later.own)
  );
}

function overlap(some: readonly Range[], others: readonly Range[]): boolean {
  return some.some(([from, to]) => others.some((each) => from < each[1] && each[0] < to));
}

/** Scratch of equal place and size has the same part for each thread. */
function ownOverlap(some: readonly Range[], others: readonly Range[]): boolean {
  return some.some(([from, to]) =>
    others.some((each) => from < each[1] && each[0] < to && (from !== each[0] || to !== each[1])),
  );
}
