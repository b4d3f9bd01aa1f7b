/**
 * Applies layers: a declared layer is expanded where it is applied, until only primitives remain.
 *
 * Invariant: every application of a declared layer makes an instance, which owns its params; blocks and
 * primitives make none. Expansion ends: at 256 levels, and at numbers that no network needs.
 */
import type { Span } from "../diagnostics/source.ts";
import { runBody } from "./body.ts";
import { applyStage, applyStages } from "./calls.ts";
import type { Surface } from "../graph/op.ts";
import type { Application, Elaboration, GivenSetting } from "./elaboration.ts";
import { createHead } from "./head.ts";
import { childInstance, createInstance, type Instance, type OrderKey } from "./instance.ts";
import {
  layerTitle,
  type BlockLayer,
  type DeclaredLayer,
  type LayerValue,
  type PrimitiveLayer,
  type SharedLayer,
} from "./layer-value.ts";
import { isVariadic, applyPrimitive, primitiveSettings } from "./primitives.ts";
import { itemsOf, poison, staticOf, type Meaning } from "./meaning.ts";
import { keyAt, type Frame, type Place } from "./place.ts";
import { createScope } from "./scope.ts";
import {
  bindSettings,
  bindWires,
  isPoisoned,
  type BoundSettings,
  type Signature,
} from "./settings.ts";
import { demandStatic } from "./statics.ts";
import { appliedLayer } from "./trace.ts";

const deepest = 256;
/** Of layers in the network, and of all applications: also in initialisers and static arithmetic. */
const mostInstances = 30_000;
const mostApplications = 300_000;
/** Of one layer: each is an argument of a function in the generated code. */
const mostWires = 10_000;

export function applyLayer(e: Elaboration, application: Application): Meaning {
  const { layer } = application;
  if (isPoisoned(application)) {
    if (layer.kind === "shared") layer.instance.incomplete = true;
    return poison;
  }
  if (application.wires.length > mostWires) {
    const { wires, span, place } = application;
    const message = `${wires.length} wires go into ${layerTitle(layer)}: a layer may have ${mostWires}`;
    const fix = { message: "join them in several steps, or make one tensor of them" };
    return e.problems.report("NN2114", message, { span, frame: place.frame }, { fix });
  }
  switch (layer.kind) {
    case "declared":
      return applyDeclared(e, layer, application);
    case "block":
      return applyBlock(e, layer, application);
    case "primitive":
      return applyPrimitiveLayer(e, layer, application);
    case "builtin":
      return layer.apply(application);
    case "shared":
      return applyShared(e, layer, application);
    case "optimizer": {
      const message = `\`${layer.name}\` is an optimizer: it stands after \`optimizer\` in \`train\``;
      const at = { span: application.span, frame: application.place.frame };
      return e.problems.report("NN2102", message, at);
    }
  }
}

export function signatureOf(declaration: {
  readonly wires: DeclaredLayer["declaration"]["wires"];
  readonly settings: DeclaredLayer["declaration"]["settings"];
}): Signature {
  return {
    wires: declaration.wires.map(({ name, variadic }) => ({ name: name.text, variadic })),
    settings: declaration.settings.map(({ name, defaultValue }) => ({
      name: name.text,
      required: defaultValue === undefined,
    })),
  };
}

function applyDeclared(e: Elaboration, layer: DeclaredLayer, application: Application): Meaning {
  const { declaration } = layer;
  const signature = signatureOf(declaration);
  const wires = bindWires(e, signature, application);
  const settings = wires && bindSettings(e, signature, application);
  if (wires === undefined || settings === undefined) return poison;
  const { instance, key } = enterInstance(e, layer, application);
  const frame = enterFrame(e, layer, application, {
    instance,
    settings: placesOf(declaration.settings, settings),
  });
  if (frame === undefined) return poison;
  const { loop } = application.place;
  const around = { scope: layer.scope, instance, key, frame, loop, label: undefined };
  const place = createHead(e, declaration, { wires, settings }, { around, application });
  if (place === undefined) return poison;
  const { body } = declaration;
  const result =
    body.kind === "expression" ? e.evaluateAll(body.value, place) : returned(e, layer, place);
  const [first] = itemsOf(result);
  if (first?.kind === "tensor") instance.result ??= first.value;
  return result;
}

