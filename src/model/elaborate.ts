/**
 * AST → models: the entrance to elaboration.
 *
 * Invariant: never throws for what is wrong in a program; errors of one model do not hide those of
 * others.
 */
import {
  collectDiagnostics,
  type Diagnostic,
  type Diagnostics,
} from "../diagnostics/diagnostic.ts";
import { suggest } from "../diagnostics/suggest.ts";
import type { Value } from "../graph/graph.ts";
import type { Static } from "../graph/op.ts";
import type * as ast from "../syntax/ast.ts";
import { checkClashes, finishSection, mergeOwned } from "./assemble.ts";
import { checkDeclarations } from "./check-declarations.ts";
import { elaborateTest } from "./claims.ts";
import type { Elaboration } from "./elaboration.ts";
import { openLibrary, type Library } from "./library.ts";
import type { LayerInstance, Model, ModelTest, Param } from "./model.ts";
import type { NamedInstance } from "./naming.ts";
import { createProblems, type Problems } from "./problems.ts";
import { elaborateSection } from "./section.ts";
import { chooseSettings, type SettingArguments } from "./settings-of-model.ts";
import { startElaboration } from "./start.ts";
import { optimizerOf, readTraining } from "./train.ts";

export interface ElaborateOptions {
  /** Settings from outside, for every model that has them; `training: false` compiles the inference graph twice. */
  readonly set?: Readonly<Record<string, Static>>;
  /** Only the model of this name. */
  readonly model?: string;
  /** Patterns of params that become constants: `stage1.*`. */
  readonly freeze?: readonly string[];
  /** The text of an import by its path from the project root. */
  readonly read?: (path: string) => string | undefined;
  /** `false`: the training section is elaborated as for inference. */
  readonly training?: boolean;
}

/** A model to be, and the arguments of the aliases and tests that lead to it. */
interface Wanted {
  readonly name: ast.Name;
  readonly doc: string | undefined;
  readonly declaration: ast.ModelDeclaration;
  readonly given: readonly SettingArguments[];
}

interface Context {
  readonly library: Library;
  readonly problems: Problems;
  readonly options: ElaborateOptions;
  readonly diagnostics: Diagnostics;
}

/** The models of a file; none when anything is wrong with it. Diagnostics come in source order. */
export function elaborate(
  file: ast.File,
  options: ElaborateOptions,
  diagnostics: Diagnostics,
): readonly Model[] {
  const found = collectDiagnostics();
  const library = openLibrary(file, options.read, found);
  const problems = createProblems(found, library.isPrelude);
  const context: Context = { library, problems, options, diagnostics: found };
  checkDeclarations(library, problems);
  const wanted = wantedModels(context);
  checkSet(context, wanted);
  const tests = testsByModel(context, wanted);
  const models = wanted.flatMap((each) => {
    if (options.model !== undefined && each.name.text !== options.model) return [];
    return elaborateModel(context, each, tests.get(each.name.text) ?? []) ?? [];
  });
  if (!found.hasErrors) checkFreeze(context, models);
  for (const each of inSourceOrder(found.all, file)) diagnostics.report(each);
  return found.hasErrors ? [] : models;
}

/** The file itself first, then those that it imports; what has no place comes last. */
function inSourceOrder(all: readonly Diagnostic[], file: ast.File): readonly Diagnostic[] {
  const rank = ({ span }: Diagnostic): number =>
    span === undefined ? 2 : span.source === file.span.source ? 0 : 1;
  return all.toSorted((a, b) => rank(a) - rank(b) || (a.span?.start ?? 0) - (b.span?.start ?? 0));
}

function reportOutside({ diagnostics }: Context, code: string, message: string): void {
  diagnostics.report({
    code,
    severity: "error",
    message,
    span: undefined,
    related: [],
    fix: undefined,
  });
}

function wantedModels(context: Context): readonly Wanted[] {
  const { library, options } = context;
  const wanted = library.main.declarations.flatMap((declaration) => {
    if (declaration.kind !== "model" && declaration.kind !== "modelAlias") return [];
    return resolveModel(context, declaration) ?? [];
  });
  const { model } = options;
  if (model !== undefined && !wanted.some(({ name }) => name.text === model)) {
    const names = wanted.map(({ name }) => `\`${name.text}\``).join(", ");
    const has = names === "" ? "it has no model" : `it has ${names}`;
    reportOutside(context, "NN5019", `the file has no model \`${model}\`; ${has}`);
  }
  return wanted;
}

