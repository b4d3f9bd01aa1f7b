/**
 * A graph as calls: of the one kernel that does all, of a kernel for each cluster, of loops over those.
 *
 * Invariant: calls in their order compute every output of the graph in its home; a loop's body is a
 * graph like any other, whose states have one buffer each.
 */
import { collapse } from "../kernel/collapse.ts";
import type { Graph, Node, Value } from "../graph/graph.ts";
import { partsOfScan } from "../graph/scan.ts";
import type {
  Buffer,
  CallLoop,
  Kernel,
  KernelCall,
  ProgramStep,
  ScalarStep,
  Statement,
} from "../kernel/kernel.ts";
import type { Affine } from "../kernel/scalar.ts";
import { inLanes } from "../kernel/in-lanes.ts";
import { fitsLanes, usesLanes } from "../kernel/lanes.ts";
import type { KernelPool } from "../kernel/share.ts";
import { tidy } from "../kernel/tidy.ts";
import { createNames, memoryOf, type Names } from "./body.ts";
import { workOf } from "./cost.ts";
import { copyBuffer, finishKernel } from "./finish.ts";
import type { Cluster } from "./cluster.ts";
import { fuse, type Fusion } from "./fusion.ts";
import { laneTiles } from "./lane-tiles.ts";
import { layOutBody, panelHome, type Home, type Layout } from "./layout.ts";
import { lowerCluster, lowerCopy } from "./loops.ts";
import { describeUnit, type UnitDescription } from "./naming.ts";
import { orderUnits } from "./order.ts";
import { createParameters, type ParameterContext, type Parameters } from "./parameters.ts";
import { lowerScalars } from "./scalars.ts";
import { signatureOf } from "./signature.ts";
import { isStraight } from "./straight-limits.ts";
import { lowerStraight } from "./straight.ts";
import type { Panel } from "./panels.ts";
import { chooseTile, type Tile } from "./tile.ts";
import { listWork, type Work } from "./units.ts";

/** What a graph stands in: the program, or a loop of it. */
export interface Surroundings {
  readonly pool: KernelPool;
  /** The program's scalars. */
  readonly scalars: ScalarStep[];
  /** What a kernel that does all of the graph is called, and its call. */
  readonly title: { readonly name: string; readonly label: string };
  /** Is the graph small enough for straight lines? */
  readonly isSmall: boolean;
  /** How many loops are around. */
  readonly depth: number;
  /** Elements that the machine computes at once; 1 where it has no vectors. */
  readonly lanes: number;
}

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

// ── one kernel ────────────────────────────────────────────────────────────────────────────────────

/** Small: one kernel that keeps everything in locals. */
function lowerAsStraight(
  graph: Graph,
  fusion: Fusion,
  layout: Layout,
  { pool, scalars, title, depth }: Surroundings,
): readonly ProgramStep[] {
  const names = createNames();
  const context = { fusion, layout, scalars: lowerScalars(fusion, scalars), postpone: same };
  const parameters = createParameters(context, names);
  const homeOf = (value: Value): Home => layout.homes.get(value)!;
  const statements = lowerStraight(
    graph,
    fusion,
    {
      sourceBuffer: (value) => parameters.bufferFor(homeOf(value).id, "read"),
      sourcePlace: (value, at) => parameters.placeIn(homeOf(value), value.type.shape, at),
      outputBuffer: (name) => parameters.bufferFor(layout.outputs.get(name)!.id, "write"),
      outputPlace: (name, value, at) =>
        parameters.placeIn(layout.outputs.get(name)!, value.type.shape, at),
      scalarOf: parameters.storage.scalarOf,
    },
    names,
  );
  const kernel = finishKernel(tidy(statements), parameters, {
    name: title.name,
    comment: depth === 0 ? `${title.label}, all of it` : `one step of ${title.label}`,
    schedule: { form: "straight" },
    work: workOf([...fusion.places.keys()], fusion),
  });
  if (kernel.body.length === 0) return [];
  return [callOf(pool.intern(kernel), parameters, { span: undefined, label: title.label })];
}

function same(id: string): string {
  return id;
}

function callOf(
  kernel: Kernel,
  parameters: Parameters,
  about: Pick<KernelCall, "span" | "label">,
): KernelCall {
  return {
    kind: "call",
    kernel,
    buffers: parameters.ids(),
    scalars: parameters.scalarValues(),
    span: about.span,
    label: about.label,
    onlyForInputGrads: false,
  };
}

// ── a kernel for each cluster ─────────────────────────────────────────────────────────────────────

interface LoopsContext extends ParameterContext {
  readonly around: Surroundings;
}

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
  return {
    kind: "call",
    kernel: pool.intern(kernel),
    buffers: [from, buffer.id],
    scalars: [],
    span: undefined,
    label,
    onlyForInputGrads: false,
  };
}

