/**
 * The optimiser of a `train` block, applied to every param that it moves.
 *
 * Invariant: elaborated from `.nn` like a layer. A numeric setting is a run-time value unless an `if` or
 * a shape asked for it: then everything is elaborated again with it fixed.
 */
import type { Span } from "../diagnostics/source.ts";
import type { Value } from "../graph/graph.ts";
import { isBatched, sampleShape } from "../graph/type.ts";
import type * as ast from "../syntax/ast.ts";
import { runBody, type Host } from "./body.ts";
import type { Elaboration, GivenSetting } from "./elaboration.ts";
import { createInstance } from "./instance.ts";
import { callPrelude } from "./internal.ts";
import type { OptimizerValue } from "./layer-value.ts";
import { signatureOf } from "./layers.ts";
import { describe, known, poison, tensor, type SingleMeaning } from "./meaning.ts";
import type { NextValue, Optimizer, Param, RuntimeSetting } from "./model.ts";
import { ruleValue } from "./next-values.ts";
import { annotatedType } from "./annotations.ts";
import { startValue } from "./owned.ts";
import type { Frame, Place } from "./place.ts";
import { createScope, type Binding } from "./scope.ts";
import { bindSettings, type BoundSettings } from "./settings.ts";

export interface OptimizerCall {
  readonly optimizer: OptimizerValue;
  readonly settings: readonly GivenSetting[];
  /** Where `train` stands: settings may be computed from `step` there. */
  readonly place: Place;
  readonly span: Span;
}

/** What every optimiser takes beside its own settings. */
const commonSettings = [
  { name: "weightDecay", preset: 0 },
  { name: "clip", preset: undefined },
] as const;

/** `step`, the count of updates from 1. */
export function stepBinding(e: Elaboration, place: Place, span: Span): Binding {
  const value = e.buildAt(place, span).source("counter", "step", { element: "int", shape: [] });
  const meaning = tensor(value);
  return {
    name: "step",
    what: "counter",
    span: undefined,
    mayBeLayer: false,
    meaning: () => meaning,
  };
}

/** The optimiser over all params, or undefined after a message. `start` makes a fresh elaboration. */
export function elaborateOptimizer(
  start: () => Elaboration,
  call: OptimizerCall,
  params: readonly Param[],
): Optimizer | undefined {
  const fixed = new Set<string>();
  for (;;) {
    const e = start();
    const bound = bindOptimizer(e, call);
    if (bound === undefined) return undefined;
    const expansion = expandAll(e, call, bound, params, fixed);
    const found = [...e.fixed].filter((name) => !fixed.has(name));
    if (expansion === undefined || found.length === 0) return expansion;
    for (const name of found) fixed.add(name);
  }
}

function bindOptimizer(e: Elaboration, call: OptimizerCall): BoundSettings | undefined {
  const { optimizer, settings, place, span } = call;
  const { declaration } = optimizer;
  const own = signatureOf(declaration);
  const extra = commonSettings
    .filter(({ name }) => !own.settings.some((each) => each.name === name))
    .map(({ name }) => ({ name, required: false }));
  if (declaration.wires.length !== 2) {
    const message = `an optimizer has two wires, the param and its gradient: \`${optimizer.name}(p, g; …)\``;
    e.problems.report("NN5007", message, { span: declaration.name.span });
    return undefined;
  }
  const signature = { wires: own.wires, settings: [...own.settings, ...extra], takesTensors: true };
  return bindSettings(e, signature, {
    layer: optimizer,
    wires: [],
    settings,
    place,
    name: span,
    span,
  });
}

interface Expansion {
  readonly e: Elaboration;
  readonly call: OptimizerCall;
  readonly settings: readonly RuntimeSetting[];
  readonly bindings: readonly Binding[];
  readonly place: Place;
  readonly states: Param[];
  readonly next: NextValue[];
}

