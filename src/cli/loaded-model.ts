/**
 * One model of a file, compiled to JavaScript and loaded: what `run`, `train` and `eval` work with.
 *
 * Invariant: the class is the generated one, the same text that `nnc compile` writes as JavaScript.
 */
import { loadModule, type GeneratedClass } from "../check/load.ts";
import { compile, type CompileOptions } from "../compile.ts";
import { listNames } from "../diagnostics/listing.ts";
import { Problem } from "../diagnostics/problem.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { Model } from "../model/model.ts";
import type { Arguments } from "./arguments.ts";
import { readCompileOptions } from "./compile-options.ts";
import { usageFailure } from "./exit.ts";
import { findInputs, type InputFile } from "./inputs.ts";
import type { Io } from "./io.ts";
import { openProjectFile, shownFrom, type ProjectFile } from "./project.ts";
import { reportDiagnostics } from "./report.ts";
import { readThreads } from "./target-options.ts";

export interface OpenedModel {
  readonly input: InputFile;
  readonly file: ProjectFile;
  readonly model: Model;
  /** Int inputs and targets that index something: their numbers lie below. */
  readonly limits: ReadonlyMap<string, number>;
  /** The file holds no other model: results are named after the file alone. */
  readonly isOnly: boolean;
}

/** Elaborates the one file that was named and picks its model. */
export async function openModel(
  given: Arguments,
  io: Io,
  more: Partial<CompileOptions> = {},
): Promise<OpenedModel> {
  const [input, another] = findInputs(given.positionals, io);
  if (another !== undefined)
    throw usageFailure("NN7004", `\`${given.positionals[0]}\` holds several .nn files; name one`);
  const file = await openProjectFile(input!, given, io);
  const { elaborateSource } = await import("../compile.ts");
  const { model: _, ...options } = readCompileOptions(given, file);
  const { models, diagnostics } = elaborateSource(file.source, { ...options, ...more });
  report(diagnostics, file, given, io);
  const model = chooseModel(models, given.text("model"), given.positionals[0]!);
  return {
    input: input!,
    file,
    model,
    limits: model.portLimits.enforced,
    isOnly: models.length === 1,
  };
}

function report(
  diagnostics: readonly Parameters<typeof shownFrom>[0][number][],
  file: ProjectFile,
  given: Arguments,
  io: Io,
): void {
  const shown = shownFrom(diagnostics, file.root, io);
  if (shown.some((each) => each.severity === "error")) throw new Problem(shown);
  reportDiagnostics(shown, given, io);
}

/** @throws Failure (NN7009) */
export function chooseModel(
  models: readonly Model[],
  wanted: string | undefined,
  shown: string,
): Model {
  const names = models.map((each) => each.name);
  const listed = `it has ${listNames(names)}`;
  if (models.length === 0) throw usageFailure("NN7009", `\`${shown}\` holds no model`);
  if (wanted === undefined) {
    if (models.length === 1) return models[0]!;
    throw usageFailure("NN7009", `\`${shown}\` holds several models; say which by --model`, listed);
  }
  const found = models.find((each) => each.name === wanted);
  if (found !== undefined) return found;
  throw usageFailure(
    "NN7009",
    `\`${shown}\` has no model \`${wanted}\``,
    didYouMean(wanted, names) ?? listed,
  );
}

/** Compiles the opened model with further options and loads its class. */
export async function loadClass(
  opened: OpenedModel,
  given: Arguments,
  more: Partial<CompileOptions>,
  io: Io,
): Promise<GeneratedClass> {
  const { file, model } = opened;
  const targets = [given.text("target") === "wasm" ? ("wasm" as const) : ("js" as const)];
  const result = compile(file.source, {
    ...readCompileOptions(given, file),
    ...more,
    ...readThreads(given, targets),
    model: model.name,
    targets,
    wasmLanguage: "js",
    threadsInside: true,
  });
  const errors = result.diagnostics.filter((each) => each.severity === "error");
  if (errors.length > 0) throw new Problem(shownFrom(errors, file.root, io));
  const text = result.files.find((each) => each.path.endsWith(".js"))!.text;
  return (await loadModule(text))[model.name] as GeneratedClass;
}
