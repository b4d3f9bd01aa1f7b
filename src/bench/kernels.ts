/**
 * The kernels of a model as functions that can be called one by one, in a memory of their own.
 *
 * Invariant: they are those of the generated module, compiled from the same text or bytes.
 */
import { loadModule } from "../check/load.ts";
import { drawKey } from "../draws.ts";
import { printJavaScript } from "../emit/module.ts";
import { arrayType } from "../emit/kernels.ts";
import type { Code } from "../emit/wasm/code.ts";
import { reservePages } from "../emit/runtime/code.ts";
import { encodeModule } from "../wasm/encode.ts";
import type { Buffer, Kernel } from "../kernel/kernel.ts";
import type { CompiledModel, CompiledModule } from "../kernel/module.ts";
import type { RunningCall } from "./program.ts";

/** A call with everything that it takes. */
export type ReadyCall = () => void;

export interface Kernels {
  readonly ready: (call: RunningCall, samples: number) => ReadyCall;
  /** The numbers of a buffer. */
  readonly viewOf: (id: string) => View;
}

type View = Float32Array | Float64Array | Int32Array | Uint8Array;
type KernelFunction = (...given: readonly (number | View)[]) => void;
type Functions = Readonly<Record<string, KernelFunction>>;

const viewTypes = { Float32Array, Float64Array, Int32Array, Uint8Array };

/**
 * Settings and scalars of a step, which are computed once a call: no time depends on what they are.
 */
const anyScalar = 1e-3;

export async function loadKernels(
  module: CompiledModule,
  code: Code | undefined,
): Promise<Kernels> {
  const compiled = module.models[0]!;
  const memory = reservePages(Math.ceil(compiled.memory.bytes / 65536));
  const functions = await (code === undefined
    ? scriptFunctions(module)
    : wasmFunctions(module, code, memory));
  const views = createViews(compiled, memory.buffer);
  const key = drawKey(1, 1);
  const placeOf = (id: string): number | View =>
    code === undefined ? views.get(id)! : compiled.memory.offsets.get(id)!;
  return {
    viewOf: (id) => views.get(id)!,
    ready: ({ call: { kernel, scalars, buffers }, counters }, samples) => {
      const run = functions[kernel.name]!;
      const given = [
        ...counters,
        ...(kernel.samples ? [samples] : []),
        ...(kernel.draws ? [key] : []),
        ...scalars.map((each) => (each.kind === "constant" ? each.value : anyScalar)),
        ...buffers.map(placeOf),
      ];
      return () => run(...given);
    },
  };
}

/** All buffers of a model, scratch too. */
export function buffersOf({ buffers, programs }: CompiledModel): readonly Buffer[] {
  return [...buffers, ...[...programs.values()].flatMap(({ scratch }) => scratch)];
}

function createViews(compiled: CompiledModel, memory: ArrayBuffer): ReadonlyMap<string, View> {
  const { capacity, precision } = compiled;
  return new Map(
    buffersOf(compiled).map((buffer) => {
      const type = viewTypes[arrayType(buffer.element, precision) as keyof typeof viewTypes];
      const length = buffer.size * (buffer.batched ? capacity : 1);
      const view = new type(memory, compiled.memory.offsets.get(buffer.id)!, length);
      if (buffer.values !== undefined) view.set(buffer.values);
      return [buffer.id, view];
    }),
  );
}

/** A generated module hides its kernels: here it shows them. */
async function scriptFunctions(module: CompiledModule): Promise<Functions> {
  const names = module.models[0]!.kernels.map(({ name }) => name);
  const text = `${printJavaScript(module)}\nexport const kernels = { ${names.join(", ")} };\n`;
  return (await loadModule(text))["kernels"] as Functions;
}

async function wasmFunctions(
  module: CompiledModule,
  code: Code,
  memory: object,
): Promise<Functions> {
  const open = withKernels(code, module.models[0]!.kernels);
  const start =
    "export const start = (memory) =>\n  startCode(compileCode(wasmCode), memory, wasmFunctions);";
  const loaded = await loadModule(`${printJavaScript(module, "wasm", open)}\n${start}\n`);
  return (loaded["start"] as (memory: object) => Functions)(memory);
}

/** The same code; outside of it, kernels have names, too. */
function withKernels({ binary }: Code, kernels: readonly Kernel[]): Code {
  const { functions } = binary.module;
  const exports = kernels.map(({ name }) => {
    const callee = functions.find((each) => each.name === name)!;
    return { name, kind: "function" as const, callee };
  });
  const module = { ...binary.module, exports };
  return { binary: { ...binary, module, bytes: encodeModule(module) } };
}
