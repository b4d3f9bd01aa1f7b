/**
 * `scan x over xs { … }`: its body, elaborated once, becomes the body of a scan node.
 *
 * Invariant: what a step sees of sequences, states and draws are sources of its own (`element`, `carry`);
 * whatever does not depend on them is computed outside.
 */
import type { Value } from "../graph/graph.ts";
import { stepType, timeAxis } from "../graph/scan.ts";
import { isBatched, sampleShape } from "../graph/type.ts";
import type * as ast from "../syntax/ast.ts";
import { runBody, type StatementResult } from "./body.ts";
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
import type { Loop, Place } from "./place.ts";
import { declaredBy } from "./plan.ts";
import { closeScan, type Steps } from "./scan-node.ts";
import { findVarying, hostFor, reportStill, type State } from "./scan-states.ts";
import { createScope, type Binding } from "./scope.ts";
import { carriesStates } from "./stateful.ts";
import { toTensor } from "./tensors.ts";
import { quote } from "./wording.ts";

export function elaborateScan(e: Elaboration, statement: ast.ScanStatement, place: Place): Meaning {
  const declared = declaredBy(statement);
  const nothing = several(declared.map(() => poison));
  const walked = readSequences(e, statement, place);
  if (walked === undefined) return nothing;
  let steps = elaborateSteps(e, statement, place, walked, () => true);
  if (steps === undefined) return nothing;
  const isCarried = carriesStates(e, place);
  const varying = findVarying(steps.states);
  const isOne = ({ name, carry }: State): boolean => isBatched(carry.type) && !varying.has(name);
  if (!isCarried && steps.states.some(isOne)) {
    steps = elaborateSteps(e, statement, place, walked, (name) => varying.has(name));
    if (steps === undefined) return nothing;
  }
  return closeScan(e, statement, place, { length: walked.length, steps, declared, isCarried });
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
  const loop: Loop = { draws: new Set(), values: [] };
  const scope = createScope(outer.scope, bindings);
  const states: State[] = [];
  const host = hostFor(e, { states, varies, outer });
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
