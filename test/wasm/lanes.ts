/**
 * Functions of four lanes, run over arrays: a module of a loop around them, with a memory of its own.
 *
 * Invariant: operands and results have their places in that memory; nobody else writes there.
 */
import type { VectorFunction } from "../../src/emit/wasm/functions/functions.ts";
import {
  branchIf,
  call,
  createFunction,
  createLabel,
  createLocal,
  get,
  i32,
  load,
  loop,
  set,
  store,
  tee,
} from "../../src/wasm/build.ts";
import { inlineCall, inlinedLocals } from "../../src/wasm/inline.ts";
import { encodeModule } from "../../src/wasm/encode.ts";
import { emptyModule, type Module } from "../../src/wasm/module.ts";
import { engine } from "./engine.ts";

export interface Lanes {
  readonly operands: readonly Float32Array[];
  readonly results: Float32Array;
  /** Computes the first so many results, a multiple of four. */
  readonly run: (count: number) => void;
}

/** A function over arrays of that length, a multiple of four. */
export function createLanes(
  called: VectorFunction,
  length: number,
  form: "called" | "inlined" = "called",
): Lanes {
  const arity = called.callee.parameters.length;
  const module = new engine.Module(encodeModule(laneModule(called, length, form)));
  const { run, memory } = new engine.Instance(module).exports;
  const { buffer } = memory as { readonly buffer: ArrayBuffer };
  const [results, ...operands] = Array.from(
    { length: arity + 1 },
    (_, at) => new Float32Array(buffer, at * length * 4, length),
  );
  return { operands, results: results!, run: run as Lanes["run"] };
}

export function laneModule(
  { callee, needs }: VectorFunction,
  length: number,
  form: "called" | "inlined",
): Module {
  const [count, at] = [createLocal("i32", "count"), createLocal("i32", "at")];
  const result = createLocal("v128", "result");
  const next = createLabel("next");
  const operands = callee.parameters.map((_, which) =>
    load("v128.load", get(at), { offset: (which + 1) * length * 4 }),
  );
  const isCalled = form === "called" || operands.length > 1;
  const locals = [at, result, ...(isCalled ? [] : inlinedLocals(callee))];
  const run = createFunction("run", [count], "none", locals, [
    set(at, 0),
    loop(next, [
      set(result, isCalled ? call(callee, ...operands) : inlineCall(callee, operands[0]!)),
      store("v128.store", get(at), get(result)),
      branchIf(next, i32.lt_u(tee(at, i32.add(get(at), 16)), i32.shl(get(count), 2))),
    ]),
  ]);
  return {
    ...emptyModule,
    memory: { initial: Math.ceil(((callee.parameters.length + 1) * length * 4) / 65536) },
    functions: [...needs, ...(isCalled ? [callee] : []), run],
    exports: [
      { name: "run", kind: "function", callee: run },
      { name: "memory", kind: "memory" },
    ],
  };
}
