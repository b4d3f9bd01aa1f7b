/**
 * What an optimiser does with each param: its gradient prepared, its rules expanded.
 *
 * Invariant: params of one type are moved alike, so the rules are expanded for the first of them; for the
 * others its own param, gradient and states are put in the place of the first one's.
 */
import type { Span } from "../diagnostics/source.ts";
import { copyOver, planCopy, type CopyPlan } from "../graph/copy-nodes.ts";
import type { Value } from "../graph/graph.ts";
import { formatType } from "../graph/type.ts";
import type * as ast from "../syntax/ast.ts";
import { annotatedType } from "./annotations.ts";
import { runBody, type Host } from "./body.ts";
import { countsSince, type Elaboration } from "./elaboration.ts";
import { createInstance } from "./instance.ts";
import { callPrelude, type InternalCall } from "./internal.ts";
import type { OptimizerValue } from "./layer-value.ts";
import { poison, tensor, type SingleMeaning } from "./meaning.ts";
import type { NextValue, Optimizer, Param } from "./model.ts";
import { ruleValue } from "./next-values.ts";
import { startValue } from "./owned.ts";
import type { Place } from "./place.ts";
import { createScope, type Binding } from "./scope.ts";
import { stepBinding } from "./step-binding.ts";

export interface Rules {
  readonly e: Elaboration;
  readonly optimizer: OptimizerValue;
  /** Where it stands in `train`. */
  readonly span: Span;
  /** Its settings. */
  readonly bindings: readonly Binding[];
  readonly place: Place;
}

/** One param, moved. */
interface Move {
  readonly source: Value;
  readonly gradient: Value;
  readonly states: readonly State[];
  readonly next: readonly Rule[];
}

interface Planned {
  readonly move: Move;
  readonly plan: CopyPlan;
}

interface State {
  readonly text: string;
  readonly param: Param;
  readonly source: Value;
  /** The same state of another param, by its full name. */
  readonly begin: (full: string) => State | undefined;
}

interface Rule {
  /** undefined: it is the param that moves. */
  readonly state: string | undefined;
  readonly value: Value;
  readonly span: Span;
}

/** States and next values of all params; undefined after a message. */
export function moveAll(
  rules: Rules,
  params: readonly Param[],
): Pick<Optimizer, "states" | "next"> | undefined {
  const { e, optimizer } = rules;
  const gradients = prepareGradients(rules, params);
  const known = new Map<string, Planned>();
  const states: Param[] = [];
  const next: NextValue[] = [];
  for (const [index, param] of params.entries()) {
    const gradient = gradients[index]!;
    const key = [param, gradient].map(({ type }) => formatType(type)).join();
    const alike = known.get(key);
    const before = { ...e.count };
    const move = alike ? moveAlike(rules, alike, param, gradient) : moveOne(rules, param, gradient);
    if (move === undefined) return undefined;
    const { tokens, scans, reports } = countsSince(before, e.count);
    // What draws does so for each param anew, and how a scan runs depends on what its wires are made of.
    const isRepeatable = e.templates !== undefined && tokens + scans + reports === 0;
    if (!alike && isRepeatable) known.set(key, { move, plan: planMove(move) });
    states.push(...move.states.map((state) => state.param));
    for (const { state, value, span } of move.next) {
      const name = state === undefined ? param.name : stateName(optimizer, state, param);
      next.push({ role: state === undefined ? "param" : "state", name, value, span });
    }
  }
  return { states, next };
}

function stateName({ name }: OptimizerValue, state: string, param: Param): string {
  return `${name}.${state}:${param.name}`;
}

function paramSource({ e, place, span }: Rules, { name, type }: Param): Value {
  return e.buildAt(place, span).source("param", name, type);
}

// ── gradients ─────────────────────────────────────────────────────────────────────────────────────

/** First all together are scaled down to `clip`, then each gets `weightDecay` times its param. */
function prepareGradients(rules: Rules, params: readonly Param[]): readonly Value[] {
  const { e, bindings, place, optimizer, span } = rules;
  const build = e.buildAt(place, span);
  const given = (name: string): SingleMeaning | undefined => {
    const own = optimizer.declaration.settings.some((each) => each.name.text === name);
    const meaning = own ? undefined : bindings.find((each) => each.name === name)?.meaning();
    const isNone = meaning?.kind === "static" && meaning.value === undefined;
    return isNone ? undefined : (meaning as SingleMeaning | undefined);
  };
  let gradients = params.map(({ name, type }) => build.source("gradient", name, type));
  const clip = given("clip");
  if (clip !== undefined && gradients.length > 0) {
    const square = callAlike(rules, "sumOfSquares");
    const squares = gradients.map((gradient) => square(gradient));
    const settings = { clip };
    const factor = callPrelude(e, "clipFactor", { wires: squares, settings, place, span });
    const scale = callAlike(rules, "scaled");
    gradients = gradients.map((gradient) => scale(gradient, factor));
  }
  const weightDecay = given("weightDecay");
  if (weightDecay === undefined) return gradients;
  const decay = callAlike(rules, "decayed", { weightDecay });
  return gradients.map((gradient, index) => decay(gradient, paramSource(rules, params[index]!)));
}