function expandAll(
  e: Elaboration,
  call: OptimizerCall,
  bound: BoundSettings,
  params: readonly Param[],
  fixed: ReadonlySet<string>,
): Optimizer | undefined {
  const { optimizer } = call;
  const instance = createInstance(optimizer.name, { transparent: true });
  const frame: Frame = {
    parent: undefined,
    span: call.span,
    layer: optimizer.name,
    settings: new Map([...bound].map(([name, { span }]) => [name, span])),
    user: call.span,
    userToken: instance.token,
    depth: 1,
  };
  const around: Place = { scope: optimizer.scope, instance, key: [], frame, label: undefined };
  const settings: RuntimeSetting[] = [];
  const bindings = bindRuntime(e, call, bound, { fixed, settings, around });
  if (bindings === undefined) return undefined;
  const expansion: Expansion = { e, call, settings, bindings, place: around, states: [], next: [] };
  const gradients = prepareGradients(expansion, params);
  for (const [index, param] of params.entries()) {
    if (!expandOne(expansion, param, gradients[index]!)) return undefined;
  }
  const { states, next } = expansion;
  return { name: optimizer.name, settings, states, next };
}

interface Runtime {
  readonly fixed: ReadonlySet<string>;
  readonly settings: RuntimeSetting[];
  readonly around: Place;
}

/** All settings as names: those that are numbers are values of run time, unless fixed. */
function bindRuntime(
  e: Elaboration,
  { optimizer, span }: OptimizerCall,
  bound: BoundSettings,
  { fixed, settings, around }: Runtime,
): readonly Binding[] | undefined {
  const bindings: Binding[] = [];
  const place = (): Place => ({ ...around, scope: createScope(around.scope, bindings) });
  const { declaration } = optimizer;
  const own = declaration.settings.map(({ name, defaultValue }) => ({
    name: name.text,
    value: () => bound.get(name.text)?.meaning ?? e.evaluate(defaultValue!, place()),
  }));
  const extra = commonSettings
    .filter(({ name }) => !own.some((each) => each.name === name))
    .map(({ name, preset }) => ({ name, value: () => bound.get(name)?.meaning ?? known(preset) }));
  for (const { name, value: valueOf } of [...own, ...extra]) {
    const meaning = runtimeMeaning(e, name, valueOf(), { fixed, settings, around, span });
    if (meaning === undefined) return undefined;
    const about = { name, what: "setting", span: undefined, mayBeLayer: true };
    bindings.push({ ...about, meaning: () => meaning });
  }
  return bindings;
}

function runtimeMeaning(
  e: Elaboration,
  name: string,
  meaning: SingleMeaning,
  { fixed, settings, around, span }: Runtime & { readonly span: Span },
): SingleMeaning | undefined {
  if (meaning.kind === "poison") return undefined;
  const source = (): Value =>
    e.buildAt(around, span).source("setting", name, { element: "float", shape: [] });
  if (meaning.kind === "tensor") {
    const { type } = meaning.value;
    if (sampleShape(type).length > 0 || isBatched(type)) {
      const message = `\`${name}\` is one number for all samples, but this is ${describe(meaning)}`;
      e.problems.report("NN5020", message, { span });
      return undefined;
    }
    settings.push({ name, value: meaning.value });
    return tensor(source());
  }
  if (typeof meaning.value !== "number" || fixed.has(name)) return known(meaning.value);
  settings.push({ name, value: e.buildAt(around, span).constant(meaning.value) });
  let made: Value | undefined;
  return known(meaning.value, {
    settings: new Set([name]),
    tensor: () => (made ??= source()),
  });
}

