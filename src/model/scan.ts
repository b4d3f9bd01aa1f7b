/**
 * `scan x over xs { … }`: its body, elaborated once, becomes the body of a scan node.
 *
 * Invariant: what a step sees of sequences, states and draws are sources of its own (`element`, `carry`);
 * whatever does not depend on them is computed outside. Draws in the body become sequences of draws, so
 * nothing in a body draws. A state varies over the batch if its start or its next value does.
 */
import { buildScan } from "../graph/build-scan.ts";
import { topologicalOrder, type Node, type Value } from "../graph/graph.ts";
import { stackedType, stepType, timeAxis } from "../graph/scan.ts";
import { isBatched, sameShape, sampleShape, tensorType, type TensorType } from "../graph/type.ts";
import type * as ast from "../syntax/ast.ts";
import { runBody, type Host, type StatementResult } from "./body.ts";
import type { Elaboration } from "./elaboration.ts";
import {
  formatSample,
  itemsOf,
  poison,
  several,
  tensor,
  type Meaning,
  type SingleMeaning,
} from "./meaning.ts";
import { annotatedType, toShape } from "./owned.ts";
import type { Loop, Place } from "./place.ts";
import { declaredBy } from "./plan.ts";
import { createScope, type Binding } from "./scope.ts";
import { quote } from "./wording.ts";
import { elementOfStatic, shapeOfStatic, toTensor } from "./tensors.ts";

export function elaborateScan(e: Elaboration, statement: ast.ScanStatement, place: Place): Meaning {
  const declared = declaredBy(statement);
  const nothing = several(declared.map(() => poison));
  const walked = readSequences(e, statement, place);
  if (walked === undefined) return nothing;
  let steps = elaborateSteps(e, statement, place, walked, () => true);
  if (steps === undefined) return nothing;
  const varying = findVarying(steps);
  if (steps.states.some(({ name, carry }) => isBatched(carry.type) !== varying.has(name))) {
    steps = elaborateSteps(e, statement, place, walked, (name) => varying.has(name));
    if (steps === undefined) return nothing;
  }
  return close(e, statement, place, { walked, steps, declared });
}

// ── what is walked over ───────────────────────────────────────────────────────────────────────────

interface Walked {
  readonly length: number;
  readonly sequences: readonly { readonly name: ast.Name; readonly value: Value }[];
}

function readSequences(
  e: Elaboration,
  { names, sources, span }: ast.ScanStatement,
  place: Place,
): Walked | undefined {
  const report = (message: string, at: ast.Expression["span"]): void =>
    void e.problems.report("NN4011", message, { span: at, frame: place.frame });
  const values: Value[] = [];
  for (const expression of sources) {
    const value = toTensor(e, e.evaluate(expression, place), place, expression.span);
    if ("kind" in value) return undefined;
    if (sampleShape(value.type).length === 0) {
      const shown = quote(expression.span);
      report(
        `\`scan\` walks over the first axis, but ${shown} is ${formatSample(value.type)}`,
        expression.span,
      );
      return undefined;
    }
    values.push(value);
  }
  if (names.length !== values.length) {
    const end = names.at(-1)?.span.end ?? span.end;
    report(`${names.length} names for ${values.length} sequences`, { ...span, end });
    return undefined;
  }
  const lengths = values.map(({ type }) => type.shape[timeAxis(type)] as number);
  const other = lengths.findIndex((each) => each !== lengths[0]);
  if (other > 0) {
    const [first, second] = [sources[0]!, sources[other]!].map((each) => quote(each.span));
    report(
      `${second} has ${lengths[other]} steps, but ${first} has ${lengths[0]}: sequences that are walked together have one length`,
      sources[other]!.span,
    );
    return undefined;
  }
  const sequences = values.map((value, at) => ({ name: names[at]!, value }));
  return { length: lengths[0]!, sequences };
}

// ── one step ──────────────────────────────────────────────────────────────────────────────────────

interface State {
  readonly name: string;
  readonly carry: Value;
  readonly start: Value;
  next: Value | undefined;
}

interface Steps {
  readonly elements: ReadonlyMap<Value, Value>;
  readonly states: readonly State[];
  readonly emits: ReadonlyMap<string, Value>;
  readonly loop: Loop;
}

