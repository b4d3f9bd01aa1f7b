/**
 * `nnc check`: the tests in the file, generated code against the interpreter, the interpreter's
 * gradients against finite differences.
 *
 * Invariant: the exit code is 1 for files with errors, otherwise 3 when anything fails, and every
 * failure is told.
 */
import { check, type CheckResult } from "../../check/check.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { diagnosticToJson } from "../../diagnostics/render.ts";
import type { Run } from "../commands.ts";
import { readCompileOptions } from "../compile-options.ts";
import { shownPath } from "../disk.ts";
import { exitCodes } from "../exit.ts";
import { findInputs, type InputFile } from "../inputs.ts";
import type { Io } from "../io.ts";
import { openProjectFile, shownFrom } from "../project.ts";
import { printJson, reportDiagnostics } from "../report.ts";

type ModelCheck = CheckResult["models"][number];
type Agreement = ModelCheck["gradients"];

export const run: Run = async (given, io) => {
  const diagnostics: Diagnostic[] = [];
  const models: ModelCheck[] = [];
  for (const input of findInputs(given.positionals, io)) {
    const file = await openProjectFile(input, given, io);
    const result = await check(file.source, readCompileOptions(given, file));
    const shown = shownFrom(result.diagnostics, file.root, io);
    reportDiagnostics(shown, given, io);
    diagnostics.push(...shown);
    models.push(...result.models);
    if (!given.has("json")) io.stdout.write(reportOf(input, result, io));
  }
  const isWrong = diagnostics.some((each) => each.severity === "error");
  const ok = !isWrong && models.every(isOk);
  if (given.has("json"))
    printJson({ ok, models, diagnostics: diagnostics.map(diagnosticToJson) }, io);
  if (isWrong) return exitCodes.wrongInput;
  return ok ? exitCodes.done : exitCodes.checkFailed;
};

function isOk({ tests, targets, gradients }: ModelCheck): boolean {
  return tests.every((test) => test.ok) && targets.every((target) => target.ok) && gradients.ok;
}

function reportOf(input: InputFile, { models }: CheckResult, io: Io): string {
  const path = input.isStdin ? "standard input" : shownPath(io.folder, input.file);
  return models.map((model) => `${path}: ${model.name}\n${linesOf(model)}`).join("");
}

function linesOf({ tests, targets, gradients }: ModelCheck): string {
  const line = (ok: boolean, text: string): string => `  ${ok ? "✓" : "✗"} ${text}\n`;
  return [
    ...tests.map(({ name, ok, detail }) => line(ok, `"${name}"${ok ? "" : `: ${detail}`}`)),
    ...targets.map((each) => line(each.ok, `${each.target} = interpreter${worstText(each)}`)),
    line(gradients.ok, `gradients = finite differences${worstText(gradients)}`),
  ].join("");
}

/** ` (worst: y[3] off by 1.2e-8, allowed 4.0e-7)` */
function worstText({ ok, worst, compared }: Agreement): string {
  if (worst === undefined) return ok || compared === undefined ? "" : `: ${compared}`;
  if (Number.isNaN(worst.error))
    return `: ${worst.value}${worst.where} cannot be compared, it is not a number for the inputs that check makes`;
  const [error, bound] = [worst.error, worst.bound].map((each) => each.toExponential(1));
  return ` (worst: ${worst.value}${worst.where} off by ${error}, allowed ${bound})`;
}
