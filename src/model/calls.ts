/**
 * Layers being applied: calls, pipelines, and paths into shared layers.
 *
 * Invariant: arguments are evaluated where they are written; which of them is which setting is decided
 * by the layer (`settings.ts`).
 */
import { listNames } from "../diagnostics/listing.ts";
import type { Span } from "../diagnostics/source.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type * as ast from "../syntax/ast.ts";
import type { Elaboration, GivenSetting, GivenWire } from "./elaboration.ts";
import { compareKeys, type Instance } from "./instance.ts";
import type { LayerValue } from "./layer-value.ts";
import {
  describe,
  isLayer,
  isList,
  itemsOf,
  known,
  poison,
  tensor,
  type Meaning,
  type Poison,
} from "./meaning.ts";
import { nameChildren } from "./naming.ts";
import type { Place } from "./place.ts";
import { findLayer, findName, type Scope } from "./scope.ts";
import { reportUnknownLayer, reportUnknownName, withArticle } from "./unknown.ts";

export function evaluatePipeline(e: Elaboration, node: ast.Pipeline, place: Place): Meaning {
  const wires = sourceWires(e, node.source, place);
  return applyStages(e, node.stages, wires, place, { settings: [], start: node.source.span });
}

/** A tuple sends several wires. */
function sourceWires(
  e: Elaboration,
  source: ast.Expression,
  place: Place,
): readonly GivenWire[] | Poison {
  if (source.kind === "tuple") return evaluateValues(e, source.items, place);
  return wiresOf(e.evaluateAll(source, place), source.span);
}

function wiresOf(meaning: Meaning, span: Span): readonly GivenWire[] | Poison {
  if (meaning.kind === "poison") return poison;
  return itemsOf(meaning).map((item) => ({ meaning: item, span }));
}

export interface Beginning {
  /** Settings that come from outside, for the first stage: `shape` of an initialiser. */
  readonly settings: readonly GivenSetting[];
  /** Where what flows into the first stage stands. */
  readonly start: Span;
}

/** Sends wires down a pipeline. A poisoned wire still lets the names of later stages be checked. */
export function applyStages(
  e: Elaboration,
  stages: readonly ast.Stage[],
  wires: readonly GivenWire[] | Poison,
  place: Place,
  { settings, start }: Beginning,
): Meaning {
  let flowing = wires;
  let result: Meaning = poison;
  for (const [index, stage] of stages.entries()) {
    result = applyStage(e, stage, flowing, place, { outside: index === 0 ? settings : [] });
    const inSame = start.source === stage.span.source && start.start < stage.span.start;
    const span = inSame ? { ...start, end: stage.span.end } : stage.span;
    flowing = wiresOf(result, span);
  }
  return result;
}

export interface StageOptions {
  readonly outside: readonly GivenSetting[];
  readonly instance?: Instance;
}

export function applyStage(
  e: Elaboration,
  stage: ast.Stage,
  wires: readonly GivenWire[] | Poison,
  place: Place,
  { outside, instance }: StageOptions,
): Meaning {
  const layer = resolveLayer(e, stage.layer, place);
  const settings = [...givenSettings(e, stage.settings, stage.block, place), ...outside];
  if (layer.kind === "poison" || !Array.isArray(wires)) {
    if (layer.kind === "shared") layer.instance.incomplete = true;
    return poison;
  }
  const given: readonly GivenWire[] = wires;
  const about = { layer, settings, place, name: stage.layer.span, span: stage.span };
  return e.apply({ ...about, wires: given, ...(instance && { instance }) });
}

export function evaluateCall(e: Elaboration, node: ast.Call, place: Place): Meaning {
  const layer = resolveLayer(e, node.layer, place);
  const answer = askOfSeveral(e, layer, node, place);
  if (answer !== undefined) return answer;
  const wires = node.wires.flatMap((wire): readonly GivenWire[] => {
    if (!wire.spread) return [{ meaning: e.evaluate(wire.value, place), span: wire.span }];
    return spreadValue(e, wire, place);
  });
  const settings = givenSettings(e, node.settings ?? [], node.block, place);
  if (layer.kind === "poison") return poison;
  return e.apply({ layer, wires, settings, place, name: node.layer.span, span: node.span });
}

/** `length(xs)`, where `xs` are several wires. */
function askOfSeveral(
  e: Elaboration,
  layer: LayerValue | Poison,
  { wires }: ast.Call,
  place: Place,
): Meaning | undefined {
  const [wire] = wires;
  const asks = layer.kind === "builtin" && layer.ofSeveral !== undefined && wires.length === 1;
  if (!asks || wire?.value.kind !== "reference") return undefined;
  const meaning = e.evaluateAll(wire.value, place);
  return meaning.kind === "several" ? layer.ofSeveral(meaning.items) : undefined;
}

/** Several values, written one by one or spread. */
export function evaluateValues(
  e: Elaboration,
  items: ast.Tuple["items"],
  place: Place,
): readonly GivenWire[] {
  return items.flatMap((item): readonly GivenWire[] => {
    if (item.kind === "spread") return spreadValue(e, item, place);
    return [{ meaning: e.evaluate(item, place), span: item.span }];
  });
}

/** `...xs`: all wires of a variadic parameter, all results of a layer, or the members of a list. */
function spreadValue(
  e: Elaboration,
  { value, span }: Pick<ast.Spread, "value" | "span">,
  place: Place,
): readonly GivenWire[] {
  const meaning = e.evaluateAll(value, place);
  if (meaning.kind === "static" && isList(meaning.value)) {
    return meaning.value.map((each) => ({ meaning: known(each), span }));
  }
  return itemsOf(meaning).map((item) => ({ meaning: item, span }));
}

