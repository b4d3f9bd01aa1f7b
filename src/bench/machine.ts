/**
 * The limits of the core, measured: multiplications with additions in 128 bits, and reading memory.
 *
 * Invariant: measured by WebAssembly of our own in the same minute as what is compared with it; the best
 * of many rounds, since a limit is what nothing passes.
 */
import { encodeModule } from "../wasm/encode.ts";
import { emptyModule, type Module } from "../wasm/module.ts";
import * as w from "../wasm/build.ts";
import type { Code, Function } from "../wasm/tree.ts";
import { compileCode, reservePages, startCode } from "../emit/runtime/code.ts";
import type { Precision } from "../kernel/module.ts";
import type { Clock } from "./timing.ts";

export interface Machine {
  /** Operations in a nanosecond. */
  readonly peak: number;
  /** Bytes read in a nanosecond, of a set that is read over and over: caches hold the small ones. */
  readonly bandwidths: readonly { readonly bytes: number; readonly rate: number }[];
}

const setSizes = [14, 16, 18, 20, 22, 24, 26].map((power) => 2 ** power);

/** Enough that no sum waits for itself, and that all fit into registers. */
const sums = 12;

/** Of 16 bytes. Measured: twice as many, or half, read a third more slowly. */
const loadsAtOnce = 4;
const lanesOf: Readonly<Record<Precision, number>> = { f32: 4, f64: 2 };

export function measureMachine(precision: Precision, now: Clock): Machine {
  const { multiply, read } = start(precision);
  const times = 2 ** 17;
  const peak = (times * sums * lanesOf[precision] * 2) / fastest(() => multiply(times), now);
  const bandwidths = setSizes.map((bytes) => {
    const passes = Math.max(1, 2 ** 22 / bytes);
    return { bytes, rate: (passes * bytes) / fastest(() => read(passes, bytes), now) };
  });
  return { peak, bandwidths };
}

/** Of a set of so many bytes. */
export function bandwidthFor(bytes: number, { bandwidths }: Machine): number {
  return (bandwidths.find((each) => each.bytes >= bytes) ?? bandwidths.at(-1)!).rate;
}

/** Nanoseconds. */
function fastest(run: () => void, now: Clock): number {
  let least = Infinity;
  const start = now();
  for (let rounds = 0; rounds < 20 || now() - start < 100; rounds++) {
    const from = now();
    run();
    least = Math.min(least, now() - from);
  }
  return least * 1e6;
}

interface Exports {
  readonly multiply: (times: number) => void;
  readonly read: (passes: number, bytes: number) => void;
}

function start(precision: Precision): Exports {
  const functions = [multiplyAndAdd(precision), readMemory()];
  const module: Module = {
    ...emptyModule,
    memory: { initial: 0, imported: { module: "", name: "memory" } },
    functions,
    exports: functions.map((callee) => ({ name: callee.name, kind: "function", callee })),
  };
  const base64 = btoa(String.fromCharCode(...encodeModule(module)));
  const memory = reservePages(setSizes.at(-1)! / 65536);
  // Pages that nobody has written to are all one page of zeros, which a cache holds.
  new Uint8Array(memory.buffer).fill(1);
  return startCode(compileCode({ base64, module: undefined }), memory, {}) as Exports;
}

/** Sums that stay where they begin: a half is half of itself and a quarter. */
function multiplyAndAdd(precision: Precision): Function {
  const shape = precision === "f32" ? "f32x4" : "f64x2";
  const { mul, add } = w[shape];
  const times = w.createLocal("i32", "times");
  const [factor, addend] = [w.createLocal("v128", "factor"), w.createLocal("v128", "addend")];
  const each = Array.from({ length: sums }, (_, at) => w.createLocal("v128", `sum${at}`));
  const again = w.createLabel("again");
  return w.createFunction(
    "multiply",
    [times],
    "none",
    [factor, addend, ...each],
    [
      w.set(factor, w.vector(shape, 0.5)),
      w.set(addend, w.vector(shape, 0.25)),
      ...each.map((sum) => w.set(sum, w.vector(shape, 0.5))),
      w.loop(again, [
        ...each.map((sum) => w.set(sum, add(mul(w.get(sum), w.get(factor)), w.get(addend)))),
        w.branchIf(again, w.tee(times, w.i32.sub(w.get(times), 1))),
      ]),
      keep(each.map((sum) => w.get(sum)).reduce((a, b) => add(a, b))),
    ],
  );
}

function readMemory(): Function {
  const [passes, bytes] = [w.createLocal("i32", "passes"), w.createLocal("i32", "bytes")];
  const address = w.createLocal("i32", "address");
  const each = Array.from({ length: loadsAtOnce }, (_, at) => w.createLocal("v128", `sum${at}`));
  const [over, again] = [w.createLabel("over"), w.createLabel("again")];
  const take = each.map((sum, at) => {
    const loaded = w.load("v128.load", w.get(address), { offset: 16 * at });
    return w.set(sum, w.v128.or(w.get(sum), loaded));
  });
  return w.createFunction(
    "read",
    [passes, bytes],
    "none",
    [address, ...each],
    [
      w.loop(over, [
        w.set(address, 0),
        w.loop(again, [
          ...take,
          w.set(address, w.i32.add(w.get(address), 16 * loadsAtOnce)),
          w.branchIf(again, w.i32.lt_u(w.get(address), w.get(bytes))),
        ]),
        w.branchIf(over, w.tee(passes, w.i32.sub(w.get(passes), 1))),
      ]),
      keep(each.map((sum) => w.get(sum)).reduce((a, b) => w.v128.or(a, b))),
    ],
  );
}

/** What nobody would look at, would not be computed. */
function keep(value: Parameters<typeof w.storeLane>[3]): Code {
  return w.store("v128.store", 0, value);
}
