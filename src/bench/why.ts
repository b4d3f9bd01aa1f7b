/**
 * Where the time of a pass goes: each kernel with what it computes, touches and takes.
 *
 * Invariant: kernels are timed where they stand in the program, so that caches hold what they hold in a
 * real call; the time of the clock itself is taken off.
 */
import type { Buffer, Kernel } from "../kernel/kernel.ts";
import { bytesPerElement } from "../kernel/memory.ts";
import type { CompiledModel } from "../kernel/module.ts";
import { costOf, type KernelCost } from "./cost.ts";
import { buffersOf, type Kernels } from "./kernels.ts";
import { bandwidthFor, type Machine } from "./machine.ts";
import type { RunningCall } from "./program.ts";
import { medianOf, type Clock } from "./timing.ts";

export interface KernelReport {
  readonly kernel: string;
  readonly calls: number;
  /** What it computes, in which shapes. */
  readonly shape: string;
  readonly schedule: Kernel["schedule"];
  readonly flops: number;
  readonly bytes_read: number;
  readonly bytes_written: number;
  /** Of all its calls. */
  readonly time_ns: number;
  /** Of the pass. */
  readonly share: number;
  /** What it could not be faster than, whatever its code. */
  readonly limit: "arithmetic" | "memory";
  /** The time that the limit allows, divided by the time that it took. */
  readonly share_of_limit: number;
}

/** What one call of a kernel costs. */
export interface CallCost {
  readonly operations: number;
  readonly read: number;
  readonly written: number;
}

/** Counts the cost of calls; kernels are looked at once. */
export function createCounter(
  compiled: CompiledModel,
  samples: number,
): (call: RunningCall) => CallCost {
  const buffers = new Map(buffersOf(compiled).map((buffer) => [buffer.id, buffer]));
  const costs = new Map<Kernel, KernelCost>();
  const floatBytes = compiled.precision === "f64" ? 8 : 4;
  const bytesOf = (buffer: Buffer, elements: number): number => {
    const most = buffer.size * (buffer.batched ? samples : 1);
    return Math.min(elements, most) * bytesPerElement(buffer, floatBytes);
  };
  return ({ call: { kernel, buffers: ids } }) => {
    const cost = costs.get(kernel) ?? costOf(kernel, samples);
    costs.set(kernel, cost);
    const total = (elements: ReadonlyMap<string, number>): number =>
      kernel.buffers.reduce(
        (sum, { name }, at) => sum + bytesOf(buffers.get(ids[at]!)!, elements.get(name) ?? 0),
        0,
      );
    return {
      operations: cost.operations,
      read: total(cost.read),
      written: total(cost.written),
    };
  };
}

export interface Explaining {
  readonly calls: readonly RunningCall[];
  readonly samples: number;
  readonly costOf: (call: RunningCall) => CallCost;
  readonly kernels: Kernels;
  readonly machine: Machine;
  readonly now: Clock;
}

/** The slowest first. */
export function explainPass(explaining: Explaining): readonly KernelReport[] {
  const { calls, costOf: costOfCall, machine } = explaining;
  const times = timeEach(explaining);
  const total = times.reduce((sum, each) => sum + each, 0);
  const sums = new Map<Kernel, Sum>();
  calls.forEach((running, at) => {
    const { kernel } = running.call;
    const cost = costOfCall(running);
    const sum = sums.get(kernel) ?? { ...nothing };
    sums.set(kernel, sum);
    sum.calls++;
    sum.time += times[at]!;
    sum.operations += cost.operations;
    sum.read += cost.read;
    sum.written += cost.written;
    sum.arithmetic += cost.operations / machine.peak;
    sum.memory += (cost.read + cost.written) / bandwidthFor(cost.read + cost.written, machine);
  });
  return [...sums]
    .map(([kernel, sum]) => reportOf(kernel, sum, total))
    .toSorted((a, b) => b.time_ns - a.time_ns);
}

interface Sum {
  calls: number;
  time: number;
  operations: number;
  read: number;
  written: number;
  /** Nanoseconds that each limit allows. */
  arithmetic: number;
  memory: number;
}

const nothing: Sum = {
  ...{ calls: 0, time: 0, operations: 0, read: 0, written: 0, arithmetic: 0, memory: 0 },
};

function reportOf(kernel: Kernel, sum: Sum, total: number): KernelReport {
  const least = Math.max(sum.arithmetic, sum.memory);
  return {
    kernel: kernel.name,
    calls: sum.calls,
    shape: kernel.comment,
    schedule: kernel.schedule,
    flops: sum.operations,
    bytes_read: sum.read,
    bytes_written: sum.written,
    time_ns: sum.time,
    share: total === 0 ? 0 : sum.time / total,
    limit: sum.memory > sum.arithmetic ? "memory" : "arithmetic",
    share_of_limit: sum.time === 0 ? 0 : least / sum.time,
  };
}

const warmUp = 300;
const length = 500;
const rounds = { least: 5, most: 500 };

/** Nanoseconds of each call: the medians of several runs of the whole pass. */
function timeEach({ calls, samples, kernels, now }: Explaining): readonly number[] {
  const ready = calls.map((each) => kernels.ready(each, samples));
  const start = now();
  do for (const run of ready) run();
  while (now() - start < warmUp);
  const times = ready.map((): number[] => []);
  const begin = now();
  for (let round = 0; round < rounds.most; round++) {
    if (round >= rounds.least && now() - begin > length) break;
    ready.forEach((run, at) => {
      const from = now();
      run();
      times[at]!.push(now() - from);
    });
  }
  const own = clockTime(now);
  return times.map((each) => Math.max(0, medianOf(each) - own) * 1e6);
}

/** What the clock shows where nothing happens. */
function clockTime(now: Clock): number {
  return medianOf(
    Array.from({ length: 1000 }, () => {
      const from = now();
      return now() - from;
    }),
  );
}
