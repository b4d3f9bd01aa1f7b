/**
 * Work leaves the loop of a scan where all steps can be done at once.
 *
 * Establishes: a contraction or reduction that no state reaches stands before the loop, one that no next
 * value needs behind it, a state that only adds up is a sum behind it; each for all steps at once, if
 * its ops can say how. Cheap elementwise work stays: moving it would only cost memory.
 */
import type { Build } from "../graph/build.generated.ts";
import { createBuild } from "../graph/build.ts";
import { buildScan, type StatePlan } from "../graph/build-scan.ts";
import { topologicalOrder, type Graph, type Node, type Value } from "../graph/graph.ts";
import { rewriteGraph } from "../graph/rewrite.ts";
import {
  bodySource,
  bodySources,
  inputBehind,
  isScan,
  partsOfScan,
  type ScanParts,
} from "../graph/scan.ts";
import { contributionTo, sumOverTime } from "../ops/kit/accumulate.ts";
import { spreadOverTime } from "../ops/kit/time.ts";

export function leaveLoops(graph: Graph): Graph {
  return rewriteGraph(graph, (node) => (isScan(node) ? split(node) : undefined));
}

/** A body in the order of computation, with what each node depends on and what depends on it. */
interface Body {
  readonly scan: ScanParts;
  readonly order: readonly Node[];
  readonly users: ReadonlyMap<Node, readonly Node[]>;
  /** Nodes that a state reaches. */
  readonly late: ReadonlySet<Node>;
  /** Sums over the steps: states by number, with what each step adds. */
  readonly sums: ReadonlyMap<number, Value>;
  /** Nodes that the next step needs. */
  readonly needed: ReadonlySet<Node>;
}

function split(node: Node): readonly Value[] | undefined {
  const body = readBody(partsOfScan(node));
  const before = findBefore(body);
  const after = findAfter(body, before);
  if (before.size === 0 && after.size === 0 && !sumsSequence(body)) return undefined;
  return rebuild(createBuild(node.origin), body, before, after);
}

/** Does a state add up a sequence as it is? */
function sumsSequence({ sums, late }: Body): boolean {
  return [...sums.values()].some(({ node }) => node.op.isGiven === true && !late.has(node));
}

function readBody(scan: ScanParts): Body {
  const order = topologicalOrder([...scan.next, ...scan.emits]);
  const users = new Map<Node, Node[]>(order.map((node) => [node, []]));
  const late = new Set<Node>();
  for (const node of order) {
    for (const { node: input } of node.inputs) {
      users.get(input)!.push(node);
      if (late.has(input)) late.add(node);
    }
    if (node.op.isGiven === true && bodySource(node).role === "carry") late.add(node);
  }
  const sums = findSums(scan, users);
  const next = scan.next.filter((_, at) => !sums.has(at));
  return { scan, order, users, late, sums, needed: new Set(topologicalOrder(next)) };
}

/** States that nothing but their own next value reads, which adds to them. */
function findSums(
  scan: ScanParts,
  users: ReadonlyMap<Node, readonly Node[]>,
): ReadonlyMap<number, Value> {
  const sums = new Map<number, Value>();
  for (const source of bodySources(scan.body)) {
    const { role, index } = bodySource(source);
    if (role !== "carry") continue;
    const next = scan.next[index]!;
    const readers = users.get(source)!;
    const added = contributionTo(source.values[0]!, next);
    const isAlone = readers.length === 1 && readers[0] === next.node;
    const isEmitted = scan.emits.some((each) => each === next || each.node === source);
    const isShared = users.get(next.node)!.length > 0;
    const isNextOfOther = scan.next.some(
      (each, at) => at !== index && (each === next || each.node === source),
    );
    if (added !== undefined && isAlone && !isEmitted && !isShared && !isNextOfOther) {
      sums.set(index, added);
    }
  }
  return sums;
}

/** Sums, products, and rows of tables, whose gradients are tables. */
function isCostly({ op }: Node): boolean {
  return op.family === "contraction" || op.family === "reduction" || op.dataInputs !== undefined;
}

function canLeave(node: Node): boolean {
  return node.inputs.length === 0 || (node.op.vectorize !== undefined && node.values.length === 1);
}

/** Costly nodes that no state reaches, with all that they are made from. */
function findBefore({ order, late }: Body): ReadonlySet<Node> {
  const able = new Set<Node>();
  for (const node of order) {
    const inputs = node.inputs.every((input) => able.has(input.node));
    if (!late.has(node) && inputs && canLeave(node)) able.add(node);
  }
  const before = new Set<Node>();
  const waiting = order.filter((node) => able.has(node) && isCostly(node));
  while (waiting.length > 0) {
    const node = waiting.pop()!;
    if (before.has(node)) continue;
    before.add(node);
    waiting.push(...node.inputs.map((input) => input.node));
  }
  return before;
}