/** Follows `model Small = Big(…)` to the model itself. */
function resolveModel(
  { library, problems, options }: Context,
  declaration: ast.ModelDeclaration | ast.ModelAlias,
): Wanted | undefined {
  const given: SettingArguments[] = [];
  const seen = new Set<ast.Declaration>();
  let current: ast.ModelDeclaration | ast.ModelAlias = declaration;
  while (current.kind === "modelAlias") {
    const { layer, settings, span } = current.stage;
    const file = library.fileOf(current.span.source);
    const name = layer.kind === "reference" ? layer.name : layer.name;
    const target = library.declarationsOf(file).get(name.text)?.declaration;
    const isModel = target?.kind === "model" || target?.kind === "modelAlias";
    if (seen.has(current)) {
      const message = `\`${declaration.name.text}\` is another name of itself`;
      problems.report("NN2003", message, { span: declaration.name.span });
      return undefined;
    }
    if (!isModel || layer.kind !== "reference") {
      if (library.isBroken(name)) return undefined;
      const models = [...library.declarationsOf(file)].filter(
        ([, each]) => each.declaration.kind === "model",
      );
      const meant = suggest(
        name.text,
        models.map(([each]) => each),
      );
      const fix =
        meant === undefined
          ? undefined
          : { message: `did you mean \`${meant}\`?`, span: name.span, replacement: meant };
      problems.report(
        "NN5013",
        `there is no model \`${name.text}\``,
        { span: layer.span },
        { fix },
      );
      return undefined;
    }
    seen.add(current);
    const e = startElaboration(library, problems, { training: options.training !== false });
    given.unshift({ settings, span, scope: e.scopeOf(file), final: false });
    current = target;
  }
  const { name, doc } = declaration;
  return { name, doc, declaration: current, given };
}

/** A setting from outside that no model has is a mistake. */
function checkSet(context: Context, wanted: readonly Wanted[]): void {
  const names = new Set(
    wanted.flatMap(({ declaration }) => declaration.settings.map(({ name }) => name.text)),
  );
  for (const name of Object.keys(context.options.set ?? {})) {
    if (names.has(name) || name === "training") continue;
    const has =
      names.size === 0 ? "there are none" : [...names].map((each) => `\`${each}\``).join(", ");
    reportOutside(context, "NN5011", `no model has a setting \`${name}\`: ${has}`);
  }
}

function testsByModel(
  { library, problems }: Context,
  wanted: readonly Wanted[],
): ReadonlyMap<string, readonly ast.TestDeclaration[]> {
  const models = library.main.declarations.flatMap((each) =>
    each.kind === "model" || each.kind === "modelAlias" ? [each.name.text] : [],
  );
  const tests = new Map<string, ast.TestDeclaration[]>(wanted.map(({ name }) => [name.text, []]));
  for (const declaration of library.main.declarations) {
    if (declaration.kind !== "test") continue;
    const { model } = declaration;
    const known = tests.get(model.text);
    if (known !== undefined) known.push(declaration);
    else if (!models.includes(model.text) && !library.isBroken(model)) {
      const meant = suggest(model.text, models);
      const fix =
        meant === undefined
          ? undefined
          : { message: `did you mean \`${meant}\`?`, span: model.span, replacement: meant };
      problems.report(
        "NN5013",
        `there is no model \`${model.text}\``,
        { span: model.span },
        { fix },
      );
    }
  }
  return tests;
}

function elaborateModel(
  context: Context,
  wanted: Wanted,
  tests: readonly ast.TestDeclaration[],
): Model | undefined {
  const { problems } = context;
  try {
    return buildModel(context, wanted, tests);
  } catch (error) {
    if (!(error instanceof RangeError) || !/call stack/.test(error.message)) throw error;
    const message = `\`${wanted.name.text}\` nests deeper than the compiler can follow`;
    problems.report("NN2113", message, { span: wanted.name.span });
    return undefined;
  }
}

