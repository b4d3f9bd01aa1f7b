/**
 * A cluster as the call of a kernel of its own, and copies.
 *
 * Invariant: clusters that are alike share a kernel, and are lowered once.
 */
import type { Value } from "../graph/graph.ts";
import { collapse } from "../kernel/collapse.ts";
import { inLanes } from "../kernel/in-lanes.ts";
import { splitLoops } from "../kernel/split-loops.ts";
import type { Kernel, KernelCall, Statement } from "../kernel/kernel.ts";
import { fitsLanes, usesLanes } from "../kernel/lanes.ts";
import type { Affine } from "../kernel/scalar.ts";
import { tidy } from "../kernel/tidy.ts";
import { createNames, type Names } from "./body.ts";
import { callOf, type LoopsContext } from "./call.ts";
import type { Cluster } from "./cluster.ts";
import { workOf } from "./cost.ts";
import { finishKernel } from "./finish.ts";
import { laneTiles } from "./lane-tiles.ts";
import { panelHome, type Home } from "./layout.ts";
import { lowerCluster, lowerCopy } from "./loops.ts";
import { withMergedRows } from "./merge-axes.ts";
import { describeUnit, type UnitDescription } from "./naming.ts";
import type { Panel } from "./panels.ts";
import { createParameters, type Parameters } from "./parameters.ts";
import { signatureOf } from "./signature.ts";
import { chooseTile, type Tile } from "./tile.ts";

/** Lowered once, however many clusters are alike. */
export function callOfCluster(cluster: Cluster, context: LoopsContext): KernelCall {
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
  const { kernel, panel } = known;
  const buffers = known.buffers.map((index) => ids[index]!);
  if (panel !== undefined) buffers.push(panelHome(panel, context.layout.memory));
  return callOf(kernel, { buffers, scalars: known.scalars.map((index) => values[index]!) }, about);
}

/** Where each of the wanted keys stands among all. */
function placesIn(all: readonly string[], wanted: readonly string[]): readonly number[] {
  const places = new Map(all.map((key, index) => [key, index]));
  return wanted.map((key) => places.get(key)!);
}

export function callOfCopy(value: Value, to: Home, context: LoopsContext): KernelCall {
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
  const given = { buffers: parameters.ids(), scalars: parameters.scalarValues() };
  return callOf(kernel, given, about);
}

/** In lanes, if the machine has any and a schedule fits; else one element of a tile after another. */
function lowerBest(cluster: Cluster, about: UnitDescription, context: LoopsContext): LoweredUnit {
  const { fusion, around, layout, postpone } = context;
  const isUpdating = cluster.members.some(
    (member) =>
      fusion.stored.has(member) && layout.replaced.has(postpone(layout.homes.get(member)!.id)),
  );
  const writeIn =
    (of: Cluster, tile: Tile) =>
    (names: Names, { storage, panelFor }: Parameters): readonly Statement[] =>
      lowerCluster(of, { fusion, names, tile, storage, isUpdating, panelBuffer: panelFor });
  if (around.lanes > 1) {
    const merged = withMergedRows(cluster, fusion, () => {
      const names = createNames();
      return tidy(writeIn(cluster, singleOf(cluster))(names, createParameters(context, names)));
    });
    for (const tile of laneTiles(merged, fusion, around.lanes)) {
      const found = lowerUnit(writeIn(merged, tile), cluster.members, tile, about, context);
      if (found !== undefined) return { ...found, panel: tile.panel };
    }
  }
  const tile = chooseTile(cluster, fusion);
  return lowerUnit(writeIn(cluster, tile), cluster.members, tile, about, context)!;
}

/** One element after another. */
function singleOf({ domain }: Cluster): Tile {
  const ones = domain.map(() => 1);
  return { whole: ones, rest: ones };
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
  const scalarBody = splitLoops(collapse(tidy(write(names, parameters))));
  // What is updated in its place must not be computed twice, in two tiles.
  const isUpdating = parameters.buffers().some(({ access }) => access === "update");
  if (tile.overlaps === true && tile.panel !== undefined && isUpdating) return undefined;
  const elements = new Map(parameters.buffers().map(({ name, element }) => [name, element]));
  const fits = (body: readonly Statement[]): boolean =>
    usesLanes(body) && fitsLanes(body, (buffer) => elements.get(buffer)!);
  const { lanes } = context.around;
  if (tile.lanes !== undefined && !fits(scalarBody)) return undefined;
  const wides =
    tile.lanes === undefined && lanes > 1
      ? [true, false].map((each) => inLanes(scalarBody, lanes, each))
      : [scalarBody];
  const wide = lanes > 1 ? wides.find(fits) : undefined;
  const kernel = finishKernel(wide ?? scalarBody, parameters, {
    name: about.name,
    comment: about.comment,
    lanes: wide === undefined ? 1 : lanes,
    schedule: {
      form: "loop",
      tile: tile.whole.join("x") || "1",
      ...(wide && { lanes }),
      ...(tile.panel && { panel: tile.panel.size }),
    },
    work: workOf(members, context.fusion),
  });
  return { kernel: context.around.pool.intern(kernel), parameters };
}
