/**
 * The node of a scan, when its body has been elaborated.
 *
 * Invariant: nothing in the body draws: what a step draws becomes a sequence of draws. Whatever does not
 * depend on the step is computed outside.
 */
import { buildScan } from "../graph/build-scan.ts";
import { topologicalOrder, type Node, type Value } from "../graph/graph.ts";
import { stackedType } from "../graph/scan.ts";
import type * as ast from "../syntax/ast.ts";
import type { Elaboration } from "./elaboration.ts";
import { addNamed } from "./instance.ts";
import { poison, several, tensor, type Meaning } from "./meaning.ts";
import type { Loop, Place, StepValue } from "./place.ts";
import type { State } from "./scan-states.ts";
import { carryStates, type CarriedState } from "./stateful.ts";

/** A body, elaborated. */
export interface Steps {
  /** Values that stand for one step of a sequence, with the sequence. */
  readonly elements: ReadonlyMap<Value, Value>;
  readonly states: readonly State[];
  readonly emits: ReadonlyMap<string, Value>;
  readonly loop: Loop;
}

interface Closing {
  readonly length: number;
  readonly steps: Steps;
  readonly declared: readonly ast.Name[];
  /** Do its states start where the last call left them? */
  readonly isCarried: boolean;
}

/** The states and emits that the scan declares. */
export function closeScan(
  e: Elaboration,
  statement: ast.ScanStatement,
  place: Place,
  { length, steps, declared, isCarried }: Closing,
): Meaning {
  const build = e.buildAt(place, statement.span);
  const { states, emits } = steps;
  const values = distinctValues(steps.loop.values);
  const nexts = states.map(({ next }) => next!);
  const emitted = [...emits.values(), ...values.map(({ value }) => value)];
  const elements = drawBefore(e, steps, [...nexts, ...emitted], { length, place, build });
  const own = new Set([...elements.keys(), ...states.map(({ carry }) => carry)]);
  const carried = isCarried ? carryStates(e, build, states, elements) : [];
  const starts = new Map(carried.map(({ state, start }) => [state, start]));
  const results = buildScan(build, {
    name: "step",
    length,
    reverse: false,
    states: states.map((state, at) => {
      const { carry, start } = state;
      return { carry, start: starts.get(state) ?? start, next: nexts[at]! };
    }),
    emits: emitted,
    elements,
    constants: findOutside([...nexts, ...emitted], own),
  });
  values.forEach((each, at) => nameSteps(place, each, results.emits[emits.size + at]!));
  for (const each of carried) noteCarried(place, each, results.states[states.indexOf(each.state)]!);
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

interface Drawing {
  readonly length: number;
  readonly place: Place;
  readonly build: ReturnType<Elaboration["buildAt"]>;
}

/** The elements of sequences, those of draws among them: what a step draws is drawn for all steps before. */
function drawBefore(
  e: Elaboration,
  { elements, loop }: Steps,
  outputs: readonly Value[],
  { length, place, build }: Drawing,
): ReadonlyMap<Value, Value> {
  const all = new Map(elements);
  for (const { op, attributes, values, origin } of topologicalOrder(outputs)) {
    const drawn = attributes["place"];
    if (op.family !== "draw" || typeof drawn !== "string" || !loop.draws.has(drawn)) continue;
    const { shape } = stackedType(values[0]!.type, length);
    all.set(values[0]!, build.at(origin).node(op, [], { ...attributes, shape })[0]!);
    place.loop?.draws.add(drawn);
  }
  return all;
}

/** Of a shared layer that is applied several times in a step, the first application's. */
function distinctValues(values: readonly StepValue[]): readonly StepValue[] {
  return values.filter(
    ({ name, instance }, at) =>
      at === values.findIndex((each) => each.name === name && each.instance === instance),
  );
}

/** What a step names is, outside of the scan, the sequence of all steps. */
function nameSteps({ loop }: Place, { instance, name, span }: StepValue, value: Value): void {
  const named = { name, value, span, isOfSteps: true };
  if (loop === undefined) addNamed(instance, named);
  else loop.values.push({ ...named, instance });
}

function noteCarried({ instance }: Place, carried: CarriedState, next: Value): void {
  const { token, initial, state } = carried;
  const { name, span, carry } = state;
  instance.carried.push({ name, token, type: carry.type, initial, next, span });
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
