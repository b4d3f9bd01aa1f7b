/**
 * What the parts of a generated module call things: views of memory, functions, types of one model.
 *
 * Invariant: names are made once, here, so that who declares and who uses them agree.
 */
import type { Buffer, ProgramName } from "../kernel/kernel.ts";
import type { CompiledModel, Precision } from "../kernel/module.ts";
import type { Param } from "../model/model.ts";
import { arrayType } from "./kernels.ts";
import type { Dialect } from "./members.ts";
import { prefixOf } from "./model-names.ts";
import { createIdentifiers, toIdentifier } from "./names.ts";
import { callsOf } from "../kernel/visit.ts";

/** What runs the kernels: functions of the module, or WebAssembly in it. */
export type Engine = "script" | "wasm";

/** Elements that an engine computes at once. */
export function lanesOf(engine: Engine, precision: Precision): number {
  return engine === "wasm" && precision === "f32" ? 4 : 1;
}

export interface ModelLayout {
  readonly engine: Engine;
  /** WebAssembly stands in a file of its own. */
  readonly codeIsBeside: boolean;
  readonly compiled: CompiledModel;
  /** The class: the model's name. */
  readonly className: string;
  /** The class's name as the start of functions: `digits`. */
  readonly prefix: string;
  /** Every buffer with the name of its view in the memory object. */
  readonly buffers: readonly { readonly buffer: Buffer; readonly view: string }[];
  readonly viewOf: (id: string) => string;
  /** A buffer that lasts from call to call. */
  readonly bufferOf: (id: string) => Buffer;
  readonly floatArray: string;
  /** `!` behind what TypeScript takes for possibly undefined; nothing in JavaScript. */
  readonly bang: string;
  readonly typeOf: (buffer: Buffer) => string;
  /** Is the seed asked for: by draws of the initialisation, of training or of calls? */
  readonly usesSeed: boolean;
  /** Is it kept for later calls? What only infers counts no draws: its own are those of no training. */
  readonly keepsSeed: boolean;
  /** Is there a program, or are there others that give as much? */
  readonly has: (program: ProgramName) => boolean;
}

export function layOutModel(
  compiled: CompiledModel,
  dialect: Dialect,
  engine: Engine = "script",
  codeIsBeside = false,
): ModelLayout {
  const identify = createIdentifiers();
  const pinned = compiled.buffers.map((buffer) => ({ buffer, view: identify(buffer.id) }));
  const scratch = nameScratch(compiled, identify);
  const views = new Map(scratch.map(({ buffer, view }) => [buffer.id, view]));
  const byId = new Map(compiled.buffers.map((buffer) => [buffer.id, buffer]));
  const seen = new Set<string>();
  const distinct = scratch.filter(({ view }) => !seen.has(view) && seen.add(view));
  const className = compiled.model.name;
  const calls = ["forward", "loss"] as const;
  const keepsSeed = !compiled.inferenceOnly || calls.some((name) => drawsIn(compiled, name));
  return {
    engine,
    codeIsBeside,
    compiled,
    className,
    prefix: prefixOf(className),
    buffers: [...pinned, ...distinct],
    viewOf: (id) => views.get(id) ?? identify(id),
    bufferOf: (id) => byId.get(id)!,
    floatArray: arrayType("float", compiled.precision),
    bang: dialect === "typescript" ? "!" : "",
    typeOf: (buffer) => arrayType(buffer.element, compiled.precision),
    usesSeed: keepsSeed || drawsIn(compiled, "initialize"),
    keepsSeed,
    has: (program) => compiled.programs.has(program) || compiled.routines.has(program),
  };
}

interface NamedBuffer {
  readonly buffer: Buffer;
  readonly view: string;
}

/** Scratch of the same place, length and type is one view, whatever lies there at a time. */
function nameScratch(
  compiled: CompiledModel,
  identify: (id: string) => string,
): readonly NamedBuffer[] {
  const names = new Map<string, string>();
  const all = [...compiled.programs.values()].flatMap((program) => program.scratch);
  return all.map((buffer) => {
    const { memory, capacity } = compiled;
    const key = `${buffer.element} ${memory.offsets.get(buffer.id)} ${fullSize(buffer, capacity)}`;
    let view = names.get(key);
    if (view === undefined) names.set(key, (view = identify(`scratch:${names.size + 1}`)));
    return { buffer, view };
  });
}

/** Elements of a buffer at capacity. */
export function fullSize(buffer: Buffer, capacity: number): number {
  return buffer.size * (buffer.batched ? capacity : 1);
}

/** The key of an input or target among a model's ports; the prefix keeps hostile names harmless. */
export function portKey(role: "input" | "target", name: string): string {
  return toIdentifier(`${role}_${name}`);
}

function drawsIn(compiled: CompiledModel, name: ProgramName): boolean {
  const steps = compiled.programs.get(name)?.steps ?? [];
  return callsOf(steps).some((call) => call.kernel.draws);
}

/** Has the class a `backward`: is there a loss, or an output that has a gradient? */
export function canGoBack({ compiled: { model, inferenceOnly } }: ModelLayout): boolean {
  const floats = model.training.outputs.some(({ value }) => value.type.element === "float");
  return !inferenceOnly && (model.training.loss !== undefined || floats);
}

/** Has the class a `step`? Also where everything is frozen: it measures, and moves buffers. */
export function canStep({ compiled: { model, inferenceOnly } }: ModelLayout): boolean {
  return !inferenceOnly && model.learns;
}

/** Has the class an `update`: is there anything that the optimiser would move, were it not frozen? */
export function canUpdate({ compiled: { model, inferenceOnly } }: ModelLayout): boolean {
  return !inferenceOnly && model.optimizer !== undefined;
}

/** Does `backward` yield gradients of inputs? */
export function givesInputGrads(layout: ModelLayout): boolean {
  return canGoBack(layout) && layout.compiled.buffers.some((buffer) => buffer.role === "inputGrad");
}

/** Params that have gradients: all but the frozen ones. */
export function trainedParams({ compiled: { model } }: ModelLayout): readonly Param[] {
  return model.params.filter(({ frozen }) => !frozen);
}

/** The type of `grads`: that of `params`, unless some are frozen. */
export function gradsType(layout: ModelLayout): string {
  const isWhole = trainedParams(layout).length === layout.compiled.model.params.length;
  return `${layout.className}${isWhole ? "Params" : "Grads"}`;
}
