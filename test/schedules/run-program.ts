/**
 * A program of WebAssembly, run on numbers of the caller's.
 *
 * Invariant: before it runs all memory is NaN, but for what is given, and no buffer touches another; a run that
 * writes anywhere but where a kernel says that it writes fails.
 */
import { drawKey, normalOf, truncatedNormalOf } from "../../src/draws.ts";
import { buildBinary, type CodeParts, type ImportedFunction } from "../../src/emit/wasm/binary.ts";
import { parametersOf } from "../../src/emit/wasm/programs.ts";
import { erf, modulo } from "../../src/emit/runtime/numbers.ts";
import type { Buffer, Kernel, MemoryPlan, Program } from "../../src/kernel/kernel.ts";
import type { Precision } from "../../src/kernel/module.ts";
import type { Scalar } from "../../src/kernel/scalar.ts";
import { callsOf } from "../../src/kernel/visit.ts";
import { engine } from "../wasm/engine.ts";

/** Room for samples. */
export const capacity = 9;

/** The key of all draws. */
export const key = drawKey(1, 1);

/** Bytes between buffers: no whole vectors, so that they begin anywhere. */
const gap = 76;

export interface Running {
  readonly program: Program;
  readonly kernels: readonly Kernel[];
  /** Buffers beside the program's scratch. */
  readonly pinned: readonly Buffer[];
  readonly precision?: Precision;
}

export type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array;

type Run = (
  given: ReadonlyMap<string, ArrayLike<number>>,
  samples: number,
) => ReadonlyMap<string, Numbers>;

export interface StartedProgram {
  /** The buffers that it has written, by id. */
  readonly run: Run;
  /** Names of all functions of the module. */
  readonly functions: readonly string[];
}

export function startProgram(running: Running): StartedProgram {
  const { program, kernels, pinned, precision = "f32" } = running;
  const buffers = [...pinned, ...program.scratch];
  const memory = placeApart(buffers, precision);
  const programs = new Map([[program.name, program]]);
  const alone = { capacity: 1, threads: 1, buffers: pinned };
  const model = { name: "Net" };
  const parts: CodeParts = { kernels, precision, programs, memory, model, ...alone };
  const { bytes, imports, module: made } = buildBinary([parts]);
  if (!engine.validate(bytes)) throw new Error("the module is not valid");
  const module = new engine.Module(bytes);
  const written = buffers.filter(({ id }) => isWritten(id, program));
  const run: Run = (given, samples) => {
    const pages = new engine.Memory({ initial: Math.ceil(memory.bytes / 65536) });
    const { exports } = new engine.Instance(module, {
      "": { ...Object.fromEntries(imports.map(givenFunction)), memory: pages },
    });
    const before = createContent(pages.buffer.byteLength, buffers, memory, given, precision);
    const after = new Uint8Array(pages.buffer);
    after.set(before);
    callProgram(exports["netForward"] as Callable, program, samples);
    const results = new Map<string, Numbers>();
    for (const buffer of written) {
      const numbers = viewOf(pages.buffer, buffer, memory, samples, precision);
      results.set(buffer.id, numbers.slice());
      before.set(
        new Uint8Array(pages.buffer, numbers.byteOffset, numbers.byteLength),
        numbers.byteOffset,
      );
    }
    if (globalThis.Buffer.compare(after, before) !== 0) {
      const stray = after.findIndex((byte, at) => byte !== before[at]);
      throw new Error(`something was written at byte ${stray}`);
    }
    return results;
  };
  return { run, functions: made.functions.map(({ name }) => name) };
}

type Callable = (...given: readonly number[]) => void;

function callProgram(call: Callable, program: Program, samples: number): void {
  const wanted = parametersOf(program);
  call(
    ...(wanted.samples ? [samples] : []),
    ...(wanted.key ? [key] : []),
    ...(wanted.inputs ? [1] : []),
    ...wanted.scalars.map(numberOf),
  );
}

function numberOf(scalar: Scalar): number {
  if (scalar.kind !== "constant") throw new Error("scalars of steps are not made here");
  return scalar.value;
}

function isWritten(id: string, program: Program): boolean {
  return callsOf(program.steps).some(({ kernel, buffers }) =>
    kernel.buffers.some(({ access }, at) => access !== "read" && buffers[at] === id),
  );
}

function givenFunction(about: ImportedFunction): readonly [string, unknown] {
  const { name } = about;
  if (about.kind === "check") return [name, (index: number) => index];
  const own = {
    erf,
    modulo,
    normal: normalOf,
    truncatedNormal: truncatedNormalOf,
    power: Math.pow,
  };
  const found = { ...own } as Readonly<Record<string, unknown>>;
  return [name, found[name] ?? (Math as unknown as Readonly<Record<string, unknown>>)[name]];
}

// ── memory ────────────────────────────────────────────────────────────────────────────────────────

function arrayOf({ element }: Buffer, precision: Precision) {
  if (element === "int") return Int32Array;
  if (element === "bool") return Uint8Array;
  return precision === "f64" ? Float64Array : Float32Array;
}

function placeApart(buffers: readonly Buffer[], precision: Precision): MemoryPlan {
  const offsets = new Map<string, number>();
  let end = gap;
  for (const buffer of buffers) {
    const bytes = arrayOf(buffer, precision).BYTES_PER_ELEMENT;
    const start = Math.ceil(end / bytes) * bytes;
    offsets.set(buffer.id, start);
    end = start + buffer.size * (buffer.batched ? capacity : 1) * bytes + gap;
  }
  return { bytes: end, offsets };
}

function viewOf(
  memory: ArrayBuffer,
  buffer: Buffer,
  { offsets }: MemoryPlan,
  samples: number,
  precision: Precision,
): Numbers {
  const count = buffer.size * (buffer.batched ? samples : 1);
  return new (arrayOf(buffer, precision))(memory, offsets.get(buffer.id)!, count);
}

/** All bytes of the memory as they are before a run. */
function createContent(
  bytes: number,
  buffers: readonly Buffer[],
  memory: MemoryPlan,
  given: ReadonlyMap<string, ArrayLike<number>>,
  precision: Precision,
): Uint8Array {
  const content = new Uint8Array(bytes).fill(0xff);
  for (const buffer of buffers) {
    const numbers = buffer.values ?? given.get(buffer.id);
    if (numbers === undefined) continue;
    const count = numbers.length / buffer.size;
    viewOf(content.buffer, buffer, memory, count, precision).set(numbers);
  }
  return content;
}