/** Costly nodes that no next value needs, with all that is made from them. */
function findAfter(body: Body, before: ReadonlySet<Node>): ReadonlySet<Node> {
  const { order, users, needed, sums, scan } = body;
  const adding = new Set([...sums.keys()].map((at) => scan.next[at]!.node));
  const able = new Set<Node>();
  for (const node of [...order].reverse()) {
    const free = !needed.has(node) && !before.has(node) && canLeave(node);
    if (free && users.get(node)!.every((user) => able.has(user) || adding.has(user))) {
      if (!adding.has(node)) able.add(node);
    }
  }
  const after = new Set<Node>();
  for (const node of order) {
    const follows = node.inputs.some((input) => after.has(input.node));
    if (able.has(node) && (isCostly(node) || follows)) after.add(node);
  }
  return after;
}

/** Values of the body for all steps at once. */
interface Outside {
  readonly value: Value;
  /** Is it a sequence, or the same at every step? */
  readonly mapped: boolean;
}

function rebuild(
  build: Build,
  body: Body,
  before: ReadonlySet<Node>,
  after: ReadonlySet<Node>,
): readonly Value[] | undefined {
  const { scan, order, sums } = body;
  const outside = new Map<Value, Outside>();
  for (const source of bodySources(scan.body)) {
    const { role } = bodySource(source);
    if (role === "carry") continue;
    outside.set(source.values[0]!, {
      value: inputBehind(scan, source),
      mapped: role === "element",
    });
  }
  const leave = (nodes: ReadonlySet<Node>): boolean =>
    order.every((node) => !nodes.has(node) || moveOut(build, node, outside, scan.length));
  if (!leave(before)) return undefined;
  const ready = new Map(outside);
  const leaving = new Set<number>();
  for (const [at, added] of sums) {
    if (after.has(added.node) || ready.has(added)) leaving.add(at);
  }
  const kept = loopOutputs(body, after, ready);
  const states = statesOf(build, scan, leaving);
  const pick = (mapped: boolean): ReadonlyMap<Value, Value> =>
    new Map(
      [...ready].flatMap(([value, each]) => (each.mapped === mapped ? [[value, each.value]] : [])),
    );
  const loop = buildScan(build, {
    name: scan.body.name,
    length: scan.length,
    reverse: scan.reverse,
    states,
    emits: kept,
    elements: pick(true),
    constants: pick(false),
  });
  kept.forEach((value, at) => outside.set(value, { value: loop.emits[at]!, mapped: true }));
  if (!leave(after)) return undefined;
  const sequence = (value: Value): Value => {
    const found = outside.get(value)!;
    return found.mapped ? found.value : spreadOverTime(build, found.value, scan.length);
  };
  let moving = 0;
  const finals = scan.starts.map((start, at) => {
    if (!leaving.has(at)) return loop.states[moving++]!;
    return build.add(start, sumOverTime(build, sequence(sums.get(at)!)));
  });
  return [...finals, ...scan.emits.map(sequence)];
}

/** What the loop must emit: its own emits, and what work behind it reads of each step. */
function loopOutputs(
  { scan, order }: Body,
  after: ReadonlySet<Node>,
  ready: ReadonlyMap<Value, Outside>,
): readonly Value[] {
  const emits = new Set(scan.emits.filter(({ node }) => !after.has(node)));
  for (const node of order) {
    if (!after.has(node)) continue;
    for (const input of node.inputs) {
      if (!after.has(input.node) && !ready.has(input)) emits.add(input);
    }
  }
  return [...emits];
}

function statesOf(
  build: Build,
  scan: ScanParts,
  leaving: ReadonlySet<number>,
): readonly StatePlan[] {
  const carries = new Map<number, Value>();
  for (const source of bodySources(scan.body)) {
    const { role, index } = bodySource(source);
    if (role === "carry") carries.set(index, source.values[0]!);
  }
  return scan.starts.flatMap((start, at) => {
    if (leaving.has(at)) return [];
    const carry = carries.get(at) ?? build.source("carry", String(at), start.type);
    return [{ carry, start, next: scan.next[at]! }];
  });
}

/**
 * Computes a node for all steps at once, or once where it is the same at every step. False where its op
 * cannot say how.
 */
function moveOut(build: Build, node: Node, outside: Map<Value, Outside>, length: number): boolean {
  const original = node.values[0]!;
  if (outside.has(original)) return true;
  const inputs = node.inputs.map((input) => outside.get(input)!);
  const mapped = inputs.map((each) => each.mapped);
  const values = inputs.map((each) => each.value);
  const own = build.at(node.origin);
  const isMapped = mapped.includes(true);
  const value = isMapped
    ? node.op.vectorize!({ original, inputs: values, mapped, length, build: own })
    : own.node(node.op, values, node.attributes)[0];
  if (value !== undefined) outside.set(original, { value, mapped: isMapped });
  return value !== undefined;
}
