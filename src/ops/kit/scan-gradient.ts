/**
 * Back-propagation through time: the gradient of a scan is a scan that walks the other way.
 *
 * Invariant: the backward body recomputes nothing but movement; what it needs of a step the forward
 * scan emits, so that memory grows with the length, not with its square. Its states are the gradients
 * of the forward states and, for each constant, the sum of what the steps contribute.
 */
import type { Build } from "../../graph/build.generated.ts";
import { buildScan, type StatePlan } from "../../graph/build-scan.ts";
import { topologicalOrder, type Node, type Value } from "../../graph/graph.ts";
import type { GradientContext, Seed, VectorJacobian } from "../../graph/op.ts";
import {
  assembleScan,
  bodySource,
  bodySources,
  inputBehind,
  partsOfScan,
  type ScanParts,
} from "../../graph/scan.ts";
import { accumulate } from "./accumulate.ts";

export function differentiateScan(context: GradientContext): readonly (Value | undefined)[] {
  const { attributes, inputs, gradients, results, build } = context;
  const scan = partsOfScan({ inputs, attributes });
  const pulled = pullBackStep(scan, context, context.vectorJacobian);
  if (pulled.gradients.size === 0) return inputs.map(() => undefined);
  const states = planStates(scan, pulled, gradients, build);
  const emitted = [...pulled.gradients].filter(([source]) => bodySource(source).role === "element");
  const emits = emitted.map(([, gradient]) => gradient);
  const roots = [...states.map(({ next }) => next), ...emits];
  const forward = withResiduals(scan, results, findResiduals(scan, roots), build);
  const sequences = new Map(forward);
  scan.emits.forEach((_, index) => {
    const given = gradients[scan.states + index];
    const source = pulled.emitSeeds.get(index);
    if (given !== undefined && source !== undefined) sequences.set(source, given);
  });
  const constants = new Map<Value, Value>();
  for (const source of bodySources(scan.body)) {
    const { role } = bodySource(source);
    if (role === "carry") continue;
    const into = role === "constant" ? constants : sequences;
    into.set(source.values[0]!, inputBehind(scan, source));
  }
  const backward = buildScan(build, {
    name: `${scan.body.name}_gradient`,
    length: scan.length,
    reverse: !scan.reverse,
    states,
    emits,
    elements: sequences,
    constants,
  });
  const ofInputs = new Map<Value | string, Value>();
  states.forEach(({ of }, index) => ofInputs.set(of, backward.states[index]!));
  emitted.forEach(([source], index) => {
    const { index: sequence } = bodySource(source);
    ofInputs.set(`element:${sequence}`, backward.emits[index]!);
  });
  const { constants: before, states: count } = scan;
  return inputs.map((_, at) => {
    if (at < before) return ofInputs.get(`constant:${at}`);
    if (at < before + count) return ofInputs.get(`carry:${at - before}`);
    return ofInputs.get(`element:${at - before - count}`);
  });
}

/** The gradient of one step. */
interface PulledStep {
  /** Sources that stand for the gradients of the next states, and of the emits, by number. */
  readonly stateSeeds: ReadonlyMap<number, Value>;
  readonly emitSeeds: ReadonlyMap<number, Value>;
  /** Of the body's sources: constants, carries, elements. */
  readonly gradients: ReadonlyMap<Node, Value>;
}

/**
 * A state takes part when its last value has a gradient, or a step gives its value one: found round by
 * round, since each state that joins may bring others.
 */
function pullBackStep(
  scan: ScanParts,
  { gradients, wanted, build }: Pick<GradientContext, "gradients" | "wanted" | "build">,
  vectorJacobian: VectorJacobian,
): PulledStep {
  const seedsFor = (role: string, values: readonly Value[]): readonly Value[] =>
    values.map((value, index) => build.source(role, String(index), value.type));
  const allStates = seedsFor("nextGradient", scan.next);
  const allEmits = seedsFor("emitGradient", scan.emits);
  const sources = bodySources(scan.body).filter((source) => isWanted(scan, source, wanted));
  const active = new Set<number>();
  scan.next.forEach((_, index) => gradients[index] !== undefined && active.add(index));
  for (;;) {
    const emits = scan.emits.flatMap((_, index) =>
      gradients[scan.states + index] === undefined ? [] : [index],
    );
    const seeds: Seed[] = [
      ...[...active].map((index) => ({ value: scan.next[index]!, gradient: allStates[index]! })),
      ...emits.map((index) => ({ value: scan.emits[index]!, gradient: allEmits[index]! })),
    ];
    const found = vectorJacobian(
      seeds,
      sources.map((source) => source.values[0]!),
      build,
    );
    const before = active.size;
    const ofSources = new Map<Node, Value>();
    sources.forEach((source, at) => {
      const gradient = found[at];
      if (gradient === undefined) return;
      const { role, index } = bodySource(source);
      if (role === "carry") active.add(index);
      ofSources.set(source, gradient);
    });
    if (active.size > before) continue;
    const pick = (indices: Iterable<number>, from: readonly Value[]) =>
      new Map([...indices].sort((a, b) => a - b).map((index) => [index, from[index]!]));
    return {
      stateSeeds: pick(active, allStates),
      emitSeeds: pick(emits, allEmits),
      gradients: ofSources,
    };
  }
}

