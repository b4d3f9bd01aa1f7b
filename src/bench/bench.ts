/**
 * `nnc bench`: how long forward, backward and step take, on each target and with one sample and many; and,
 * where that is asked, where the time goes.
 *
 * Invariant: what is timed is the generated class with random inputs, as `nnc compile` writes it.
 */
import { loadModule, type GeneratedClass } from "../check/load.ts";
import { compileModels, type CompileOptions, type Target } from "../compile.ts";
import { Problem } from "../diagnostics/problem.ts";
import type { Source } from "../diagnostics/source.ts";
import { engineOf } from "../emit/files.ts";
import { printJavaScript } from "../emit/module.ts";
import { createCode, type Code } from "../emit/wasm/code.ts";
import { findOversizeMemory } from "../emit/wasm/oversize.ts";
import type { ProgramName } from "../kernel/kernel.ts";
import type { CompiledModel, CompiledModule } from "../kernel/module.ts";
import type { Model } from "../model/model.ts";
import { drawInputs, givenFor } from "./given.ts";
import { loadKernels, type Kernels } from "./kernels.ts";
import { measureMachine, type Machine } from "./machine.ts";
import { passesOf, type Pass, type PassName } from "./passes.ts";
import { routineOf, runningCalls, type RunningCall } from "./program.ts";
import { timeCalls, type Clock } from "./timing.ts";
import { createCounter, explainPass, type KernelReport } from "./why.ts";

export interface BenchRow {
  readonly target: Target;
  readonly pass: PassName;
  /** Samples of a call. */
  readonly batch: number;
  /** That share the work. */
  readonly threads: number;
  readonly median_ns: number;
  readonly min_ns: number;
  readonly max_ns: number;
  /** Floating-point operations that the kernels carry out in a nanosecond. */
  readonly gflops: number;
  /** With `why`. */
  readonly kernels?: readonly KernelReport[];
}

export interface BenchResult {
  readonly model: string;
  readonly rows: readonly BenchRow[];
  /** With `why`. */
  readonly machine?: Machine;
}

export interface BenchOptions extends CompileOptions {
  readonly targets: readonly Target[];
  readonly why: boolean;
  readonly now: Clock;
}

/** @throws Problem (NN6035) where WebAssembly has no room for the model */
export async function bench(
  source: Source,
  model: Model,
  options: BenchOptions,
): Promise<BenchResult> {
  const machine = options.why ? measureMachine(options.dtype ?? "f32", options.now) : undefined;
  const rows: BenchRow[] = [];
  for (const target of options.targets) {
    const compiled = compileTarget(source, model, { ...options, threads: 1 }, target);
    const timed = await timeTarget(compiled, options.now);
    rows.push(
      ...(machine === undefined ? timed : await explainRows(timed, compiled, machine, options.now)),
    );
    if (target === "wasm" && (options.threads ?? 1) > 1)
      rows.push(...(await timeTarget(compileTarget(source, model, options, target), options.now)));
  }
  return { model: model.name, rows, ...(machine && { machine }) };
}

/** One model for one target. */
interface CompiledTarget {
  readonly module: CompiledModule;
  readonly target: Target;
  /** Its WebAssembly, if that is the target. */
  readonly code: Code | undefined;
}

function compileTarget(
  source: Source,
  model: Model,
  options: CompileOptions,
  target: Target,
): CompiledTarget {
  const module = compileModels(source, [model], options, engineOf(target));
  if (target !== "wasm") return { module, target, code: undefined };
  const oversize = findOversizeMemory(module.models);
  if (oversize.length > 0) throw new Problem(oversize);
  const isRelaxed = options.relaxedSimd;
  return { module, target, code: createCode(module, { isRelaxed, isAlone: true }) };
}

async function timeTarget(
  { module, target, code }: CompiledTarget,
  now: Clock,
): Promise<readonly BenchRow[]> {
  const compiled = module.models[0]!;
  const { threads } = compiled;
  const loaded = await loadModule(printJavaScript(module, engineOf(target), code));
  const net = await (loaded[compiled.model.name] as GeneratedClass).createAsync(
    threads > 1 ? { threads } : {},
  );
  return passesOf(compiled).flatMap((pass) =>
    batchesOf(compiled).map((batch) => {
      const run = pass.prepare(net, givenFor(compiled, batch));
      const { median, least, most } = timeCalls(run, now);
      const cost = createCounter(compiled, batch);
      const costs = callsOf(pass, compiled).map(cost);
      const operations = costs.reduce((sum, each) => sum + each.operations, 0);
      const times = { median_ns: median, min_ns: least, max_ns: most };
      const gflops = operations / median;
      return { target, pass: pass.name, batch, threads, ...times, gflops };
    }),
  );
}

/** One sample, and as many as there is room for. */
function batchesOf({ capacity }: CompiledModel): readonly number[] {
  return [...new Set([1, capacity])];
}

function callsOf(pass: Pass, compiled: CompiledModel): readonly RunningCall[] {
  return runningCalls(routineOf(pass.name, compiled));
}

async function explainRows(
  rows: readonly BenchRow[],
  { module, code }: CompiledTarget,
  machine: Machine,
  now: Clock,
): Promise<readonly BenchRow[]> {
  const compiled = module.models[0]!;
  const kernels = await loadKernels(module, code);
  for (const name of ["initialize", "prepare", "reset"] as const)
    run(name, compiled, kernels, compiled.capacity);
  const passes = new Map(passesOf(compiled).map((pass) => [pass.name, pass]));
  return rows.map((row) => {
    const pass = passes.get(row.pass)!;
    const { batch: samples } = row;
    for (const [id, { data }] of drawInputs(compiled, samples)) kernels.viewOf(id).set(data);
    for (const name of pass.after) run(name, compiled, kernels, samples);
    const calls = callsOf(pass, compiled);
    const costOf = createCounter(compiled, samples);
    return { ...row, kernels: explainPass({ calls, samples, costOf, kernels, machine, now }) };
  });
}

function run(name: ProgramName, compiled: CompiledModel, kernels: Kernels, samples: number): void {
  for (const call of runningCalls(routineOf(name, compiled))) kernels.ready(call, samples)();
}
