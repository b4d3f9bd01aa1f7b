/**
 * Makes a scan out of a body that was written with sources and values of any kind.
 *
 * Invariant: what the body does not reach is no part of the scan; constants and sequences that stand
 * for one value are one. The body's own sources are numbered in the order in which it reaches them.
 */
import type { Build } from "./build.generated.ts";
import type { Node, Value } from "./graph.ts";
import { assembleScan, type BodyRole } from "./scan.ts";
import { substitute } from "./substitute.ts";

export interface ScanPlan {
  readonly name: string;
  readonly length: number;
  readonly reverse: boolean;
  readonly states: readonly StatePlan[];
  readonly emits: readonly Value[];
  /** Values that stand for one step of a sequence, with the sequence. */
  readonly elements: ReadonlyMap<Value, Value>;
  /** Values that are the same at every step, with what they are outside. */
  readonly constants: ReadonlyMap<Value, Value>;
}

export interface StatePlan {
  /** Stands for the state before the step. */
  readonly carry: Value;
  readonly start: Value;
  readonly next: Value;
}

/** The scan's results: every state after the last step, every emit stacked. */
export function buildScan(
  build: Build,
  plan: ScanPlan,
): { readonly states: readonly Value[]; readonly emits: readonly Value[] } {
  const { states, emits, length, reverse, name } = plan;
  const outputs = [...states.map(({ next }) => next), ...emits];
  const inputs = { constant: [] as Value[], element: [] as Value[] };
  const replacements = new Map<Value, Value>();
  const bodySource = (role: BodyRole, index: number, value: Value): void => {
    replacements.set(value, build.source(role, String(index), value.type));
  };
  states.forEach(({ carry }, index) => bodySource("carry", index, carry));
  const enter = (value: Value): boolean => {
    if (replacements.has(value)) return true;
    for (const [role, outside] of [
      ["element", plan.elements.get(value)],
      ["constant", plan.constants.get(value)],
    ] as const) {
      if (outside === undefined) continue;
      const known = inputs[role].indexOf(outside);
      bodySource(role, known < 0 ? inputs[role].push(outside) - 1 : known, value);
      return true;
    }
    return false;
  };
  visitUntil(outputs, enter);
  const closed = substitute(outputs, replacements);
  const { inputs: all, attributes } = assembleScan({
    name,
    length,
    reverse,
    constantInputs: inputs.constant,
    starts: states.map(({ start }) => start),
    sequences: inputs.element,
    next: closed.slice(0, states.length),
    emits: closed.slice(states.length),
  });
  const results = build.scan(all, attributes);
  return { states: results.slice(0, states.length), emits: results.slice(states.length) };
}

/** Walks from the roots towards the sources, in a fixed order, not beyond values where `isEdge` holds. */
function visitUntil(roots: readonly Value[], isEdge: (value: Value) => boolean): void {
  const seen = new Set<Node>();
  const waiting = [...roots].reverse();
  while (waiting.length > 0) {
    const value = waiting.pop()!;
    if (isEdge(value) || seen.has(value.node)) continue;
    seen.add(value.node);
    waiting.push(...[...value.node.inputs].reverse());
  }
}
