/**
 * The compiler's table of contents: text → tree → models → kernels → text.
 *
 * Invariant: touches no disk and nothing global; the same source, options and version give the same
 * files. What is wrong with the source is in `diagnostics`; nothing is thrown for it.
 */
import { compileModel } from "./compile-model.ts";
import { collectDiagnostics, inSourceOrder, type Diagnostic } from "./diagnostics/diagnostic.ts";
import type { Source } from "./diagnostics/source.ts";
import {
  engineOf,
  printTarget,
  type CompiledBinary,
  type CompiledFile,
  type Target,
  type TargetOptions,
} from "./emit/files.ts";
import { lanesOf, type Engine } from "./emit/layout.ts";
import { findNameProblems } from "./emit/model-names.ts";
import { findOversizeMemory } from "./emit/wasm/oversize.ts";
import type { Static } from "./graph/op.ts";
import type { CompiledModule, Precision } from "./kernel/module.ts";
import { withoutIdleLoops } from "./kernel/idle-loops.ts";
import { createKernelPool } from "./kernel/share.ts";
import { shareKernels } from "./kernel/sharing.ts";
import { dumpStage } from "./dump.ts";
import { elaborate } from "./model/elaborate.ts";
import type { ReadImport } from "./model/imports.ts";
import type { Model } from "./model/model.ts";
import type { Patterns } from "./model/patterns.ts";
import { parse } from "./syntax/parse.ts";
import { version } from "./version.ts";
import { silence } from "./warnings/ignore-comments.ts";
import { findWarnings, withoutExposed } from "./warnings/find-warnings.ts";

export type { CompiledBinary, CompiledFile, Target } from "./emit/files.ts";

export interface CompileOptions extends TargetOptions {
  /** What is printed: `ts` by default. */
  readonly targets?: readonly Target[];
  readonly dtype?: Precision;
  /** Capacity in samples. By default the model's `train.batch`; 1 with `inference`. */
  readonly batch?: number;
  readonly inference?: boolean;
  /** Threads that may share the work of a model; WebAssembly only. By default 1. */
  readonly threads?: number;
  /** No products with fewer multiplications and larger rounding: no Winograd. */
  readonly exact?: boolean;
  /** Only this model of the file. */
  readonly model?: string;
  /** Model settings, as `--set` gives them. */
  readonly set?: Readonly<Record<string, Static>>;
  /** Params that become constants: `stage1.*,enc.*`. */
  readonly freeze?: Patterns;
  /** Named values that are kept for whoever wants to look at them: `encoder1.attention1.a`. */
  readonly expose?: Patterns;
  /** The outermost scans start where the last `forward` left them. */
  readonly stateful?: boolean;
  /** false: the training calls, too, run on the inference graph. */
  readonly training?: boolean;
  /** Serves imports: the text of a path, or undefined. */
  readonly read?: ReadImport;
  /** A stage to put into words. */
  readonly dump?: Stage;
}

export type Stage = "ast" | "graph" | "passes" | "kernels";

export interface CompileResult {
  readonly files: readonly CompiledFile[];
  /** What stands beside them as bytes: WebAssembly, where a file of its own was asked for. */
  readonly binaries: readonly CompiledBinary[];
  readonly models: readonly Model[];
  readonly diagnostics: readonly Diagnostic[];
  /** The stage that was asked for, readable. */
  readonly dump?: string;
}

/** Compiles one file. With errors in it, no files come out. */
export function compile(source: Source, options: CompileOptions = {}): CompileResult {
  const { models, diagnostics } = elaborateSource(source, options);
  if (diagnostics.some((each) => each.severity === "error") || models.length === 0) {
    return { files: [], binaries: [], models, diagnostics };
  }
  const targets = options.targets ?? ["ts"];
  const modules = new Map<Engine, CompiledModule>();
  for (const engine of targets.map(engineOf))
    if (!modules.has(engine)) modules.set(engine, compileModels(source, models, options, engine));
  const oversize = findOversizeMemory(modules.get("wasm")?.models ?? []);
  if (oversize.length > 0)
    return { files: [], binaries: [], models, diagnostics: [...diagnostics, ...oversize] };
  const moduleFor = (target: Target): CompiledModule => modules.get(engineOf(target))!;
  const printed = targets.map((target) => printTarget(moduleFor(target), target, options));
  const files = printed.flatMap((each) => each.files);
  const binaries = printed.flatMap((each) => each.binaries);
  const dump =
    options.dump === undefined
      ? {}
      : { dump: dumpStage(options.dump, source, moduleFor(targets[0]!)) };
  return { files, binaries, models, diagnostics, ...dump };
}

/** Reads and elaborates a file: its models with their graphs, and all that is wrong with it. */
export function elaborateSource(
  source: Source,
  options: CompileOptions = {},
): { readonly models: readonly Model[]; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics = collectDiagnostics();
  const file = parse(source, diagnostics);
  const { models, files } = elaborate(file, options, diagnostics);
  for (const each of findNameProblems(models)) diagnostics.report(each);
  if (!diagnostics.hasErrors) {
    for (const each of findWarnings(files, models)) diagnostics.report(each);
  }
  const told = silence(diagnostics.all, { main: file, files, models, isWhole: isWhole(options) });
  const wrong = diagnostics.hasErrors;
  const shown = withoutExposed(told, models);
  return { models: wrong ? [] : models, diagnostics: inSourceOrder(shown, source) };
}

/** Is everything in the file compiled as it stands? */
function isWhole({ model, set = {}, freeze, expose, training = true }: CompileOptions): boolean {
  const isPart = [model, freeze, expose].some((each) => each !== undefined);
  return !isPart && Object.keys(set).length === 0 && training;
}

/** Models as kernels, for printers and for `--dump`. */
export function compileModels(
  source: Source,
  models: readonly Model[],
  options: CompileOptions = {},
  engine: Engine = "script",
): CompiledModule {
  const precision = options.dtype ?? "f32";
  const pool = createKernelPool();
  const inferenceOnly = options.inference === true;
  const threads = engine === "wasm" ? (options.threads ?? 1) : 1;
  const compiled = models.map((model) =>
    compileModel(model, pool, {
      precision,
      lanes: lanesOf(engine, precision),
      capacity: options.batch ?? (inferenceOnly ? 1 : model.batch),
      threads,
      inferenceOnly,
      // Who asks for doubles asks for their rounding.
      fewerProducts: options.exact !== true && precision === "f32",
    }),
  );
  const short = withoutIdleLoops(compiled);
  const shared = threads > 1 ? shareKernels(short, threads) : short;
  return { source: fileName(source), version, models: shared };
}

function fileName(source: Source): string {
  return source.path.split("/").at(-1)!;
}
