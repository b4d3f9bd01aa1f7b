/**
 * A graph as calls: of the one kernel that does all, of a kernel for each cluster, of loops over those.
 *
 * Invariant: calls in their order compute every output of the graph in its home; a loop's body is a
 * graph like any other, whose states have one buffer each.
 */
import type { Graph, Node, Value } from "../graph/graph.ts";
import { partsOfScan } from "../graph/scan.ts";
import type { Buffer, CallLoop, KernelCall, ProgramStep } from "../kernel/kernel.ts";
import type { KernelPool } from "../kernel/share.ts";
import { memoryOf } from "./body.ts";
import { callOf, type LoopsContext, type Surroundings } from "./call.ts";
import { callOfCluster, callOfCopy } from "./cluster-call.ts";
import { copyBuffer } from "./finish.ts";
import { fuse, type Fusion } from "./fusion.ts";
import { layOutBody, type Home, type Layout } from "./layout.ts";
import { describeUnit } from "./naming.ts";
import { orderUnits } from "./order.ts";
import { lowerScalars } from "./scalars.ts";
import { lowerAsStraight } from "./straight-call.ts";
import { isStraight } from "./straight-limits.ts";
import { listWork, type Work } from "./units.ts";

export function lowerGraph(
  graph: Graph,
  fusion: Fusion,
  layout: Layout,
  around: Surroundings,
): readonly ProgramStep[] {
  return around.isSmall
    ? lowerAsStraight(graph, fusion, layout, around)
    : lowerAsLoops(fusion, layout, around);
}

// ── a kernel for each cluster ─────────────────────────────────────────────────────────────────────

function lowerAsLoops(
  fusion: Fusion,
  layout: Layout,
  around: Surroundings,
): readonly ProgramStep[] {
  const { program, buffers, scratch } = layout.memory;
  const ordered = orderUnits(listWork(fusion, layout));
  const postpone = (id: string): string =>
    ordered.postponed.has(id) ? `${program}:next:${id}` : id;
  for (const id of ordered.postponed) {
    const late: Buffer = { ...buffers.get(id)!, id: postpone(id), role: "scratch" };
    scratch.push(late);
    buffers.set(late.id, late);
  }
  const scalars = lowerScalars(fusion, around.scalars);
  const context: LoopsContext = { fusion, layout, scalars, postpone, around };
  return [
    ...ordered.units.flatMap((work) => lowerWork(work, context)),
    ...[...ordered.postponed].map((id) => takeNext(buffers.get(id)!, postpone(id), around.pool)),
  ];
}

function takeNext(buffer: Buffer, from: string, pool: KernelPool): KernelCall {
  const { kernel, label } = copyBuffer(buffer);
  const given = { buffers: [from, buffer.id], scalars: [] };
  return callOf(pool.intern(kernel), given, { span: undefined, label });
}

function lowerWork(work: Work, context: LoopsContext): readonly ProgramStep[] {
  const { cluster, copy } = work;
  if (copy !== undefined) return [callOfCopy(copy.value, copy.to, context)];
  const anchor = cluster!.anchor;
  if (anchor !== undefined && context.fusion.lowerings.get(anchor.node)!.kind === "scan") {
    return lowerScan(anchor.node, context);
  }
  return [callOfCluster(cluster!, context)];
}

// ── a loop over steps ─────────────────────────────────────────────────────────────────────────────

/** Single letters, which no name that is made up in a kernel is. */
const counters = ["t", "u", "v", "w"];

function lowerScan(node: Node, context: LoopsContext): readonly ProgramStep[] {
  const { fusion, layout, postpone, around } = context;
  const scan = partsOfScan(node);
  const counter = counters[around.depth] ?? `t_${around.depth}`;
  const homeOf = (value: Value): Home => {
    const base = memoryOf(value, fusion);
    if (base === undefined) return layout.prepared.get(value)!;
    const home = layout.homes.get(base)!;
    const isNew = fusion.places.get(base)!.kind === "member";
    return isNew ? { ...home, id: postpone(home.id) } : home;
  };
  const starts = scan.starts.map((start, at) =>
    callOfCopy(start, layout.homes.get(node.values[at]!)!, context),
  );
  const inside = fuse(scan.body);
  const isSmall = isStraight(scan.body, inside);
  const memory = { scan: node, counter, homeOf };
  const own = layOutBody(inside, layout.memory, memory, isSmall ? "locals" : "memory");
  const about = describeUnit(undefined, node.values, fusion);
  const title = { name: about.name, label: about.label };
  const body = lowerGraph(scan.body, inside, own, {
    ...around,
    title,
    isSmall,
    depth: around.depth + 1,
  });
  const { length: count, reverse } = scan;
  const loop: CallLoop = {
    kind: "loop",
    counter,
    count,
    reverse,
    body,
    span: about.span,
    label: about.label,
  };
  return [...starts, loop];
}