/** States pass gradients on whether or not their start wants one. */
function isWanted(scan: ScanParts, source: Node, wanted: readonly boolean[]): boolean {
  if (source.values[0]!.type.element !== "float") return false;
  const { role, index } = bodySource(source);
  if (role === "carry") return true;
  return wanted[role === "constant" ? index : scan.constants + scan.states + index] === true;
}

interface GradientState extends StatePlan {
  /** What it is the gradient of: `carry:1`, `constant:0`. */
  readonly of: string;
}

function planStates(
  scan: ScanParts,
  { stateSeeds, gradients }: PulledStep,
  given: readonly (Value | undefined)[],
  build: Build,
): readonly GradientState[] {
  const found = new Map<string, Value>();
  for (const [source, gradient] of gradients) {
    const { role, index } = bodySource(source);
    found.set(`${role}:${index}`, gradient);
  }
  const zero = (like: Value): Value => build.constant(0, like.type.shape);
  const carried = [...stateSeeds].map(([index, seed]): GradientState => {
    const of = `carry:${index}`;
    return {
      of,
      carry: seed,
      start: given[index] ?? zero(seed),
      next: found.get(of) ?? zero(seed),
    };
  });
  const sums = scan.constantInputs.flatMap((input, index): readonly GradientState[] => {
    const of = `constant:${index}`;
    const more = found.get(of);
    if (more === undefined) return [];
    const carry = build.source("sum", String(index), input.type);
    return [{ of, carry, start: zero(input), next: accumulate(build, carry, more) }];
  });
  return [...carried, ...sums];
}

/** Values of the forward body that a backward body reads and that only a forward step knows. */
function findResiduals(scan: ScanParts, backward: readonly Value[]): readonly Value[] {
  const forward = new Set(topologicalOrder([...scan.next, ...scan.emits]));
  const found = new Set<Value>();
  const seen = new Set<Node>();
  const waiting = [...backward].reverse();
  while (waiting.length > 0) {
    const value = waiting.pop()!;
    const { node } = value;
    const isOwn = forward.has(node) && !isReadAgain(node);
    if (isOwn) found.add(value);
    if (isOwn || seen.has(node)) continue;
    seen.add(node);
    waiting.push(...[...node.inputs].reverse());
  }
  return withoutCheap(
    [...forward].filter((node) => node.values.some((each) => found.has(each))),
    found,
  );
}

/** Cheap work is done again where all that it is made from is kept anyway. */
function withoutCheap(order: readonly Node[], found: ReadonlySet<Value>): readonly Value[] {
  const kept = new Set(found);
  const isThere = (value: Value): boolean => {
    if (kept.has(value)) return true;
    const { node } = value;
    if (node.op.family === "movement") return node.inputs.every(isThere);
    return isReadAgain(node) || canRepeat(node);
  };
  const canRepeat = (node: Node): boolean => isCheap(node) && node.inputs.every(isThere);
  for (const node of [...order].reverse()) {
    const [value] = node.values;
    if (node.values.length > 1 || !isCheap(node)) continue;
    kept.delete(value!);
    if (!canRepeat(node)) kept.add(value!);
  }
  return [...found].filter((value) => kept.has(value));
}

function isCheap({ op }: Node): boolean {
  return op.family === "elementwise" && op.isSlow !== true;
}

/** Constants and elements are there in the backward scan, too, and moving costs nothing. */
function isReadAgain(node: Node): boolean {
  if (node.op.isGiven === true) return bodySource(node).role !== "carry";
  return node.op.family === "source" || node.op.family === "movement";
}

/** Residuals with their sequences; where the scan does not emit them, one that does is made. */
function withResiduals(
  scan: ScanParts,
  results: readonly Value[],
  residuals: readonly Value[],
  build: Build,
): ReadonlyMap<Value, Value> {
  const missing = residuals.filter((value) => !scan.emits.includes(value));
  const emits = [...scan.emits, ...missing];
  const all = missing.length === 0 ? results : emitAlso(scan, missing, build);
  return new Map(residuals.map((value) => [value, all[scan.states + emits.indexOf(value)]!]));
}

/** The same scan, which emits more: its first results are those that it had. */
export function emitAlso(scan: ScanParts, more: readonly Value[], build: Build): readonly Value[] {
  const { inputs, attributes } = assembleScan({
    ...scan,
    name: scan.body.name,
    emits: [...scan.emits, ...more],
  });
  return build.scan(inputs, attributes);
}

/** What a scan would have to emit for any gradient through it. */
export function missingResiduals(
  scan: ScanParts,
  build: Build,
  vectorJacobian: VectorJacobian,
): readonly Value[] {
  const results = [...scan.next, ...scan.emits];
  const gradients = results.map(({ type }) =>
    type.element === "float" ? build.constant(0, type.shape) : undefined,
  );
  const inputs = [...scan.constantInputs, ...scan.starts, ...scan.sequences];
  const wanted = inputs.map(() => true);
  const pulled = pullBackStep(scan, { gradients, wanted, build }, vectorJacobian);
  const roots = [...pulled.gradients.values()];
  return findResiduals(scan, roots).filter((value) => !scan.emits.includes(value));
}