function elaborateSteps(
  e: Elaboration,
  statement: ast.ScanStatement,
  outer: Place,
  { sequences }: Walked,
  varies: (state: string) => boolean,
): Steps | undefined {
  const elements = new Map<Value, Value>();
  const bindings = sequences.map(({ name, value }): Binding => {
    const step = e.buildAt(outer, name.span).source("element", e.tokens(), stepType(value.type));
    elements.set(step, value);
    return {
      name: name.text,
      what: "step",
      span: name.span,
      mayBeLayer: false,
      meaning: () => tensor(step),
    };
  });
  const loop: Loop = { draws: new Set() };
  const scope = createScope(outer.scope, bindings);
  const states: State[] = [];
  const host = hostFor(e, states, varies);
  const results = runBody(e, statement.statements, { ...outer, scope, loop }, "scan", host);
  if (results.some(({ meaning }) => itemsOf(meaning).some((each) => each.kind === "poison"))) {
    return undefined;
  }
  const still = states.filter(({ next }) => next === undefined);
  for (const { name } of still) reportStill(e, results, name, outer);
  if (still.length > 0) return undefined;
  const emits = readEmits(e, results, { ...outer, scope, loop });
  return emits && { elements, states, emits, loop };
}

function hostFor(e: Elaboration, states: State[], varies: (state: string) => boolean): Host {
  return {
    state: (statement, place) => {
      const start = startOf(e, statement, { ...place, loop: undefined });
      if ("kind" in start) return poison;
      const { name } = statement;
      const build = e.buildAt(place, name.span);
      const whole = varies(name.text) ? build.perSample(start) : start;
      const carry = build.source("carry", e.tokens(), whole.type);
      states.push({ name: name.text, carry, start: whole, next: undefined });
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

function reportStill(
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

function readEmits(
  e: Elaboration,
  results: readonly StatementResult[],
  place: Place,
): ReadonlyMap<string, Value> | undefined {
  const emits = new Map<string, Value>();
  for (const { statement, meaning } of results) {
    if (statement.kind !== "emit") continue;
    const [item] = itemsOf(meaning) as readonly [SingleMeaning];
    const span = statement.value?.span ?? statement.name.span;
    const value = toTensor(e, item, place, span);
    if ("kind" in value) return undefined;
    emits.set(statement.name.text, value);
  }
  return emits;
}

// ── what varies over the batch ────────────────────────────────────────────────────────────────────

/** The states that vary: the least set that is closed under "is made from". */
function findVarying({ states }: Steps): ReadonlySet<string> {
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

// ── the node ──────────────────────────────────────────────────────────────────────────────────────

interface Closing {
  readonly walked: Walked;
  readonly steps: Steps;
  readonly declared: readonly ast.Name[];
}

function close(
  e: Elaboration,
  statement: ast.ScanStatement,
  place: Place,
  { walked: { length }, steps, declared }: Closing,
): Meaning {
  const build = e.buildAt(place, statement.span);
  const { states, emits, loop } = steps;
  const outputs = [...states.map(({ next }) => next!), ...emits.values()];
  const elements = new Map(steps.elements);
  for (const { op, attributes, values, origin } of topologicalOrder(outputs)) {
    const drawn = attributes["place"];
    if (op.family !== "draw" || typeof drawn !== "string" || !loop.draws.has(drawn)) continue;
    const { shape } = stackedType(values[0]!.type, length);
    elements.set(values[0]!, build.at(origin).node(op, [], { ...attributes, shape })[0]!);
    place.loop?.draws.add(drawn);
  }
  const own = new Set([...elements.keys(), ...states.map(({ carry }) => carry)]);
  const results = buildScan(build, {
    name: "step",
    length,
    reverse: false,
    states: states.map(({ carry, start, next }) => ({ carry, start, next: next! })),
    emits: [...emits.values()],
    elements,
    constants: findOutside(outputs, own),
  });
  const byName = new Map<string, Value>();
  states.forEach(({ name }, at) => byName.set(name, results.states[at]!));
  [...emits.keys()].forEach((name, at) => byName.set(name, results.emits[at]!));
  return several(
    declared.map((name) => {
      const value = byName.get(name.text);
      return value === undefined ? poison : tensor(value);
    }),
  );
}

/** The values that steps read and that do not depend on the step, where they begin. */
function findOutside(
  outputs: readonly Value[],
  own: ReadonlySet<Value>,
): ReadonlyMap<Value, Value> {
  const inside = new Set<Node>();
  const order = topologicalOrder(outputs);
  for (const node of order) {
    const isOwn = node.values.some((value) => own.has(value));
    if (isOwn || node.inputs.some((input) => inside.has(input.node))) inside.add(node);
  }
  const outside = new Map<Value, Value>();
  const note = (value: Value): void => {
    if (!inside.has(value.node)) outside.set(value, value);
  };
  outputs.forEach(note);
  for (const node of order) if (inside.has(node)) node.inputs.forEach(note);
  return outside;
}