/** Where settings are given; one that is taken from another by default, where that is. */
function placesOf(
  declared: DeclaredLayer["declaration"]["settings"],
  given: BoundSettings,
): ReadonlyMap<string, Span> {
  const places = new Map([...given].map(([name, { span }]) => [name, span]));
  for (const { name, defaultValue } of declared) {
    const other = defaultValue?.kind === "reference" && places.get(defaultValue.name.text);
    if (other && !places.has(name.text)) places.set(name.text, other);
  }
  return places;
}

function returned(e: Elaboration, { declaration }: DeclaredLayer, place: Place): Meaning {
  const { body } = declaration;
  const results = runBody(e, body.kind === "statements" ? body.statements : [], place, "layer");
  const values = results.filter(({ statement }) => statement.kind === "return");
  if (values.length === 1) return values[0]!.meaning;
  const at = { span: declaration.name.span, frame: place.frame };
  if (results.some(({ meaning }) => meaning.kind === "poison")) return poison;
  const name = `\`${declaration.name.text}\``;
  const message =
    values.length === 0 ? `${name} returns nothing` : `${name} returns ${values.length} times`;
  const related = values.map(({ statement }) => ({ span: statement.span, message: "here" }));
  return e.problems.report("NN2011", message, at, { related });
}

/** In an initialiser, an optimiser or a test nothing is counted: order goes on from outside. */
function enterInstance(
  e: Elaboration,
  layer: DeclaredLayer,
  { place, name, span, instance }: Application,
): { readonly instance: Instance; readonly key: OrderKey } {
  if (instance !== undefined) return { instance, key: [] };
  const key = keyAt(place, name);
  if (layer.isInternal) {
    return { instance: createInstance(place.instance.token, { transparent: true }), key };
  }
  const child = childInstance(place.instance, key, layer.name, span, e.tokens);
  return { instance: child, key: child === place.instance ? key : [] };
}

function enterFrame(
  e: Elaboration,
  layer: LayerValue & { readonly name: string },
  { place, span }: Application,
  { instance, settings }: Pick<Frame, "settings"> & { readonly instance: Instance },
): Frame | undefined {
  const parent = place.frame;
  const depth = (parent?.depth ?? 0) + 1;
  if (depth > deepest) {
    const message = `layers expand into one another more than ${deepest} levels deep at \`${layer.name}\``;
    const fix = { message: "a layer that applies itself needs an `if` that ends it" };
    e.problems.report("NN2113", message, { span, frame: parent }, { fix });
    return undefined;
  }
  e.count.applications++;
  if (!instance.transparent) e.count.instances++;
  const message = limitPassed(e);
  if (message !== undefined) {
    e.problems.report("NN2114", message, { span, frame: parent }, { once: "NN2114" });
    return undefined;
  }
  const inUserFile = !e.problems.isPrelude(span.source) || parent === undefined;
  const user = inUserFile ? span : parent.user;
  const userToken = inUserFile ? instance.token : parent.userToken;
  return { parent, span, layer: layer.name, settings, user, userToken, depth };
}

function limitPassed({ count }: Elaboration): string | undefined {
  if (count.instances > mostInstances) {
    return `the network is too large: a model may apply ${mostInstances} layers`;
  }
  if (count.applications <= mostApplications) return undefined;
  return `layers are applied more than ${mostApplications} times, also in static arithmetic`;
}

