/**
 * The states of a scan: what each starts from, its next value, and whether it varies over the batch.
 *
 * Invariant: start, carry and next value of a state have one type; it varies over the batch if its start
 * or its next value does.
 */
import type { Span } from "../diagnostics/source.ts";
import type { Node, Value } from "../graph/graph.ts";
import { isBatched, sameShape, sampleShape, tensorType, type TensorType } from "../graph/type.ts";
import type * as ast from "../syntax/ast.ts";
import type { Host, StatementResult } from "./body.ts";
import type { Elaboration } from "./elaboration.ts";
import { poison, tensor } from "./meaning.ts";
import { annotatedType } from "./annotations.ts";
import { toShape } from "./owned.ts";
import type { Place } from "./place.ts";
import { elementOfStatic, shapeOfStatic, toTensor } from "./tensors.ts";

export interface State {
  readonly name: string;
  readonly span: Span;
  readonly carry: Value;
  readonly start: Value;
  next: Value | undefined;
}

export interface StateHost {
  readonly states: State[];
  /** Does the state of this name vary over the batch? */
  readonly varies: (name: string) => boolean;
  /** Where the scan stands: starts are computed there, once. */
  readonly outer: Place;
}

export function hostFor(e: Elaboration, { states, varies, outer }: StateHost): Host {
  return {
    state: (statement, place) => {
      const start = startOf(e, statement, { ...place, loop: outer.loop });
      if ("kind" in start) return poison;
      const { name } = statement;
      const build = e.buildAt(place, name.span);
      const whole = varies(name.text) ? build.perSample(start) : start;
      const carry = build.source("carry", e.tokens(), whole.type);
      const { text, span } = name;
      states.push({ name: text, span, carry, start: whole, next: undefined });
      return tensor(carry);
    },
    next: (statement, place) => {
      // Asked for, so that the state is there whatever comes first in the text.
      const current = { ...statement.name, primed: false };
      const found = place.scope.find(current.text);
      if (found?.what !== "state") return undefined;
      if (found.meaning().kind === "poison") return poison;
      const state = states.find(({ name }) => name === current.text)!;
      const value = nextOf(e, statement, state, place);
      if ("kind" in value) return poison;
      state.next = value;
      return tensor(value);
    },
  };
}

/** A state without an annotation is like what it starts from; numbers in the text are floats. */
function startOf(e: Elaboration, statement: ast.ParamStatement, place: Place) {
  const { name, annotation, start } = statement;
  const at = { span: name.span, frame: place.frame };
  if (start?.kind !== "value") {
    const message = `the state \`${name.text}\` starts from a value: \`state ${name.text} = …\``;
    return e.problems.report("NN5022", message, at);
  }
  const meaning = e.evaluate(start.value, place);
  if (meaning.kind === "poison") return poison;
  const isWritten = meaning.kind === "static" && shapeOfStatic(meaning.value) !== undefined;
  const written = isWritten && elementOfStatic(meaning.value) !== "bool" ? "float" : undefined;
  const type = annotation && annotatedType(e, annotation, place);
  if (type && "kind" in type) return poison;
  const value = toTensor(e, meaning, place, start.value.span, type?.element ?? written);
  if ("kind" in value || type === undefined) return value;
  return fit(e, value, type, { span: start.value.span, place, what: `\`${name.text}\`` });
}

interface Fitting {
  readonly span: ast.Name["span"];
  readonly place: Place;
  readonly what: string;
}

/** A value in the shape of one sample of `type`, for each sample where it varies. */
function fit(e: Elaboration, value: Value, type: TensorType, fitting: Fitting) {
  const sample = tensorType(type.element, sampleShape(type));
  if (!isBatched(value.type)) return toShape(e, value, sample, fitting);
  if (sameShape(sampleShape(value.type), sample.shape) && value.type.element === type.element)
    return value;
  return toShape(e, value, tensorType(type.element, ["batch", ...sample.shape]), fitting);
}

/** The next value has the state's shape; it may say that the state varies over the batch. */
function nextOf(
  e: Elaboration,
  { name, value: expression }: ast.NextStatement,
  state: State,
  place: Place,
) {
  const meaning = e.evaluate(expression, place);
  const { type } = state.carry;
  const value = toTensor(e, meaning, place, expression.span, type.element);
  if ("kind" in value) return poison;
  const next = fit(e, value, type, { span: expression.span, place, what: `\`${name.text}\`` });
  if ("kind" in next) return poison;
  return isBatched(type) ? e.buildAt(place, expression.span).perSample(next) : next;
}

export function reportStill(
  e: Elaboration,
  results: readonly StatementResult[],
  name: string,
  place: Place,
): void {
  const found = results.find(
    ({ statement }) => statement.kind === "state" && statement.name.text === name,
  );
  const { span } = (found!.statement as ast.ParamStatement).name;
  const message = `the state \`${name}\` has no next value`;
  const fix = { message: `write \`${name}' = …\`: the value behind the step` };
  e.problems.report("NN5022", message, { span, frame: place.frame }, { fix });
}

// ── what varies over the batch ────────────────────────────────────────────────────────────────────

/** The states that vary: the least set that is closed under "is made from". */
export function findVarying(states: readonly State[]): ReadonlySet<string> {
  const varying = new Set(
    states.filter(({ start }) => variesOf(start, () => true)).map(({ name }) => name),
  );
  const carries = new Map(states.map((state) => [state.carry, state]));
  const isVarying = (source: Value): boolean => {
    const state = carries.get(source);
    return state === undefined || varying.has(state.name);
  };
  for (;;) {
    const more = states.filter(
      ({ name, next }) => !varying.has(name) && variesOf(next!, isVarying),
    );
    if (more.length === 0) return varying;
    for (const { name } of more) varying.add(name);
  }
}

/** Does a value vary by itself, and not just because it was repeated for each sample? */
function variesOf(value: Value, isVarying: (source: Value) => boolean): boolean {
  const seen = new Set<Node>();
  const waiting = [value];
  while (waiting.length > 0) {
    const each = waiting.pop()!;
    if (!isBatched(each.type) || seen.has(each.node)) continue;
    seen.add(each.node);
    const { op, inputs } = each.node;
    if (op.family === "draw") return true;
    if (op.isGiven === true && isVarying(each)) return true;
    waiting.push(...inputs);
  }
  return false;
}
