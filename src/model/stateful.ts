/**
 * `--stateful`: the states of the outermost scans start where the last `forward` left them.
 *
 * Invariant: a carried state is kept for each sample. It starts from a source of role `carried`, and what
 * it is after the last step is the source's next value. A state that depends on a target is not carried,
 * since forward may be called without one.
 */
import { listNames } from "../diagnostics/listing.ts";
import type { Span } from "../diagnostics/source.ts";
import type { Build } from "../graph/build.generated.ts";
import { createBuild } from "../graph/build.ts";
import { topologicalOrder, type Node, type Value } from "../graph/graph.ts";
import { tensorType } from "../graph/type.ts";
import { pruneScans } from "../passes/prune-scans.ts";
import { reportOutside, type Context } from "./context.ts";
import type { Elaboration } from "./elaboration.ts";
import type { Carried, Model, Section } from "./model.ts";
import type { Place } from "./place.ts";
import type { State } from "./scan-states.ts";

/** Of every sample: has a forward been through it since the last reset? No name in `.nn` has a `@`. */
const startedName = "@started";
const startedType = tensorType("bool", ["batch"]);

/** A state as the scan around it is being made. */
export interface CarriedState {
  readonly state: State;
  readonly token: string;
  /** What the scan starts from. */
  readonly start: Value;
  /** What a reset writes; undefined where that is for the next forward to say. */
  readonly initial: Value | undefined;
}

/** Are states of a scan that stands here carried from call to call? */
export function carriesStates(e: Elaboration, { loop, instance }: Place): boolean {
  return e.keepsStates && loop === undefined && !instance.transparent;
}

/** The states of a scan that are carried, with what they start from then. */
export function carryStates(
  e: Elaboration,
  build: Build,
  states: readonly State[],
  elements: ReadonlyMap<Value, Value>,
): readonly CarriedState[] {
  const targeted = findTargeted(states, elements);
  return states
    .filter((state) => !targeted.has(state))
    .map((state) => {
      const token = e.tokens();
      const { start } = state;
      const kept = build.source("carried", token, start.type);
      if (isKnown(start)) return { state, token, start: kept, initial: start };
      const started = build.source("carried", startedName, startedType);
      return { state, token, start: build.where(started, kept, start), initial: undefined };
    });
}

/** Can it be written before anything is given: is it made of numbers alone? */
function isKnown(start: Value): boolean {
  return topologicalOrder([start]).every(({ op }) => op.isGiven !== true && op.family !== "draw");
}

/** The states that depend on a target, by their start, their next value, or another such state. */
function findTargeted(
  states: readonly State[],
  elements: ReadonlyMap<Value, Value>,
): ReadonlySet<State> {
  const targeted = new Set<State>();
  const steps = new Map([...elements].map(([step, sequence]) => [step.node, sequence]));
  const carries = new Map(states.map((state) => [state.carry.node, state]));
  const isTargeted = (node: Node): boolean => {
    const sequence = steps.get(node);
    if (sequence !== undefined) return topologicalOrder([sequence]).some(isTargeted);
    const state = carries.get(node);
    if (state !== undefined) return targeted.has(state);
    return node.op.isGiven === true && node.attributes["role"] === "target";
  };
  for (;;) {
    const more = states.filter(
      (state) =>
        !targeted.has(state) && topologicalOrder([state.start, state.next!]).some(isTargeted),
    );
    if (more.length === 0) return targeted;
    for (const state of more) targeted.add(state);
  }
}

// ── of a whole model ──────────────────────────────────────────────────────────────────────────────

/** The section with those states alone that anything depends on, now or later. */
export function keepReached(section: Section): Section {
  if (section.carried.length === 0) return section;
  const byName = new Map(section.carried.map((each) => [each.name, each]));
  const reached = new Set<Carried>();
  let roots: readonly Value[] = rootsOf(section);
  while (roots.length > 0) {
    const found = topologicalOrder(needed(roots)).flatMap(({ attributes: { role, name } }) =>
      role === "carried" ? (byName.get(String(name)) ?? []) : [],
    );
    const more = found.filter((each) => !reached.has(each));
    for (const each of more) reached.add(each);
    roots = more.map(({ next }) => next);
  }
  const carried = section.carried.filter((each) => reached.has(each));
  const asks = carried.find(({ initial }) => initial === undefined);
  return { ...section, carried: asks ? [...carried, started(asks.span)] : carried };
}

/** The values with what they need alone of each scan. */
function needed(values: readonly Value[]): readonly Value[] {
  const outputs = values.map((value, at) => ({ name: String(at), value }));
  return pruneScans({ name: "needed", outputs }).outputs.map(({ value }) => value);
}

function rootsOf({ outputs, losses, metrics, next, exposed }: Section): readonly Value[] {
  return [outputs, losses, metrics, next, exposed].flatMap((each) =>
    each.map(({ value }) => value),
  );
}

function started(span: Span): Carried {
  const build = createBuild();
  const is = (value: number): Value => build.constant(value, startedType.shape, "bool");
  return { name: startedName, type: startedType, initial: is(0), next: is(1), span };
}

/** With nothing to carry the option does nothing. */
export function checkStateful(context: Context, models: readonly Model[]): void {
  if (context.options.stateful !== true || models.length === 0) return;
  if (models.some(({ carried }) => carried.length > 0)) return;
  const names = listNames(models.map(({ name }) => name));
  reportOutside(context, "NN5027", `--stateful: no scan of ${names} has a state to carry`);
}
