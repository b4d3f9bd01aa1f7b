/**
 * Fusion: which values of a program share a kernel, and which need memory.
 *
 * Invariant: a cluster is a set of values of one shape (its domain). Inside it values are read only at
 * their own place, so that they are locals; a cluster reads other clusters only of lower number, so that
 * running them in order is right. A cluster has at most one anchor: the reduction or contraction whose
 * loop its epilogue follows. Nothing costly is computed twice.
 */
import { nodesOf, type Graph, type Node, type Value } from "../graph/graph.ts";
import { movementReadOften } from "./prepared.ts";
import { valuesReadOnce } from "./read-once.ts";
import { sameShape, type Shape, type TensorType } from "../graph/type.ts";
import type { Lowering } from "../kernel/lowering.ts";

export interface Cluster {
  readonly index: number;
  readonly domain: Shape;
  readonly anchor: Value | undefined;
  /** In an order in which each can be computed; the anchor first. Empty: merged into another. */
  readonly members: Value[];
  /** Other clusters that members read, and whether only at the reader's own place. */
  readonly reads: Map<Cluster, boolean>;
}

/** How a value comes to be. */
export type Place =
  /** Read from a buffer or an argument that somebody else fills. */
  | { readonly kind: "source" }
  /** A float64 scalar of the step, computed once per call. */
  | { readonly kind: "scalar" }
  /** Written into each place where it is read: movement, constants, and work read just once. */
  | { readonly kind: "inline" }
  /** The same memory as its input. */
  | { readonly kind: "alias" }
  | { readonly kind: "member"; readonly cluster: Cluster };

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

/** Larger functions than engines optimise help nobody: a chain of thousands of steps is several kernels. */
const mostMembers = 256;

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

interface State {
  readonly lowerings: ReadonlyMap<Node, Lowering>;
  readonly inlined: ReadonlySet<Value>;
  readonly prepared: ReadonlySet<Value>;
  readonly places: Map<Value, Place>;
  /** Of inlined and aliased values. */
  readonly extents: Map<Value, Extent>;
  readonly clusters: Cluster[];
  readonly outputs: ReadonlySet<Value>;
}

