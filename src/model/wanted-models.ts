/**
 * The models of a file: those that it declares, other names for them, and the tests of each.
 *
 * Invariant: `model Small = Big(…)` is followed to the model itself; what it was given on the way is kept.
 */
import { listNames } from "../diagnostics/listing.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { Fix } from "../diagnostics/diagnostic.ts";
import type * as ast from "../syntax/ast.ts";
import { reportOutside, type Context } from "./context.ts";
import type { Elaboration } from "./elaboration.ts";
import type { SettingArguments } from "./settings-of-model.ts";
import { startElaboration } from "./start.ts";
import { meant } from "./unknown.ts";

/** A model to be, and the arguments of the aliases and tests that lead to it. */
export interface WantedModel {
  readonly name: ast.Name;
  readonly doc: string | undefined;
  readonly declaration: ast.ModelDeclaration;
  readonly given: readonly SettingArguments[];
}

type Named = ast.ModelDeclaration | ast.ModelAlias;

/** As deep as layers expand. */
const longestChain = 256;

export function listModels(context: Context): readonly WantedModel[] {
  const { library, problems, options } = context;
  const { scopeOf } = startElaboration(library, problems, { training: false });
  const wanted = library.main.declarations.flatMap((declaration) =>
    isModel(declaration) ? (resolveModel(context, declaration, scopeOf) ?? []) : [],
  );
  const { model } = options;
  if (model !== undefined && !wanted.some(({ name }) => name.text === model)) {
    const names = listNames(wanted.map(({ name }) => name.text));
    const has = names === "" ? "it has no model" : `it has ${names}`;
    reportOutside(context, "NN5019", `the file has no model \`${model}\`; ${has}`);
  }
  return wanted;
}

function isModel(declaration: ast.Declaration | undefined): declaration is Named {
  return declaration?.kind === "model" || declaration?.kind === "modelAlias";
}

/** Follows other names to the model itself. */
function resolveModel(
  context: Context,
  declaration: Named,
  scopeOf: Elaboration["scopeOf"],
): WantedModel | undefined {
  const { library, problems } = context;
  const given: SettingArguments[] = [];
  const seen = new Set<Named>();
  let current = declaration;
  while (current.kind === "modelAlias") {
    if (seen.has(current)) {
      const message = `\`${declaration.name.text}\` is another name of itself`;
      problems.report("NN2003", message, { span: declaration.name.span });
      return undefined;
    }
    if (seen.size === longestChain) {
      const message = `more than ${longestChain} names lead from \`${declaration.name.text}\` to its model`;
      problems.report(
        "NN2114",
        message,
        { span: declaration.name.span },
        { once: "names of models" },
      );
      return undefined;
    }
    seen.add(current);
    const { layer, settings, span } = current.stage;
    const file = library.fileOf(current.span.source);
    const declared = library.declarationsOf(file);
    const target = declared.get(layer.name.text)?.declaration;
    if (!isModel(target) || layer.kind !== "reference") {
      const names = [...declared].filter(([, each]) => isModel(each.declaration));
      reportNoModel(
        context,
        layer.name,
        names.map(([name]) => name),
      );
      return undefined;
    }
    given.unshift({ settings, span, scope: scopeOf(file), final: false });
    current = target;
  }
  return { name: declaration.name, doc: declaration.doc, declaration: current, given };
}

function reportNoModel(
  { library, problems }: Context,
  name: ast.Name,
  models: readonly string[],
): void {
  if (library.isBroken(name)) return;
  const fix: Fix | undefined = meant(name, models);
  const has = models.length === 0 ? "none" : listNames(models);
  const message = `there is no model \`${name.text}\`; the file has ${has}`;
  problems.report("NN5013", message, { span: name.span }, { fix });
}

/** A setting from outside that no model has is a mistake. */
export function checkSet(context: Context, wanted: readonly WantedModel[]): void {
  const names = new Set(
    wanted.flatMap(({ declaration }) => declaration.settings.map(({ name }) => name.text)),
  );
  for (const name of Object.keys(context.options.set ?? {})) {
    if (names.has(name) || name === "training") continue;
    const list = listNames([...names]);
    const has = names.size === 0 ? "there are none" : `there are ${list}`;
    const meant = didYouMean(name, names);
    const fix = meant === undefined ? undefined : { message: meant };
    reportOutside(context, "NN5011", `no model has a setting \`${name}\`; ${has}`, fix);
  }
}

/** The tests of each model that exists. */
export function listTests(
  context: Context,
  wanted: readonly WantedModel[],
): ReadonlyMap<string, readonly ast.TestDeclaration[]> {
  const { declarations } = context.library.main;
  const models = declarations.filter(isModel).map(({ name }) => name.text);
  const tests = new Map<string, ast.TestDeclaration[]>(wanted.map(({ name }) => [name.text, []]));
  for (const declaration of declarations) {
    if (declaration.kind !== "test") continue;
    const { model } = declaration;
    if (!models.includes(model.text)) reportNoModel(context, model, models);
    else tests.get(model.text)?.push(declaration);
  }
  return tests;
}
