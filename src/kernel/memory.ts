/**
 * The memory plan: one arena in which every buffer has its place, at capacity.
 *
 * Invariant: pinned buffers never overlap anything; scratch buffers overlap only where their lives in
 * every program do not. Params lie together in the order given, grads likewise, so that `flat.params`
 * and `flat.grads` are arrays. Places are multiples of 16 bytes, but inside those two runs.
 */
import type { Precision } from "./module.ts";
import type { Buffer, MemoryPlan, Program, ProgramStep } from "./kernel.ts";
import { callsOf } from "./visit.ts";

const alignment = 16;

export function bytesPerElement(buffer: Buffer, floatBytes: 4 | 8): number {
  return buffer.element === "float" ? floatBytes : buffer.element === "int" ? 4 : 1;
}

/** What the sizes of buffers depend on. */
export interface MemoryNeeds {
  readonly capacity: number;
  readonly threads: number;
  readonly floatBytes: 4 | 8;
}

export function memoryNeeds({
  precision,
  ...others
}: Pick<MemoryNeeds, "capacity" | "threads"> & { readonly precision: Precision }): MemoryNeeds {
  return { ...others, floatBytes: precision === "f64" ? 8 : 4 };
}

/** Of one thread, where each has its own: then a multiple of the alignment. */
export function bytesOf(buffer: Buffer, { capacity, floatBytes }: MemoryNeeds): number {
  const elements = buffer.size * (buffer.batched ? capacity : 1);
  const bytes = elements * bytesPerElement(buffer, floatBytes);
  return buffer.private === true ? align(bytes) : bytes;
}

export function planMemory(
  pinned: readonly Buffer[],
  programs: readonly Program[],
  needs: MemoryNeeds,
): MemoryPlan {
  const offsets = new Map<string, number>();
  const sizeOf = (buffer: Buffer): number =>
    bytesOf(buffer, needs) * (buffer.private === true ? needs.threads : 1);
  let end = 0;
  const runs = ["param", "grad"] as const;
  for (const role of runs) {
    end = align(end);
    for (const buffer of pinned.filter((each) => each.role === role)) {
      offsets.set(buffer.id, end);
      end += sizeOf(buffer);
    }
  }
  for (const buffer of pinned) {
    if (offsets.has(buffer.id)) continue;
    end = align(end);
    offsets.set(buffer.id, end);
    end += sizeOf(buffer);
  }
  const scratchStart = align(end);
  let scratchEnd = scratchStart;
  for (const program of programs) {
    scratchEnd = Math.max(scratchEnd, overlayScratch(program, scratchStart, sizeOf, offsets));
  }
  return { bytes: scratchEnd, offsets };
}

function align(offset: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

interface Life {
  readonly buffer: Buffer;
  readonly bytes: number;
  readonly from: number;
  readonly to: number;
}

/** Largest first, each at the lowest place that is free during its whole life. */
function overlayScratch(
  program: Program,
  start: number,
  sizeOf: (buffer: Buffer) => number,
  offsets: Map<string, number>,
): number {
  const lives = livesOf(program, sizeOf).sort((a, b) => b.bytes - a.bytes || a.from - b.from);
  const placed = createPlaced(lives.length);
  let end = start;
  for (const life of lives) {
    const offset = placed.lowestGap(life, start);
    placed.put(life, offset);
    offsets.set(life.buffer.id, offset);
    end = Math.max(end, offset + life.bytes);
  }
  return end;
}

interface PlacedLives {
  readonly lowestGap: (life: Life, start: number) => number;
  readonly put: (life: Life, offset: number) => void;
}

/** In the order of their offsets; columns of numbers, since every new life walks over those before. */
function createPlaced(most: number): PlacedLives {
  const [from, to] = [new Int32Array(most), new Int32Array(most)];
  const [offsets, ends] = [new Float64Array(most), new Float64Array(most)];
  let count = 0;
  return {
    lowestGap(life, start) {
      let offset = start;
      for (let at = 0; at < count; at++) {
        if (from[at]! > life.to || life.from > to[at]!) continue;
        if (offset + life.bytes <= offsets[at]!) break;
        if (ends[at]! > offset) offset = ends[at]!;
      }
      return offset;
    },
    put(life, offset) {
      let at = count;
      while (at > 0 && offsets[at - 1]! > offset) at--;
      for (const column of [from, to, offsets, ends]) column.copyWithin(at + 1, at, count);
      from[at] = life.from;
      to[at] = life.to;
      offsets[at] = offset;
      ends[at] = align(offset + life.bytes);
      count++;
    },
  };
}

/**
 * From the first to the last call that touches a buffer. What is touched inside a loop and outside of it
 * lives as long as the loop; what only one step touches lives within the step.
 */
function livesOf(program: Program, sizeOf: (buffer: Buffer) => number): Life[] {
  const lives = new Map<string, { from: number; to: number }>();
  const touches = countTouches(program.steps);
  let time = 0;
  const touch = (id: string, from: number, to: number): void => {
    const life = lives.get(id);
    if (life === undefined) lives.set(id, { from, to });
    else {
      life.from = Math.min(life.from, from);
      life.to = Math.max(life.to, to);
    }
  };
  const visit = (steps: readonly ProgramStep[]): void => {
    for (const step of steps) {
      const start = time;
      if (step.kind === "call") {
        for (const id of step.buffers) touch(id, time, time);
        time++;
        continue;
      }
      visit(step.body);
      for (const [id, count] of countTouches(step.body)) {
        if (count < touches.get(id)!) touch(id, start, time - 1);
      }
    }
  };
  visit(program.steps);
  return program.scratch.map((buffer) => {
    const { from, to } = lives.get(buffer.id) ?? { from: 0, to: 0 };
    return { buffer, bytes: sizeOf(buffer), from, to };
  });
}

function countTouches(steps: readonly ProgramStep[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const call of callsOf(steps)) {
    for (const id of call.buffers) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}
