/**
 * `nnc check`: a file's own tests, generated code against the interpreter, gradients against differences.
 *
 * Invariant: everything is compared within bounds computed from the arithmetic; nothing is skipped
 * silently.
 */
import { elaborateSource, type CompileOptions } from "../compile.ts";
import type { Source } from "../diagnostics/source.ts";
import { Problem } from "../diagnostics/problem.ts";
import { engineOf } from "../emit/files.ts";
import type { Engine } from "../emit/layout.ts";
import { IndexOutside } from "../graph/op.ts";
import type { Precision } from "../kernel/module.ts";
import type { Model } from "../model/model.ts";
import { fitRanges } from "./fitting.ts";
import { checkedSamples } from "./inputs.ts";
import { findOversize } from "./oversize.ts";
import { engines, generateClasses } from "./classes.ts";
import { checkGradients } from "./gradients.ts";
import type { GeneratedClass } from "./load.ts";
import type { Agreement, CheckResult, ModelCheck } from "./result.ts";
import { compareTargets } from "./targets.ts";
import { runTest } from "./tests.ts";

export type { CheckResult, ModelCheck } from "./result.ts";

export async function check(source: Source, given: CompileOptions = {}): Promise<CheckResult> {
  // Calls are compared one by one, each from the start.
  const options = { ...given, stateful: false };
  const { models, diagnostics } = elaborateSource(source, options);
  const isWrong = diagnostics.some((each) => each.severity === "error");
  if (isWrong) return { ok: false, models: [], diagnostics };
  const oversize = models.flatMap(
    (model) => findOversize(model, model.training, checkedSamples) ?? [],
  );
  if (oversize.length > 0)
    return { ok: false, models: [], diagnostics: [...diagnostics, ...oversize] };
  try {
    const checked: ModelCheck[] = [];
    for (const model of models) checked.push(await checkModel(model, options));
    return { ok: checked.every(isOk), models: checked, diagnostics };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { ok: false, models: [], diagnostics: [...diagnostics, ...error.diagnostics] };
  }
}

function isOk({ tests, targets, gradients }: ModelCheck): boolean {
  return gradients.ok && [...tests, ...targets].every((each) => each.ok);
}

export async function checkModel(model: Model, options: CompileOptions = {}): Promise<ModelCheck> {
  const precision = options.dtype ?? "f32";
  const wanted = wantedEngines(options);
  const classes = await generateClasses(model, precision, { wanted });
  const tests = [];
  for (const test of model.tests) tests.push(await runTest(test, model, precision, wanted));
  const compared = compareAll(model, classes, precision);
  const named = compared.targets.map((each, at) => ({ target: targetNames[wanted[at]!], ...each }));
  return { name: model.name, tests, targets: named, gradients: compared.gradients };
}

/** As results call what runs the kernels. */
const targetNames: Readonly<Record<Engine, string>> = { script: "ts", wasm: "wasm" };

/** All, unless some are asked for. */
function wantedEngines({ targets }: CompileOptions): readonly Engine[] {
  if (targets === undefined) return engines;
  const asked = targets.map(engineOf);
  return engines.filter((engine) => asked.includes(engine));
}

/** Nothing can be compared where no inputs keep the model's indices on their axes. */
function compareAll(
  model: Model,
  classes: readonly GeneratedClass[],
  precision: Precision,
): { readonly targets: readonly Agreement[]; readonly gradients: Agreement } {
  try {
    const ranges = fitRanges(model);
    return {
      targets: compareTargets(model, classes, precision, ranges),
      gradients: checkGradients(model, ranges),
    };
  } catch (error) {
    if (!(error instanceof IndexOutside)) throw error;
    const failed = { ok: false, worst: undefined, compared: error.message };
    return { targets: classes.map(() => failed), gradients: failed };
  }
}