export function givenSettings(
  e: Elaboration,
  settings: readonly ast.Argument[],
  block: ast.Block | undefined,
  place: Place,
): readonly GivenSetting[] {
  const given = settings.flatMap(({ name, value, span, spread }): readonly GivenSetting[] => {
    const meaning = e.evaluate(value, place);
    if (!spread || meaning.kind !== "static" || !isList(meaning.value)) {
      return [{ name, meaning, span, trailing: false }];
    }
    return meaning.value.map((each) => ({ name, meaning: known(each), span, trailing: false }));
  });
  const layers = (block?.pipelines ?? []).map((stages): GivenSetting => {
    const last = stages.at(-1)!;
    const span = { ...last.span, start: stages[0]!.span.start };
    const layer: LayerValue = {
      kind: "block",
      name: undefined,
      stages,
      index: block!.index,
      scope: place.scope,
      span,
    };
    return { name: undefined, meaning: known(layer), span, trailing: true };
  });
  return [...given, ...layers];
}

function resolveLayer(
  e: Elaboration,
  path: ast.Reference | ast.Member,
  place: Place,
): LayerValue | Poison {
  if (path.kind === "reference") {
    const found = path.name.primed ? undefined : findLayer(place.scope, path.name.text);
    if (found === "poison") return poison;
    return found ?? reportUnknownLayer(e, path.name, place);
  }
  const meaning = evaluateMember(e, path, place);
  if (meaning.kind === "poison") return poison;
  if (meaning.kind === "static" && isLayer(meaning.value)) return meaning.value;
  const message = `this is ${describe(meaning)}, not a layer`;
  return e.problems.report("NN2102", message, { span: path.span, frame: place.frame });
}

/** `enc.W`, `enc.dense1.W`: a param of a shared layer; in a test, of any. */
export function evaluateMember(e: Elaboration, node: ast.Member, place: Place): Meaning {
  const names = pathOf(node);
  const at = { span: node.span, frame: place.frame };
  if (names === undefined) {
    return e.problems.report("NN2013", "only paths of names have members: `enc.W`", at);
  }
  const texts = names.map((name) => (name.primed ? `${name.text}'` : name.text));
  const found = findPath(place.scope, texts);
  if (found !== undefined) return found;
  const first = findName(place.scope, names[0]!.text);
  if (first === undefined) return reportUnknownName(e, names[0]!, place);
  const meaning = first.meaning();
  if (meaning.kind === "poison") return poison;
  if (meaning.kind !== "static" || !isLayer(meaning.value) || meaning.value.kind !== "shared") {
    const message = `\`${texts[0]}\` is ${withArticle(first.what)}: only \`shared\` layers have params to reach`;
    return e.problems.report("NN2013", message, at, { fix: methodFix(texts, place) });
  }
  const source = findOwned(meaning.value.instance, texts.slice(1));
  if (source !== undefined) return tensor(source);
  if (meaning.value.instance.incomplete) return poison;
  const paths = ownedPaths(meaning.value.instance);
  const has = paths.length === 0 ? "none" : listNames(paths);
  const message = `\`${texts[0]}\` has no param \`${texts.slice(1).join(".")}\`; it has ${has}`;
  const meant = didYouMean(texts.slice(1).join("."), paths);
  const fix =
    paths.length === 0
      ? { message: "apply it first: its params exist where it is applied" }
      : meant === undefined
        ? undefined
        : { message: meant };
  return e.problems.report("NN2013", message, at, { fix });
}

/** `x.relu`, `x.T`: what are methods elsewhere are layers. */
function methodFix(
  [name, member]: readonly string[],
  { scope }: Place,
): { readonly message: string } | undefined {
  if (member === "T") return { message: `write \`transpose(${name})\`` };
  const isLayer = member !== undefined && findLayer(scope, member) !== undefined;
  return isLayer
    ? { message: `layers are applied by an arrow: \`${name} -> ${member}\`` }
    : undefined;
}

function findPath(scope: Scope, names: readonly string[]): Meaning | undefined {
  for (let each: Scope | undefined = scope; each; each = each.parent) {
    const found = each.path?.(names);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The names of `a.b.c`; undefined when the path starts with something else. */
export function pathOf(node: ast.Expression): readonly ast.Name[] | undefined {
  const names: ast.Name[] = [];
  let each = node;
  while (each.kind === "member") {
    names.unshift(each.name);
    each = each.value;
  }
  return each.kind === "reference" ? [each.name, ...names] : undefined;
}

/** The source of a param below an instance. */
function findOwned(instance: Instance, path: readonly string[]) {
  let current: Instance | undefined = instance;
  for (const name of path.slice(0, -1)) {
    current = [...nameChildren(current)].find(([, each]) => each === name)?.[0];
    if (current === undefined) return undefined;
  }
  return current.owned.get(path.at(-1)!)?.source;
}

function ownedPaths(instance: Instance): readonly string[] {
  const own = [...instance.owned.values()].sort((a, b) => compareKeys(a.key, b.key));
  const below = [...nameChildren(instance)].flatMap(([child, name]) =>
    ownedPaths(child).map((path) => `${name}.${path}`),
  );
  return [...own.map(({ name }) => name), ...below];
}