function placeOf(value: Value, state: State): Place {
  const lowering = state.lowerings.get(value.node)!;
  if (lowering.kind === "source") {
    return { kind: isScalarSource(value) ? "scalar" : "source" };
  }
  if (isScalarOfStep(value, lowering, state)) return { kind: "scalar" };
  const extent = extentOf(value, state);
  if (lowering.kind === "alias") {
    state.extents.set(value, extent);
    return { kind: "alias" };
  }
  const isFree =
    (isMovement(value) && !state.prepared.has(value)) || value.node.op.isIdentity === true;
  const isWanted = lowering.kind === "element" && (isFree || state.inlined.has(value));
  if (isWanted && extent.depth <= deepestInline && extent.size <= largestInline) {
    state.extents.set(value, extent);
    return { kind: "inline" };
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

/**
 * A value joins a cluster that it reads only at its own place. Clusters that it reads, too, and that
 * could as well be computed there, come along: an optimiser's moments join the gradient's kernel.
 */
function joinCluster(value: Value, lowering: Lowering, state: State): Cluster {
  if (value.result > 0) return joinFirstResult(value, state);
  const isAnchor = lowering.kind !== "element";
  const reads = summarizeReads(value, isAnchor, state.places);
  const candidates = isAnchor
    ? []
    : [...reads.keys()]
        .filter((each) => reads.get(each)! && sameShape(each.domain, value.type.shape))
        .filter((each) => acceptsEpilogue(each, state.lowerings))
        .sort(byAnchorThenAge);
  const host = candidates.find((each) => canHost(each, reads) && hasRoom(each, reads));
  if (host !== undefined) {
    for (const other of reads.keys()) if (other.index > host.index) merge(other, host, state);
    host.members.push(value);
    noteReads(host, reads);
    return host;
  }
  const cluster: Cluster = {
    index: state.clusters.length,
    domain: value.type.shape,
    anchor: isAnchor ? value : undefined,
    members: [value],
    reads: new Map(reads),
  };
  state.clusters.push(cluster);
  return cluster;
}

/** What an anchor made is best used up while it is at hand; else the newest cluster has most in common. */
function byAnchorThenAge(a: Cluster, b: Cluster): number {
  const anchored = Number(b.anchor !== undefined) - Number(a.anchor !== undefined);
  return anchored || b.index - a.index;
}

/** All results of a scan come out of its loop. */
function joinFirstResult(value: Value, { places }: State): Cluster {
  const first = places.get(value.node.values[0]!)!;
  if (first.kind !== "member") throw new Error(`${value.node.op.name} has results apart`);
  first.cluster.members.push(value);
  return first.cluster;
}

function summarizeReads(
  value: Value,
  isAnchor: boolean,
  places: ReadonlyMap<Value, Place>,
): Map<Cluster, boolean> {
  const reads = new Map<Cluster, boolean>();
  for (const { cluster, atOwnPlace } of clusterReads(value, places)) {
    reads.set(cluster, (reads.get(cluster) ?? true) && atOwnPlace && !isAnchor);
  }
  return reads;
}

function noteReads(cluster: Cluster, reads: ReadonlyMap<Cluster, boolean>): void {
  for (const [other, atOwnPlace] of reads) {
    if (other !== cluster && other.members.length > 0) {
      cluster.reads.set(other, (cluster.reads.get(other) ?? true) && atOwnPlace);
    }
  }
}

/** Everything else that is read is computed before the host, or can move into it. */
function canHost(host: Cluster, reads: ReadonlyMap<Cluster, boolean>): boolean {
  return [...reads].every(
    ([other, atOwnPlace]) => other.index <= host.index || (atOwnPlace && canMove(other, host)),
  );
}

/** Is there room for a value and for all that comes along with it? */
function hasRoom(host: Cluster, reads: ReadonlyMap<Cluster, boolean>): boolean {
  const coming = [...reads.keys()].filter((other) => other.index > host.index);
  return [host, ...coming].reduce((sum, each) => sum + each.members.length, 1) <= mostMembers;
}

/** A cluster without a reduction that reads nothing newer than the host, and the host at its own place. */
function canMove(cluster: Cluster, host: Cluster): boolean {
  return (
    cluster.anchor === undefined &&
    sameShape(cluster.domain, host.domain) &&
    [...cluster.reads].every(
      ([read, atOwnPlace]) => read.index < host.index || (read === host && atOwnPlace),
    )
  );
}

function merge(cluster: Cluster, host: Cluster, state: State): void {
  for (const member of cluster.members) state.places.set(member, { kind: "member", cluster: host });
  host.members.push(...cluster.members);
  cluster.members.length = 0;
  noteReads(host, cluster.reads);
  // Nothing older reads it.
  for (let index = cluster.index + 1; index < state.clusters.length; index++) {
    const other = state.clusters[index]!;
    const atOwnPlace = other.reads.get(cluster);
    if (atOwnPlace === undefined) continue;
    other.reads.delete(cluster);
    if (other !== host) other.reads.set(host, (other.reads.get(host) ?? true) && atOwnPlace);
  }
  if (host.reads.has(cluster)) host.reads.delete(cluster);
}

/**
 * A cluster without an anchor that only one later one reads, at its own place, is computed there: the
 * moments of an optimiser, once the gradient is known. Last first, so that chains sink as a whole.
 */
function sinkIntoReaders(state: State): void {
  const readers = new Map<Cluster, Cluster[]>();
  for (const cluster of state.clusters) {
    for (const read of cluster.reads.keys()) {
      const known = readers.get(read);
      if (known === undefined) readers.set(read, [cluster]);
      else known.push(cluster);
    }
  }
  for (const cluster of [...state.clusters].reverse()) {
    const [reader, another] = readers.get(cluster) ?? [];
    if (cluster.members.length === 0 || cluster.anchor !== undefined) continue;
    if (reader === undefined || another !== undefined) continue;
    const isFull = cluster.members.length + reader.members.length > mostMembers;
    const fits = reader.reads.get(cluster)! && sameShape(cluster.domain, reader.domain);
    if (isFull || !fits || !acceptsEpilogue(reader, state.lowerings)) continue;
    sink(cluster, reader, state.places);
    for (const read of cluster.reads.keys()) {
      const others = readers.get(read)!.filter((each) => each !== cluster && each !== reader);
      readers.set(read, [...others, reader]);
    }
  }
}

function sink(cluster: Cluster, reader: Cluster, places: Map<Value, Place>): void {
  for (const member of cluster.members) places.set(member, { kind: "member", cluster: reader });
  const start = reader.anchor === undefined ? 0 : 1;
  reader.members.splice(start, 0, ...cluster.members);
  cluster.members.length = 0;
  reader.reads.delete(cluster);
  noteReads(reader, cluster.reads);
}

/** Scatters and orthonormalization fill their result as a whole, in an order of their own. */
function acceptsEpilogue(cluster: Cluster, lowerings: ReadonlyMap<Node, Lowering>): boolean {
  if (cluster.anchor === undefined) return true;
  const { kind } = lowerings.get(cluster.anchor.node)!;
  return kind === "reduce" || kind === "contract" || kind === "choose";
}

interface ClusterRead {
  readonly cluster: Cluster;
  readonly value: Value;
  readonly atOwnPlace: boolean;
}

/** The members of clusters that an expression reads, looking through what is inlined or aliased. */
export function clusterReads(
  value: Value,
  places: ReadonlyMap<Value, Place>,
): readonly ClusterRead[] {
  const reads: ClusterRead[] = [];
  const visit = (input: Value, atOwnPlace: boolean): void => {
    const place = places.get(input)!;
    if (place.kind === "member") reads.push({ cluster: place.cluster, value: input, atOwnPlace });
    if (place.kind === "inline" || place.kind === "alias") {
      const pointwise = atOwnPlace && input.node.op.family === "elementwise";
      for (const each of input.node.inputs) visit(each, pointwise);
    }
  };
  const pointwise = value.node.op.family === "elementwise";
  for (const input of value.node.inputs) visit(input, pointwise);
  return reads;
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
      for (const read of clusterReads(value, places)) {
        const local = !isAnchor && read.cluster === place.cluster && read.atOwnPlace;
        if (!local) stored.add(read.value);
      }
    }
  }
  outputs.forEach(store);
  return stored;
}