/** First all together are scaled down to `clip`, then each gets `weightDecay` times its param. */
function prepareGradients(
  { e, bindings, place, call }: Expansion,
  params: readonly Param[],
): readonly Value[] {
  const { span } = call;
  const build = e.buildAt(place, span);
  const given = (name: string): SingleMeaning | undefined => {
    const own = call.optimizer.declaration.settings.some((each) => each.name.text === name);
    const meaning = own ? undefined : bindings.find((each) => each.name === name)?.meaning();
    const isNone = meaning?.kind === "static" && meaning.value === undefined;
    return isNone ? undefined : (meaning as SingleMeaning | undefined);
  };
  let gradients = params.map(({ name, type }) => build.source("gradient", name, type));
  const clip = given("clip");
  if (clip !== undefined && gradients.length > 0) {
    const squares = gradients.map((gradient) =>
      callPrelude(e, "sumOfSquares", { wires: [gradient], place, span }),
    );
    const factor = callPrelude(e, "clipFactor", {
      wires: squares,
      settings: { clip },
      place,
      span,
    });
    gradients = gradients.map((gradient) =>
      callPrelude(e, "scaled", { wires: [gradient, factor], place, span }),
    );
  }
  const weightDecay = given("weightDecay");
  if (weightDecay === undefined) return gradients;
  return gradients.map((gradient, index) => {
    const { name, type } = params[index]!;
    const wires = [gradient, build.source("param", name, type)];
    return callPrelude(e, "decayed", { wires, settings: { weightDecay }, place, span });
  });
}

function expandOne(expansion: Expansion, param: Param, gradient: Value): boolean {
  const { e, call, bindings, place } = expansion;
  const { declaration } = call.optimizer;
  const [p, g] = declaration.wires;
  const source = e.buildAt(place, call.span).source("param", param.name, param.type);
  const scope = createScope(place.scope, [
    wireBinding(p!, tensor(source)),
    wireBinding(g!, tensor(gradient)),
    ...bindings,
    stepBinding(e, place, call.span),
  ]);
  const around: Place = { ...place, scope };
  const before = expansion.next.length;
  const results = runBody(
    e,
    declaration.statements,
    around,
    "optimizer",
    hostFor(expansion, param),
  );
  if (results.some(({ meaning }) => meaning.kind === "poison")) return false;
  const moved = expansion.next.slice(before).some(({ role }) => role === "param");
  if (moved) return true;
  const message = `\`${call.optimizer.name}\` moves nothing: there is no rule \`${p!.name.text}' = …\``;
  e.problems.report("NN5007", message, { span: declaration.name.span });
  return false;
}

function wireBinding({ name }: ast.Wire, meaning: SingleMeaning): Binding {
  return {
    name: name.text,
    what: "wire",
    span: name.span,
    mayBeLayer: false,
    meaning: () => meaning,
  };
}

function hostFor({ e, call, states, next }: Expansion, param: Param): Host {
  const { declaration, name: optimizer } = call.optimizer;
  const moved = declaration.wires[0]!.name.text;
  const types = new Map<string, Param>();
  const nameOf = (state: string): string => `${optimizer}.${state}:${param.name}`;
  return {
    state: (statement, place) => {
      const { name, annotation } = statement;
      const type = annotatedType(e, annotation, place, param.type.shape);
      if ("kind" in type) return poison;
      const full = nameOf(name.text);
      const instance = createInstance(full, { transparent: true });
      const inside = { ...place, instance, label: undefined };
      const initial = startValue(e, statement, type, inside);
      if ("kind" in initial) return poison;
      const state: Param = { name: full, type, initial, frozen: false, span: name.span };
      states.push(state);
      types.set(name.text, state);
      return tensor(e.buildAt(place, name.span).source("state", full, type));
    },
    next: (statement, place) => {
      const { text } = statement.name;
      if (text !== moved) place.scope.find(text)?.meaning();
      const state = types.get(text);
      if (text !== moved && state === undefined) return undefined;
      const value = ruleValue(e, statement, state?.type ?? param.type, place);
      if ("kind" in value) return poison;
      const role = state ? "state" : "param";
      next.push({ role, name: state?.name ?? param.name, value, span: statement.span });
      return tensor(value);
    },
  };
}
