/**
 * Scans keep only what is used of them.
 *
 * Establishes: every emit of a scan is read, every state is read or makes one that is; a state that never
 * changes is a constant, an emit that only passes a sequence or a constant on is that.
 */
import type { Build } from "../graph/build.generated.ts";
import { createBuild } from "../graph/build.ts";
import { buildScan, comesAlong } from "../graph/build-scan.ts";
import { topologicalOrder, type Graph, type Node, type Value } from "../graph/graph.ts";
import { rewriteGraph } from "../graph/rewrite.ts";
import {
  bodySource,
  bodySources,
  inputBehind,
  isScan,
  partsOfScan,
  stackedType,
  timeAxis,
} from "../graph/scan.ts";

export function pruneScans(graph: Graph): Graph {
  const wanted = findWanted(graph);
  return rewriteGraph(graph, (node, original) => {
    if (!isScan(node)) return undefined;
    return prune(node, wanted.get(original)!);
  });
}

/** Which results of each scan are read, and which states it needs for them. */
interface Wanted {
  readonly results: ReadonlySet<number>;
  readonly states: ReadonlySet<number>;
}

/** From the outputs backwards, so that what only unused results need is not asked for. */
function findWanted(graph: Graph): ReadonlyMap<Node, Wanted> {
  const roots = graph.outputs.map(({ value }) => value);
  const used = new Set<Value>(roots);
  const wanted = new Map<Node, Wanted>();
  for (const node of [...topologicalOrder(roots)].reverse()) {
    if (!node.values.some((value) => used.has(value))) continue;
    if (!isScan(node)) {
      node.inputs.forEach((input) => used.add(input));
      continue;
    }
    const results = new Set(node.values.flatMap((value, at) => (used.has(value) ? [at] : [])));
    const { states, inputs } = findNeeds(node, results);
    wanted.set(node, { results, states });
    inputs.forEach((input) => used.add(input));
  }
  return wanted;
}

function findNeeds(
  node: Node,
  results: ReadonlySet<number>,
): { readonly states: ReadonlySet<number>; readonly inputs: readonly Value[] } {
  const scan = partsOfScan(node);
  const states = new Set([...results].filter((at) => at < scan.states));
  for (;;) {
    const roots = [...states].map((at) => scan.next[at]!);
    for (const at of results) if (at >= scan.states) roots.push(scan.emits[at - scan.states]!);
    const sources = topologicalOrder(roots).filter((each) => each.op.isGiven === true);
    const before = states.size;
    for (const source of sources) {
      const { role, index } = bodySource(source);
      if (role === "carry") states.add(index);
    }
    if (states.size > before) continue;
    const starts = [...states].map((at) => scan.starts[at]!);
    return { states, inputs: [...starts, ...sources.map((each) => inputBehind(scan, each))] };
  }
}

function prune(node: Node, { results, states }: Wanted): readonly Value[] | undefined {
  const scan = partsOfScan(node);
  const build = createBuild(node.origin);
  const sources = bodySources(scan.body);
  const still = new Set([...states].filter((at) => isCarry(scan.next[at]!, at)));
  const passed = new Map<number, Value>();
  for (const at of results) {
    if (at < scan.states) continue;
    const value = passedOn(build, node, at - scan.states, still);
    if (value !== undefined) passed.set(at, value);
  }
  const emitted = [...results].filter((at) => at >= scan.states && !passed.has(at));
  const distinct = [...new Set(emitted.map((at) => scan.emits[at - scan.states]!))];
  const moving = [...states].filter((at) => !still.has(at)).sort((a, b) => a - b);
  const read = sources.filter((each) => bodySource(each).role !== "carry");
  const isWhole =
    moving.length === scan.states &&
    distinct.length === scan.emits.length &&
    !scan.constantInputs.some(comesAlong) &&
    new Set(read.map((each) => inputBehind(scan, each))).size === node.inputs.length - scan.states;
  if (isWhole) return undefined;
  const carries = new Map(
    sources.flatMap((each) => {
      const { role, index } = bodySource(each);
      return role === "carry" ? [[index, each.values[0]!] as const] : [];
    }),
  );
  const constants = new Map<Value, Value>();
  const elements = new Map<Value, Value>();
  for (const source of sources) {
    const { role, index } = bodySource(source);
    if (role === "carry" && !still.has(index)) continue;
    (role === "element" ? elements : constants).set(source.values[0]!, inputBehind(scan, source));
  }
  const unread = (at: number): Value => build.source("carry", String(at), scan.starts[at]!.type);
  const needed = moving.length > 0 || distinct.length > 0;
  const pruned = needed
    ? buildScan(build, {
        name: scan.body.name,
        length: scan.length,
        reverse: scan.reverse,
        states: moving.map((at) => ({
          carry: carries.get(at) ?? unread(at),
          start: scan.starts[at]!,
          next: scan.next[at]!,
        })),
        emits: distinct,
        elements,
        constants,
      })
    : { states: [], emits: [] };
  return node.values.map((value, at) => {
    if (at >= scan.states) {
      const emit = distinct.indexOf(scan.emits[at - scan.states]!);
      return passed.get(at) ?? pruned.emits[emit] ?? value;
    }
    if (still.has(at)) return scan.starts[at]!;
    return pruned.states[moving.indexOf(at)] ?? value;
  });
}

function isCarry({ node }: Value, at: number): boolean {
  if (node.op.isGiven !== true) return false;
  const { role, index } = bodySource(node);
  return role === "carry" && index === at;
}

/** An emit that is a sequence as it was given, or the same at every step. */
function passedOn(
  build: Build,
  node: Node,
  emit: number,
  still: ReadonlySet<number>,
): Value | undefined {
  const scan = partsOfScan(node);
  const value = scan.emits[emit]!;
  if (value.node.op.isGiven !== true) return undefined;
  const { role, index } = bodySource(value.node);
  const input = inputBehind(scan, value.node);
  if (role === "element") return input;
  if (role === "carry" && !still.has(index)) return undefined;
  const axis = timeAxis(value.type);
  const { shape } = stackedType(value.type, scan.length);
  return build.broadcast(
    input,
    shape,
    value.type.shape.map((_, at) => (at < axis ? at : at + 1)),
  );
}
