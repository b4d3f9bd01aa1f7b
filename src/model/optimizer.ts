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
import type { Elaboration, GivenSetting } from "./elaboration.ts";
import { createInstance } from "./instance.ts";
import type { OptimizerValue } from "./layer-value.ts";
import { describe, known, poison, tensor, type SingleMeaning } from "./meaning.ts";
import type { Optimizer, Param, RuntimeSetting } from "./model.ts";
import { moveAll } from "./optimizer-rules.ts";
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
  const { declaration, signature: own } = optimizer;
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
  const moved = moveAll({ e, optimizer, span: call.span, bindings, place: around }, params);
  return moved && { name: optimizer.name, settings, ...moved };
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
