/**
 * Expands declared layers: the body of one is elaborated for an application, until only primitives remain.
 *
 * Invariant: every application of a declared layer makes an instance, which owns its params. Expansion ends:
 * at 256 levels, and at numbers that no network needs.
 */
import type { Span } from "../diagnostics/source.ts";
import { runBody } from "./body.ts";
import { countsSince, type Application, type Counts, type Elaboration } from "./elaboration.ts";
import { createHead } from "./head.ts";
import { childInstance, createInstance, type Instance, type OrderKey } from "./instance.ts";
import type { DeclaredLayer, LayerValue } from "./layer-value.ts";
import { itemsOf, poison, type Meaning } from "./meaning.ts";
import { keyAt, type Frame, type Place } from "./place.ts";
import { bindSettings, bindWires, type BoundSettings } from "./settings.ts";

const deepest = 256;
/** Of layers in the network, and of all applications: also in initialisers and static arithmetic. */
const mostInstances = 30_000;
const mostApplications = 300_000;

/** What a layer became where it was applied. */
export interface Expansion {
  readonly layer: DeclaredLayer;
  readonly application: Application;
  readonly frame: Frame;
  readonly instance: Instance;
  readonly result: Meaning;
  /** What it counted. */
  readonly counts: Counts;
}

/** The layer's body, elaborated for this application; undefined after a message. */
export function expandLayer(
  e: Elaboration,
  layer: DeclaredLayer,
  application: Application,
): Expansion | undefined {
  const before = { ...e.count };
  const { declaration, signature } = layer;
  const wires = bindWires(e, signature, application);
  const settings = wires && bindSettings(e, signature, application);
  if (wires === undefined || settings === undefined) return undefined;
  const { instance, key } = enterInstance(e, layer, application);
  const frame = enterFrame(e, layer, application, {
    instance,
    settings: placesOf(declaration.settings, settings),
  });
  if (frame === undefined) return undefined;
  const { loop } = application.place;
  const around = { scope: layer.scope, instance, key, frame, loop, label: undefined };
  const place = createHead(e, declaration, { wires, settings }, { around, application });
  if (place === undefined) return undefined;
  const { body } = declaration;
  const result =
    body.kind === "expression" ? e.evaluateAll(body.value, place) : returned(e, layer, place);
  const [first] = itemsOf(result);
  if (first?.kind === "tensor") instance.result ??= first.value;
  const counts = countsSince(before, e.count);
  return { layer, application, frame, instance, result, counts };
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
export function enterInstance(
  e: Elaboration,
  layer: DeclaredLayer,
  { place, name, span, instance }: Application,
): { readonly instance: Instance; readonly key: OrderKey } {
  if (instance !== undefined) {
    instance.entered++;
    return { instance, key: [] };
  }
  const key = keyAt(place, name);
  if (layer.isInternal) {
    return { instance: createInstance(place.instance.token, { transparent: true }), key };
  }
  const child = childInstance(place.instance, key, layer.name, span, e.tokens);
  child.entered++;
  return { instance: child, key: child === place.instance ? key : [] };
}

function enterFrame(
  e: Elaboration,
  layer: LayerValue & { readonly name: string },
  application: Application,
  { instance, settings }: Pick<Frame, "settings"> & { readonly instance: Instance },
): Frame | undefined {
  const { place, span } = application;
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
  const { user, userToken } = userOf(e, application, instance);
  return { parent, span, layer: layer.name, settings, user, userToken, depth };
}

/** The innermost application in a file of the user's, and its instance. */
export function userOf(
  e: Elaboration,
  { place: { frame }, span }: Application,
  { token }: Instance,
): Pick<Frame, "user" | "userToken"> {
  const inUserFile = frame === undefined || !e.problems.isPrelude(span.source);
  return inUserFile ? { user: span, userToken: token } : frame;
}

function limitPassed({ count }: Elaboration): string | undefined {
  if (isWithinLimits(count)) return undefined;
  return count.instances > mostInstances
    ? `the network is too large: a model may apply ${mostInstances} layers`
    : `layers are applied more than ${mostApplications} times, also in static arithmetic`;
}

export function isWithinLimits({
  instances,
  applications,
}: Pick<Counts, "instances" | "applications">): boolean {
  return instances <= mostInstances && applications <= mostApplications;
}