function lowerWork(work: Work, context: LoopsContext): readonly ProgramStep[] {
  const { cluster, copy } = work;
  if (copy !== undefined) return [lowerCopyOf(copy.value, copy.to, context)];
  const anchor = cluster!.anchor;
  if (anchor !== undefined && context.fusion.lowerings.get(anchor.node)!.kind === "scan") {
    return lowerScan(anchor.node, context);
  }
  return [callOfCluster(cluster!, context)];
}

/** Lowered once, however many clusters are alike. */
function callOfCluster(cluster: Cluster, context: LoopsContext): KernelCall {
  const about = describeUnit(cluster, cluster.members, context.fusion);
  const { text, ids, scalars } = signatureOf(cluster, about.name, {
    ...context,
    keyOf: context.around.pool.keyOf,
  });
  const { made } = context.around.pool;
  let known = made.get(text);
  if (known === undefined) {
    const { kernel, parameters, panel } = lowerBest(cluster, about, context);
    known = {
      kernel,
      panel,
      buffers: placesIn(ids, parameters.ids()),
      scalars: placesIn([...scalars.keys()], parameters.scalarKeys()),
    };
    made.set(text, known);
  }
  const values = [...scalars.values()];
  return {
    kind: "call",
    kernel: known.kernel,
    buffers: [
      ...known.buffers.map((index) => ids[index]!),
      ...(known.panel === undefined ? [] : [panelHome(known.panel, context.layout.memory)]),
    ],
    scalars: known.scalars.map((index) => values[index]!),
    span: about.span,
    label: about.label,
    onlyForInputGrads: false,
  };
}

/** In lanes, if the machine has any and a schedule fits; else one element of a tile after another. */
function lowerBest(cluster: Cluster, about: UnitDescription, context: LoopsContext): LoweredUnit {
  const { fusion, around } = context;
  const writeIn =
    (tile: Tile) =>
    (names: Names, { storage, panelFor }: Parameters): readonly Statement[] =>
      lowerCluster(cluster, { fusion, names, tile, storage, panelBuffer: panelFor });
  for (const tile of laneTiles(cluster, fusion, around.lanes)) {
    const found = lowerUnit(writeIn(tile), cluster.members, tile, about, context);
    if (found !== undefined) return { ...found, panel: tile.panel };
  }
  const tile = chooseTile(cluster, fusion);
  return lowerUnit(writeIn(tile), cluster.members, tile, about, context)!;
}

/** Where each of the wanted keys stands among all. */
function placesIn(all: readonly string[], wanted: readonly string[]): readonly number[] {
  const places = new Map(all.map((key, index) => [key, index]));
  return wanted.map((key) => places.get(key)!);
}

function lowerCopyOf(value: Value, to: Home, context: LoopsContext): KernelCall {
  const write = (names: Names, parameters: Parameters): readonly Statement[] => {
    const buffer = parameters.bufferFor(context.postpone(to.id), "write");
    const offsetOf = (at: readonly Affine[]): Affine =>
      parameters.placeIn(to, value.type.shape, at);
    const { storage } = parameters;
    return lowerCopy(value, { buffer, offsetOf }, { fusion: context.fusion, names, storage });
  };
  const about = describeUnit(undefined, [value], context.fusion);
  const single = { whole: [1], rest: [1] };
  const { kernel, parameters } = lowerUnit(write, [value], single, about, context)!;
  return callOf(kernel, parameters, about);
}

interface LoweredUnit {
  readonly kernel: Kernel;
  readonly parameters: Parameters;
  readonly panel?: Panel | undefined;
}

/** undefined: the tile asks for lanes, and what is read does not lie so. */
function lowerUnit(
  write: (names: Names, parameters: Parameters) => readonly Statement[],
  members: readonly Value[],
  tile: Tile,
  about: UnitDescription,
  context: LoopsContext,
): LoweredUnit | undefined {
  const names = createNames();
  const parameters = createParameters(context, names);
  const scalarBody = collapse(tidy(write(names, parameters)));
  // What is updated in its place must not be computed twice.
  const isUpdating = parameters.buffers().some(({ access }) => access === "update");
  if (tile.overlaps === true && isUpdating) return undefined;
  const elements = new Map(parameters.buffers().map(({ name, element }) => [name, element]));
  const fits = (body: readonly Statement[]): boolean =>
    usesLanes(body) && fitsLanes(body, (buffer) => elements.get(buffer)!);
  const { lanes } = context.around;
  if (tile.lanes !== undefined && !fits(scalarBody)) return undefined;
  const wide = tile.lanes === undefined && lanes > 1 ? inLanes(scalarBody, lanes) : scalarBody;
  const isWide = lanes > 1 && fits(wide);
  const kernel = finishKernel(isWide ? wide : scalarBody, parameters, {
    name: about.name,
    comment: about.comment,
    lanes: isWide ? lanes : 1,
    schedule: {
      form: "loop",
      tile: tile.whole.join("x") || "1",
      ...(isWide && { lanes }),
      ...(tile.panel && { panel: tile.panel.size }),
    },
    work: workOf(members, context.fusion),
  });
  return { kernel: context.around.pool.intern(kernel), parameters };
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
    lowerCopyOf(start, layout.homes.get(node.values[at]!)!, context),
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
