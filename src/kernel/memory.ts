/**
 * The memory plan: one arena in which every buffer has its place, at capacity.
 *
 * Invariant: pinned buffers never overlap anything; scratch buffers overlap only where their lives in
 * every program do not. Params lie together in the order given, grads likewise, so that `flat.params`
 * and `flat.grads` are arrays. Places are multiples of 16 bytes, but inside those two runs.
 */
import type { Buffer, MemoryPlan, Program } from "./kernel.ts";

const alignment = 16;

export function bytesPerElement(buffer: Buffer, floatBytes: 4 | 8): number {
  return buffer.element === "float" ? floatBytes : buffer.element === "int" ? 4 : 1;
}

export function planMemory(
  pinned: readonly Buffer[],
  programs: readonly Program[],
  capacity: number,
  floatBytes: 4 | 8,
): MemoryPlan {
  const offsets = new Map<string, number>();
  const sizeOf = (buffer: Buffer): number =>
    buffer.size * (buffer.batched ? capacity : 1) * bytesPerElement(buffer, floatBytes);
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
  const placed: { life: Life; offset: number }[] = [];
  let end = start;
  for (const life of lives) {
    const rivals = placed
      .filter((other) => other.life.from <= life.to && life.from <= other.life.to)
      .sort((a, b) => a.offset - b.offset);
    let offset = start;
    for (const rival of rivals) {
      if (offset + life.bytes <= rival.offset) break;
      offset = Math.max(offset, align(rival.offset + rival.life.bytes));
    }
    placed.push({ life, offset });
    offsets.set(life.buffer.id, offset);
    end = Math.max(end, offset + life.bytes);
  }
  return end;
}

function livesOf(program: Program, sizeOf: (buffer: Buffer) => number): Life[] {
  const first = new Map<string, number>();
  const last = new Map<string, number>();
  program.calls.forEach((call, time) => {
    for (const id of call.buffers) {
      if (!first.has(id)) first.set(id, time);
      last.set(id, time);
    }
  });
  return program.scratch.map((buffer) => ({
    buffer,
    bytes: sizeOf(buffer),
    from: first.get(buffer.id) ?? 0,
    to: last.get(buffer.id) ?? 0,
  }));
}
