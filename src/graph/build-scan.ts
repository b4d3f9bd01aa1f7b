/**
 * Makes a scan out of a body that was written with sources and values of any kind.
 *
 * Invariant: what the body does not reach is no part of the scan; constants and sequences that stand
 * for one value are one. The body's own sources are numbered in the order in which it reaches them.
 */
import type { Build } from "./build.generated.ts";
import type { Node, Value } from "./graph.ts";
import { assembleScan } from "./scan.ts";
import { substitute } from "./substitute.ts";
import type { TensorType } from "./type.ts";

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
  states.forEach(({ carry }, index) =>
    replacements.set(carry, build.source("carry", String(index), carry.type)),
  );
  const read = (role: "constant" | "element", outside: Value, type: TensorType): Value => {
    const known = inputs[role].indexOf(outside);
    const index = known < 0 ? inputs[role].push(outside) - 1 : known;
    return build.source(role, String(index), type);
  };
  /** What costs nothing where it is read comes along: numbers, and other views of a value. */
  const bring = (outside: Value): Value => {
    const { op, inputs: from, attributes, origin } = outside.node;
    if (isNumber(outside.node)) return outside;
    if (!isView(outside.node)) return read("constant", outside, outside.type);
    return build.at(origin).node(op, [bring(from[0]!)], attributes)[0]!;
  };
  const enter = (value: Value): boolean => {
    if (replacements.has(value)) return true;
    const sequence = plan.elements.get(value);
    if (sequence !== undefined) replacements.set(value, read("element", sequence, value.type));
    const outside = plan.constants.get(value);
    if (outside !== undefined) replacements.set(value, bring(outside));
    return replacements.has(value);
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

/** Is it better brought into a body than read from outside? */
export function comesAlong(value: Value): boolean {
  return isNumber(value.node) || isView(value.node);
}

function isNumber({ op, inputs }: Node): boolean {
  return op.family === "source" && op.isGiven !== true && inputs.length === 0;
}

function isView({ op, inputs }: Node): boolean {
  return op.family === "movement" && inputs.length === 1;
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
