/**
 * Which values share a loop: each joins a cluster that it reads at its own place, or begins one.
 *
 * Invariant: a cluster reads others only of lower number, whatever is merged into it or sinks into it.
 */
import type { Node, Value } from "../graph/graph.ts";
import { sameShape } from "../graph/type.ts";
import type { Lowering } from "../kernel/lowering.ts";
import { visitReads, type Cluster, type Place } from "./cluster.ts";

/** Larger functions than engines optimise help nobody: a chain of thousands of steps is several kernels. */
const mostMembers = 256;

/** What has been decided so far. */
export interface Joining {
  readonly lowerings: ReadonlyMap<Node, Lowering>;
  readonly places: Map<Value, Place>;
  readonly clusters: Cluster[];
}

/**
 * A value joins a cluster that it reads only at its own place. Clusters that it reads, too, and that
 * could as well be computed there, come along: an optimiser's moments join the gradient's kernel.
 */
export function joinCluster(value: Value, lowering: Lowering, joining: Joining): Cluster {
  if (value.result > 0) return joinFirstResult(value, joining);
  const isAnchor = lowering.kind !== "element";
  const reads = summarizeReads(value, isAnchor, joining.places);
  const candidates = isAnchor
    ? []
    : [...reads.keys()]
        .filter((each) => reads.get(each)! && sameShape(each.domain, value.type.shape))
        .filter((each) => acceptsEpilogue(each, joining.lowerings))
        .sort(byAnchorThenAge);
  const host = candidates.find((each) => canHost(each, reads) && hasRoom(each, reads));
  if (host !== undefined) {
    for (const other of reads.keys()) if (other.index > host.index) merge(other, host, joining);
    host.members.push(value);
    noteReads(host, reads);
    return host;
  }
  const cluster: Cluster = {
    index: joining.clusters.length,
    domain: value.type.shape,
    anchor: isAnchor ? value : undefined,
    members: [value],
    reads: new Map(reads),
  };
  joining.clusters.push(cluster);
  return cluster;
}

/** What an anchor made is best used up while it is at hand; else the newest cluster has most in common. */
function byAnchorThenAge(a: Cluster, b: Cluster): number {
  const anchored = Number(b.anchor !== undefined) - Number(a.anchor !== undefined);
  return anchored || b.index - a.index;
}

/** All results of a scan come out of its loop. */
function joinFirstResult(value: Value, { places }: Joining): Cluster {
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
  visitReads(value, places, (cluster, _, atOwnPlace) => {
    reads.set(cluster, (reads.get(cluster) ?? true) && atOwnPlace && !isAnchor);
  });
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

function merge(cluster: Cluster, host: Cluster, joining: Joining): void {
  for (const member of cluster.members)
    joining.places.set(member, { kind: "member", cluster: host });
  host.members.push(...cluster.members);
  cluster.members.length = 0;
  noteReads(host, cluster.reads);
  // Nothing older reads it.
  for (let index = cluster.index + 1; index < joining.clusters.length; index++) {
    const other = joining.clusters[index]!;
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
export function sinkIntoReaders(joining: Joining): void {
  const readers = new Map<Cluster, Cluster[]>();
  for (const cluster of joining.clusters) {
    for (const read of cluster.reads.keys()) {
      const known = readers.get(read);
      if (known === undefined) readers.set(read, [cluster]);
      else known.push(cluster);
    }
  }
  for (const cluster of [...joining.clusters].reverse()) {
    const [reader, another] = readers.get(cluster) ?? [];
    if (cluster.members.length === 0 || cluster.anchor !== undefined) continue;
    if (reader === undefined || another !== undefined) continue;
    const isFull = cluster.members.length + reader.members.length > mostMembers;
    const fits = reader.reads.get(cluster)! && sameShape(cluster.domain, reader.domain);
    if (isFull || !fits || !acceptsEpilogue(reader, joining.lowerings)) continue;
    sink(cluster, reader, joining.places);
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
