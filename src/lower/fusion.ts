/**
 * Fusion: which values of a program share a kernel, and which need memory.
 *
 * Invariant: a cluster is a set of values of one shape (its domain). Inside it values are read only at
 * their own place, so that they are locals; a cluster reads other clusters only of lower number, so that
 * running them in order is right. A cluster has at most one anchor: the reduction or contraction whose
 * loop its epilogue follows. Nothing costly is computed twice.
 */
import { nodesOf, type Graph, type Node, type Value } from "../graph/graph.ts";
import { visitReads, type Cluster, type Place } from "./cluster.ts";
import { joinCluster, sinkIntoReaders, type Joining } from "./joining.ts";
import { movementReadOften } from "./prepared.ts";
import { valuesReadOnce } from "./read-once.ts";
import type { TensorType } from "../graph/type.ts";
import type { Lowering } from "../kernel/lowering.ts";

export interface Fusion {
  readonly clusters: readonly Cluster[];
  readonly places: ReadonlyMap<Value, Place>;
  readonly lowerings: ReadonlyMap<Node, Lowering>;
  /** Members that are read outside their cluster, and outputs. */
  readonly stored: ReadonlySet<Value>;
  /** Values whose places are of these kinds, in the graph's order. */
  readonly sources: readonly Value[];
  readonly scalars: readonly Value[];
  readonly scans: readonly Node[];
}

/**
 * How far values are written into one another: a chain of a thousand movements, or forty of which each
 * reads the one before twice, is cut by a value that has memory.
 */
const deepestInline = 64;
const largestInline = 2000;

/** Of what is written into a place: the values in it, each as often as it is read. */
interface Extent {
  readonly depth: number;
  readonly size: number;
}

/** Splits a program's graph into clusters. Linear in its size. */
export function fuse(graph: Graph): Fusion {
  const nodes = nodesOf(graph);
  const lowerings = new Map<Node, Lowering>();
  for (const node of nodes) lowerings.set(node, lowerNode(node));
  const outputs = new Set(graph.outputs.map((output) => output.value));
  const inlined = valuesReadOnce(nodes, lowerings, outputs);
  const prepared = movementReadOften(nodes, lowerings);
  const places = new Map<Value, Place>();
  const clusters: Cluster[] = [];
  const extents = new Map<Value, Extent>();
  const state: State = { lowerings, inlined, prepared, places, extents, clusters, outputs };
  const sources: Value[] = [];
  const scalars: Value[] = [];
  for (const node of nodes) {
    for (const value of node.values) {
      const place = placeOf(value, state);
      places.set(value, place);
      if (place.kind === "source") sources.push(value);
      if (place.kind === "scalar") scalars.push(value);
    }
  }
  sinkIntoReaders(state);
  const stored = storedValues(nodes, places, outputs);
  const used = clusters.filter((cluster) => cluster.members.length > 0);
  const scans = nodes.filter((node) => lowerings.get(node)!.kind === "scan");
  return { clusters: used, places, lowerings, stored, sources, scalars, scans };
}

function lowerNode({ op, attributes, inputs, values }: Node): Lowering {
  const typeOf = ({ type }: Value): TensorType => type;
  return op.lower(attributes, inputs.map(typeOf), values.map(typeOf));
}

interface State extends Joining {
  readonly inlined: ReadonlySet<Value>;
  readonly prepared: ReadonlySet<Value>;
  /** Of inlined and aliased values. */
  readonly extents: Map<Value, Extent>;
  readonly outputs: ReadonlySet<Value>;
}

function placeOf(value: Value, state: State): Place {
  const lowering = state.lowerings.get(value.node)!;
  if (lowering.kind === "source") {
    return { kind: isScalarSource(value) ? "scalar" : "source" };
  }
  if (isScalarOfStep(value, lowering, state)) return { kind: "scalar" };
  if (lowering.kind === "alias") {
    state.extents.set(value, extentOf(value, state));
    return { kind: "alias" };
  }
  const isFree =
    (isMovement(value) && !state.prepared.has(value)) || value.node.op.isIdentity === true;
  const isWanted = lowering.kind === "element" && (isFree || state.inlined.has(value));
  if (isWanted) {
    const extent = extentOf(value, state);
    const fits = extent.depth <= deepestInline && extent.size <= largestInline;
    if (fits) {
      state.extents.set(value, extent);
      return { kind: "inline" };
    }
  }
  return { kind: "member", cluster: joinCluster(value, lowering, state) };
}

function extentOf(value: Value, { extents }: State): Extent {
  let [depth, size] = [0, 0];
  for (const input of value.node.inputs) {
    const inside = extents.get(input);
    depth = Math.max(depth, inside?.depth ?? 0);
    size += inside?.size ?? 0;
  }
  return { depth: depth + 1, size: size + 1 };
}

function isScalarSource(value: Value): boolean {
  const role = value.node.attributes["role"];
  return role === "setting" || role === "counter";
}

/** Scalars made of settings, counters and constants are computed once a call, in float64, everywhere. */
function isScalarOfStep(value: Value, lowering: Lowering, state: State): boolean {
  if (lowering.kind !== "element" || value.type.shape.length > 0) return false;
  if (value.node.op.family === "draw") return false;
  return value.node.inputs.every((input) => state.places.get(input)?.kind === "scalar");
}

/** Movement costs nothing where it is read: it is an index map. */
function isMovement(value: Value): boolean {
  const { family } = value.node.op;
  return family === "movement" || family === "source";
}

function storedValues(
  nodes: readonly Node[],
  places: ReadonlyMap<Value, Place>,
  outputs: ReadonlySet<Value>,
): ReadonlySet<Value> {
  const stored = new Set<Value>();
  const store = (value: Value): void => {
    const place = places.get(value)!;
    if (place.kind === "member") stored.add(value);
    if (place.kind === "alias" || place.kind === "inline") value.node.inputs.forEach(store);
  };
  for (const node of nodes) {
    for (const value of node.values) {
      const place = places.get(value)!;
      if (place.kind !== "member") continue;
      if (node.values.length > 1) stored.add(value);
      const isAnchor = place.cluster.anchor === value;
      visitReads(value, places, (cluster, read, atOwnPlace) => {
        const local = !isAnchor && cluster === place.cluster && atOwnPlace;
        if (!local) stored.add(read);
      });
    }
  }
  outputs.forEach(store);
  return stored;
}
