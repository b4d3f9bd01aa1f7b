/**
 * What a model's settings are: from `--set`, from `model Small = Big(…)`, from a test, or their defaults.
 *
 * Invariant: a value given from outside wins over one in the file, but for a test, which says exactly
 * what it is a test of.
 */
import { didYouMean } from "../diagnostics/suggest.ts";
import type { Static } from "../graph/op.ts";
import type { Attribute } from "../graph/graph.ts";
import type * as ast from "../syntax/ast.ts";
import type { Elaboration, GivenSetting } from "./elaboration.ts";
import { createInstance } from "./instance.ts";
import { isLayer, isList, known, poison, type SingleMeaning, type StaticValue } from "./meaning.ts";
import type { Place } from "./place.ts";
import { findLayer, visibleNames, type Binding, type Scope } from "./scope.ts";
import { bindSettings, type BoundSettings } from "./settings.ts";
import { evaluateStatic } from "./statics.ts";

export interface ChosenSettings {
  readonly scope: Scope;
  readonly values: Readonly<Record<string, Attribute>>;
}

/** Arguments such as `(hidden: 16)`, with the place that their names are seen from. */
export interface SettingArguments {
  readonly settings: readonly ast.Argument[];
  readonly span: ast.Argument["span"];
  readonly scope: Scope;
  /** Does it win over `--set`? A test does. */
  readonly final: boolean;
}

/** A setting without a value is told here, and poison; what else is wrong with the model can still be found. */
export function chooseSettings(
  e: Elaboration,
  declaration: ast.ModelDeclaration,
  given: readonly SettingArguments[],
  outside: Readonly<Record<string, Static>>,
): ChosenSettings {
  const parent = e.scopeOf(fileOf(e, declaration));
  const bound = given.map((each) => ({ ...each, bound: bindArguments(e, declaration, each) }));
  const isMisread = bound.some((each) => each.bound === undefined);
  const pick = (name: string): SingleMeaning | undefined => {
    const from = (final: boolean): SingleMeaning | undefined =>
      bound.findLast((each) => each.final === final && each.bound?.has(name))?.bound!.get(name)
        ?.meaning;
    const set = Object.hasOwn(outside, name) ? known(outside[name]) : undefined;
    return from(true) ?? set ?? from(false) ?? (isMisread ? poison : undefined);
  };
  const bindings = new Map<string, Binding>();
  const scope: Scope = {
    parent,
    find: (name) => bindings.get(name),
    names: () => bindings.keys(),
  };
  const instance = createInstance(e.tokens(), { transparent: true });
  const place: Place = { scope, instance, key: [], frame: undefined, label: undefined };
  for (const { name, defaultValue } of declaration.settings) {
    const meaning = e.lazy(name.text, name.span, () => {
      const value = pick(name.text);
      if (value !== undefined) return namedLayer(e, scope, value, { name, defaultValue });
      if (defaultValue !== undefined) {
        const preset = evaluateStatic(e, defaultValue, place, `the setting \`${name.text}\``);
        return preset.kind === "poison" ? preset : known(preset.value);
      }
      const message = `the setting \`${name.text}\` of \`${declaration.name.text}\` has no value`;
      const fix = { message: `give it one: \`--set ${name.text}=…\`, or a default here` };
      return e.problems.report("NN5011", message, { span: name.span }, { fix });
    });
    bindings.set(name.text, {
      name: name.text,
      what: "setting",
      span: name.span,
      mayBeLayer: true,
      meaning,
    });
  }
  const values: (readonly [string, Attribute])[] = [];
  for (const [name, binding] of bindings) {
    const meaning = binding.meaning();
    if (meaning.kind === "static") values.push([name, attributeOf(meaning.value)]);
  }
  return { scope, values: Object.fromEntries(values) };
}

/** `--set act=relu` names a layer where the default is no text; a name of no layer is told where it would be one. */
function namedLayer(
  e: Elaboration,
  scope: Scope,
  value: SingleMeaning,
  { name, defaultValue }: Pick<ast.Setting, "name" | "defaultValue">,
): SingleMeaning {
  const text = value.kind === "static" && typeof value.value === "string" ? value.value : undefined;
  if (text === undefined || defaultValue === undefined || defaultValue.kind === "string")
    return value;
  const layer = findLayer(scope, text);
  if (layer !== undefined && layer !== "poison") return known(layer);
  if (!isLayerHere(scope, defaultValue)) return value;
  const message = `\`${name.text}\` is a layer, but there is no layer \`${text}\``;
  const meant = didYouMean(text, visibleNames(scope));
  const fix = meant === undefined ? undefined : { message: meant };
  return e.problems.report("NN2101", message, { span: name.span }, { fix });
}

function isLayerHere(scope: Scope, preset: ast.Expression): boolean {
  if (preset.kind === "block") return true;
  return preset.kind === "reference" && findLayer(scope, preset.name.text) !== undefined;
}

function attributeOf(value: StaticValue): Attribute {
  if (isList(value)) return value.map(attributeOf);
  return isLayer(value) ? (value.name ?? "{ … }") : value;
}

function bindArguments(
  e: Elaboration,
  declaration: ast.ModelDeclaration,
  { settings, span, scope }: SettingArguments,
): BoundSettings | undefined {
  const instance = createInstance(e.tokens(), { transparent: true });
  const place: Place = { scope, instance, key: [], frame: undefined, label: undefined };
  const given = settings.map((each): GivenSetting => ({
    name: each.name,
    meaning: e.evaluate(each.value, place),
    span: each.span,
    trailing: false,
  }));
  const signature = {
    wires: [],
    settings: declaration.settings.map(({ name }) => ({ name: name.text, required: false })),
  };
  const layer = {
    kind: "builtin",
    name: declaration.name.text,
    apply: () => known(undefined),
  } as const;
  return bindSettings(e, signature, { layer, wires: [], settings: given, place, name: span, span });
}

function fileOf(e: Elaboration, { span }: ast.ModelDeclaration): ast.File {
  return e.library.fileOf(span.source);
}