function buildModel(
  context: Context,
  wanted: Wanted,
  tests: readonly ast.TestDeclaration[],
): Model | undefined {
  const { library, problems, options } = context;
  const { declaration, name } = wanted;
  const allowed = options.training !== false && options.set?.["training"] !== false;
  const open = (training: boolean) => {
    const e = startElaboration(library, problems, { training });
    const chosen = chooseSettings(e, declaration, wanted.given, options.set ?? {});
    return chosen && { chosen, raw: elaborateSection(e, declaration, chosen.scope) };
  };
  const inference = open(false);
  const training = open(allowed);
  if (inference === undefined || training === undefined) return undefined;
  const [used, trained] = [
    finishSection(inference.raw, { inTraining: false }),
    finishSection(training.raw, { inTraining: true }),
  ];
  const frozen = frozenBy(options.freeze ?? []);
  const all = mergeOwned(problems, used.params, trained.params).map((param) => ({
    ...param,
    frozen: frozen(param.name),
  }));
  const params = [...all.filter((each) => !each.frozen), ...all.filter((each) => each.frozen)];
  const buffers = mergeOwned(problems, used.buffers, trained.buffers);
  checkClashes(problems, [...params, ...buffers]);
  const settings = readTraining(training.raw, name.span);
  const moved = movedBy(trained.section.next, all);
  const prefix = settings.optimizer?.optimizer.name ?? "";
  const start = (): Elaboration =>
    startElaboration(library, problems, { training: allowed, prefix });
  const optimizer = optimizerOf(start, settings, moved, trained.section.loss !== undefined);
  const thaw = <T extends { readonly name: string; readonly role: string }>(
    next: readonly T[],
  ): readonly T[] => next.filter((each) => each.role !== "param" || !frozen(each.name));
  const model: Model = {
    name: name.text,
    doc: wanted.doc,
    span: declaration.span,
    settings: inference.chosen.values,
    inputs: inference.raw.inputs,
    targets: inference.raw.targets,
    params,
    buffers,
    inference: { ...used.section, next: thaw(used.section.next) },
    training: { ...trained.section, next: thaw(trained.section.next) },
    optimizer: optimizer && {
      ...optimizer,
      settings: optimizer.settings.map((each) => ({
        ...each,
        value: trained.finish([each.value])[0]!,
      })),
    },
    batch: settings.batch,
    epochs: settings.epochs,
    layers: layersOf(used.naming.instances, used.finish),
    tests: [],
  };
  const tested = {
    raw: inference.raw,
    naming: used.naming,
    optimizer: model.optimizer,
    finish: used.finish,
  };
  return { ...model, tests: tests.map((test) => buildTest(context, wanted, test, tested)) };
}

/** A test with settings of its own is a test of a model of its own. */
function buildTest(
  context: Context,
  wanted: Wanted,
  test: ast.TestDeclaration,
  tested: Parameters<typeof elaborateTest>[1],
): ModelTest {
  if (test.settings.length === 0) return elaborateTest(test, tested, undefined);
  const { library } = context;
  const scope = tested.raw.e.scopeOf(library.main);
  const own = { settings: test.settings, span: test.model.span, scope, final: true };
  const model = buildModel(context, { ...wanted, given: [...wanted.given, own] }, [
    { ...test, settings: [] },
  ]);
  const empty: ModelTest = {
    title: test.title.value,
    span: test.span,
    given: new Map(),
    claims: [],
    model: undefined,
  };
  const built = model?.tests[0];
  return built === undefined ? empty : { ...built, model };
}

/** The params that the optimiser moves: not frozen, and without a rule of their own. */
function movedBy(
  next: readonly { readonly role: string; readonly name: string }[],
  params: readonly Param[],
): readonly Param[] {
  const ruled = new Set(next.filter(({ role }) => role === "param").map(({ name }) => name));
  return params.filter(({ name, frozen }) => !frozen && !ruled.has(name));
}

function layersOf(
  instances: readonly NamedInstance[],
  finish: (values: readonly Value[]) => readonly Value[],
): readonly LayerInstance[] {
  return instances.map(({ path, instance }) => ({
    path,
    layer: instance.layer,
    result: instance.result && finish([instance.result])[0],
    span: instance.span!,
  }));
}

/** Patterns such as `stage1.*`; `*` stands for any letters, dots too. */
function frozenBy(patterns: readonly string[]): (name: string) => boolean {
  const expressions = patterns.map(patternOf);
  return (name) => expressions.some((each) => each.test(name));
}

function patternOf(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}

function checkFreeze(context: Context, models: readonly Model[]): void {
  for (const pattern of context.options.freeze ?? []) {
    const matches = patternOf(pattern);
    if (models.some(({ params }) => params.some(({ name }) => matches.test(name)))) continue;
    reportOutside(context, "NN5012", `no param matches \`${pattern}\``);
  }
}
