/**
 * AST → models: the entrance to elaboration.
 *
 * Invariant: never throws for what is wrong in a program; errors of one model do not hide those of
 * others.
 */
import { collectDiagnostics, inSourceOrder, type Diagnostics } from "../diagnostics/diagnostic.ts";
import type * as ast from "../syntax/ast.ts";
import { buildModel } from "./build-model.ts";
import { checkDeclarations } from "./check-declarations.ts";
import type { Context, ElaborateOptions } from "./context.ts";
import { checkExpose } from "./expose.ts";
import { checkFreeze } from "./freeze.ts";
import { openLibrary } from "./library.ts";
import type { Model } from "./model.ts";
import { createProblems } from "./problems.ts";
import { checkStateful } from "./stateful.ts";
import { checkSet, listModels, listTests, type WantedModel } from "./wanted-models.ts";

export type { ElaborateOptions };

export interface Elaborated {
  /** None when anything is wrong with the file. */
  readonly models: readonly Model[];
  /** The file, and all that it imports. */
  readonly files: readonly ast.File[];
}

/** The models of a file. Diagnostics come in source order. */
export function elaborate(
  file: ast.File,
  options: ElaborateOptions,
  diagnostics: Diagnostics,
): Elaborated {
  const found = collectDiagnostics();
  const library = openLibrary(file, options.read, found);
  const problems = createProblems(found, {
    isPrelude: library.isPrelude,
    isMain: (source) => source === file.span.source,
  });
  const context: Context = { library, problems, options, diagnostics: found };
  checkDeclarations(library, problems);
  const wanted = listModels(context);
  checkSet(context, wanted);
  const tests = listTests(context, wanted);
  const models = wanted.flatMap((each) => {
    const { text } = each.name;
    if (options.model !== undefined && text !== options.model) return [];
    return elaborateModel(context, each, tests.get(text) ?? []) ?? [];
  });
  if (!found.hasErrors) checkOptions(context, models);
  for (const each of inSourceOrder(found.all, file.span.source)) diagnostics.report(each);
  return { models: found.hasErrors ? [] : models, files: [...library.files] };
}

/** Options that name parts of models, when the models are there. */
function checkOptions(context: Context, models: readonly Model[]): void {
  checkFreeze(context, models);
  checkExpose(context, models);
  checkStateful(context, models);
}

/** Brackets and layers are limited in depth; if together they exhaust the stack, that is said. */
function elaborateModel(
  context: Context,
  wanted: WantedModel,
  tests: readonly ast.TestDeclaration[],
): Model | undefined {
  try {
    return buildModel(context, wanted, tests);
  } catch (error) {
    if (!(error instanceof RangeError) || !/call stack/.test(error.message)) throw error;
    const message = `\`${wanted.name.text}\` nests deeper than the compiler can follow`;
    context.problems.report("NN2113", message, { span: wanted.name.span });
    return undefined;
  }
}