function applyBlock(e: Elaboration, block: BlockLayer, application: Application): Meaning {
  const { place, wires, settings, name, span } = application;
  const wrong = settings.find((setting) => setting.name === undefined);
  if (wrong !== undefined) {
    const message = "a block takes no settings: they stand in its own stages";
    return e.problems.report("NN2108", message, { span: wrong.span, frame: place.frame });
  }
  const inside = { ...place, scope: block.scope, key: keyAt(place, name) };
  return applyStages(e, block.stages, wires, inside, { settings, start: wires[0]?.span ?? span });
}

/** The index of `repeat(4) { i => … }`. */
export function withIndex(block: BlockLayer, index: number): BlockLayer {
  const { index: name } = block;
  if (name === undefined) return block;
  const value = { kind: "static", value: index, runtime: undefined } as const;
  const binding = {
    name: name.text,
    what: "index",
    span: name.span,
    mayBeLayer: false,
    meaning: () => value,
  };
  return { ...block, scope: createScope(block.scope, [binding]) };
}

function applyShared(e: Elaboration, shared: SharedLayer, application: Application): Meaning {
  const { instance, layer, scope } = shared;
  const { wires, settings, place } = application;
  if (settings.length > 0) {
    const message = `\`${shared.name}\` has its settings already, where it is declared`;
    return e.problems.report("NN2108", message, { span: settings[0]!.span, frame: place.frame });
  }
  const inside: Place = { ...place, scope, instance, key: [] };
  if (layer.kind === "stage") return applyStage(e, layer, wires, inside, { outside: [], instance });
  const [stages, ...others] = layer.pipelines;
  if (stages === undefined) return poison;
  if (others.length > 0) {
    const message = `\`${shared.name}\` is one layer, but this block holds ${layer.pipelines.length}`;
    const fix = { message: "put them in a row with `->`" };
    return e.problems.report("NN2115", message, { span: layer.span, frame: place.frame }, { fix });
  }
  const start = wires[0]?.span ?? application.span;
  return applyStages(e, stages, wires, inside, { settings: [], start });
}

function applyPrimitiveLayer(
  e: Elaboration,
  layer: PrimitiveLayer,
  application: Application,
): Meaning {
  const { wires, place, name, span } = application;
  const takes = (form: PrimitiveLayer["forms"][number]): boolean => {
    const declared = form.surface.wires;
    return declared.some(isVariadic) ? wires.length > 0 : declared.length === wires.length;
  };
  const form = layer.forms.find(takes) ?? layer.forms[0]!;
  const { surface } = form;
  const signature: Signature = {
    wires: surface.wires.map((wire) => ({
      name: wire.replace("...", ""),
      variadic: isVariadic(wire),
    })),
    settings: [
      ...surface.settings.map((each) => ({ name: each.name, required: !("default" in each) })),
      ...(surface.takesSizes === true ? sizesAmong(application.settings, surface) : []),
    ],
  };
  if (bindWires(e, signature, application) === undefined) return poison;
  const bound = bindSettings(e, signature, application);
  if (bound === undefined) return poison;
  for (const [each, { meaning }] of bound) demandStatic(e, meaning, place, span, `\`${each}\``);
  const given = new Map([...bound].map(([each, { meaning }]) => [each, staticOf(meaning)]));
  const { settings, sizes, unfit } = primitiveSettings(surface, given);
  const settingSpans = new Map([...bound].map(([each, setting]) => [each, setting.span]));
  if (unfit !== undefined) {
    const at = { span: settingSpans.get(unfit.name) ?? span, frame: place.frame };
    const name = appliedLayer(at, e.problems) ?? layer.name;
    return e.problems.report("NN3005", `\`${name}\`: ${unfit.message}`, at);
  }
  const about = { settings, sizes, settingSpans, place, name, span };
  return applyPrimitive(e, { form, title: layer.name, wires, ...about });
}

/** Settings by names that the surface does not know: lengths of axes. */
function sizesAmong(given: readonly GivenSetting[], { settings }: Surface): Signature["settings"] {
  const names = given.flatMap(({ name }) => name?.text ?? []);
  const others = names.filter((name) => !settings.some((each) => each.name === name));
  return [...new Set(others)].map((name) => ({ name, required: false }));
}