/** A layer of the prelude that is expanded once for wires of the same types. */
function callAlike(
  { e, place, span }: Rules,
  name: string,
  settings: InternalCall["settings"] = {},
): (...wires: readonly Value[]) => Value {
  const known = new Map<string, { readonly plan: CopyPlan; readonly value: Value }>();
  return (...wires) => {
    const key = wires.map(({ type }) => formatType(type)).join();
    const alike = known.get(key);
    if (alike !== undefined) return copyOver(alike.plan, wires)(alike.value);
    const value = callPrelude(e, name, { wires, settings, place, span });
    if (e.templates !== undefined)
      known.set(key, { plan: planCopy(wires, [value], "made from inputs"), value });
    return value;
  };
}

// ── rules ─────────────────────────────────────────────────────────────────────────────────────────

function planMove({ source, gradient, states, next }: Move): CopyPlan {
  const inputs = [source, gradient, ...states.map((state) => state.source)];
  return planCopy(
    inputs,
    next.map(({ value }) => value),
    "made from inputs",
  );
}

function moveAlike(
  rules: Rules,
  { move, plan }: Planned,
  param: Param,
  gradient: Value,
): Move | undefined {
  const source = paramSource(rules, param);
  const states: State[] = [];
  for (const { text, begin } of move.states) {
    const state = begin(stateName(rules.optimizer, text, param));
    if (state === undefined) return undefined;
    states.push(state);
  }
  const valueOf = copyOver(plan, [source, gradient, ...states.map((state) => state.source)]);
  const next = move.next.map((rule) => ({ ...rule, value: valueOf(rule.value) }));
  return { source, gradient, states, next };
}

function moveOne(rules: Rules, param: Param, gradient: Value): Move | undefined {
  const { e, place, optimizer, bindings, span } = rules;
  const { declaration } = optimizer;
  const [p, g] = declaration.wires;
  const source = paramSource(rules, param);
  const scope = createScope(place.scope, [
    wireBinding(p!, tensor(source)),
    wireBinding(g!, tensor(gradient)),
    ...bindings,
    stepBinding(e, place, span),
  ]);
  const states: State[] = [];
  const next: Rule[] = [];
  const host = hostFor(rules, param, { states, next });
  const results = runBody(e, declaration.statements, { ...place, scope }, "optimizer", host);
  if (results.some(({ meaning }) => meaning.kind === "poison")) return undefined;
  if (next.some(({ state }) => state === undefined)) return { source, gradient, states, next };
  const message = `\`${optimizer.name}\` moves nothing: there is no rule \`${p!.name.text}' = …\``;
  e.problems.report("NN5007", message, { span: declaration.name.span });
  return undefined;
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

function hostFor(
  rules: Rules,
  param: Param,
  { states, next }: { readonly states: State[]; readonly next: Rule[] },
): Host {
  const { e, optimizer } = rules;
  const moved = optimizer.declaration.wires[0]!.name.text;
  return {
    state: (statement, place) => {
      const { name } = statement;
      const state = beginState(
        rules,
        statement,
        param,
        place,
        stateName(optimizer, name.text, param),
      );
      if (state === undefined) return poison;
      states.push(state);
      return tensor(state.source);
    },
    next: (statement, place) => {
      const { text } = statement.name;
      if (text !== moved) place.scope.find(text)?.meaning();
      const state = states.find((each) => each.text === text);
      if (text !== moved && state === undefined) return undefined;
      const value = ruleValue(e, statement, (state?.param ?? param).type, place);
      if ("kind" in value) return poison;
      next.push({ state: state?.text, value, span: statement.span });
      return tensor(value);
    },
  };
}

/** A state without an annotation has the param's shape. */
function beginState(
  rules: Rules,
  statement: ast.ParamStatement,
  param: Param,
  place: Place,
  full: string,
): State | undefined {
  const { e } = rules;
  const { name, annotation } = statement;
  const type = annotatedType(e, annotation, place, param.type.shape);
  if ("kind" in type) return undefined;
  const instance = createInstance(full, { transparent: true });
  const initial = startValue(e, statement, type, { ...place, instance, label: undefined });
  if ("kind" in initial) return undefined;
  return {
    text: name.text,
    param: { name: full, type, initial, frozen: false, span: name.span },
    source: e.buildAt(place, name.span).source("state", full, type),
    begin: (other) => beginState(rules, statement, param, place, other),
  };
}
