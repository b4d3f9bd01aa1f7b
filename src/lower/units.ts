/**
 * The kernels to be of a program, with what each reads and overwrites: input of `order.ts`.
 *
 * Invariant: a unit is a cluster, or a copy of a value into an output's buffer.
 */
import type { Value } from "../graph/graph.ts";
import { visitReads, type Cluster } from "./cluster.ts";
import type { Fusion } from "./fusion.ts";
import type { Layout } from "./layout.ts";
import type { Unit } from "./order.ts";

/** A kernel to be: a cluster, or a copy of a value into a buffer. */
export interface Work extends Unit {
  readonly cluster: Cluster | undefined;
  readonly copy: Layout["copies"][number] | undefined;
  readonly after: Work[];
}

export function listWork(fusion: Fusion, layout: Layout): readonly Work[] {
  const ofCluster = new Map<Cluster, Work>();
  const all: Work[] = [];
  for (const cluster of fusion.clusters) {
    const reads = clusterInputs(cluster, fusion);
    const overwrites = cluster.members.filter((member) => fusion.stored.has(member));
    const work: Work = {
      cluster,
      copy: undefined,
      after: reads.clusters.map((each) => ofCluster.get(each)!),
      readsOld: new Set([...reads.old].map((value) => layout.homes.get(value)!.id)),
      scattered: new Set([...reads.scattered].map((value) => layout.homes.get(value)!.id)),
      overwrites: new Set(
        overwrites
          .map((value) => layout.homes.get(value)!.id)
          .filter((id) => layout.replaced.has(id)),
      ),
    };
    ofCluster.set(cluster, work);
    all.push(work);
  }
  const preparing = new Map<Value, Work>();
  for (const copy of layout.copies) {
    const work = copyWork(copy, fusion, layout, ofCluster);
    all.push(work);
    if (layout.prepared.get(copy.value) === copy.to) preparing.set(copy.value, work);
  }
  for (const { cluster, after } of all) {
    for (const input of cluster?.anchor?.node.inputs ?? []) {
      const work = preparing.get(input);
      if (work !== undefined) after.push(work);
    }
  }
  return all;
}

function copyWork(
  copy: Layout["copies"][number],
  fusion: Fusion,
  layout: Layout,
  ofCluster: ReadonlyMap<Cluster, Work>,
): Work {
  const reads = readsOf(copy.value, fusion);
  return {
    cluster: undefined,
    copy,
    after: reads.clusters.map((each) => ofCluster.get(each)!),
    readsOld: new Set([...reads.old].map((value) => layout.homes.get(value)!.id)),
    scattered: new Set([...reads.scattered].map((value) => layout.homes.get(value)!.id)),
    overwrites: new Set([copy.to.id].filter((id) => layout.replaced.has(id))),
  };
}

interface Reads {
  readonly clusters: readonly Cluster[];
  /** Sources that are read, and those read elsewhere than at the own place. */
  readonly old: ReadonlySet<Value>;
  readonly scattered: ReadonlySet<Value>;
}

function clusterInputs(cluster: Cluster, fusion: Fusion): Reads {
  const clusters = new Set<Cluster>();
  const old = new Set<Value>();
  const scattered = new Set<Value>();
  for (const member of cluster.members) {
    visitReads(member, fusion.places, (read) => {
      if (read !== cluster) clusters.add(read);
    });
    const pointwise = member.node.op.family === "elementwise";
    for (const input of member.node.inputs) {
      collectSources(input, pointwise, fusion, old, scattered);
    }
  }
  return { clusters: [...clusters], old, scattered };
}

/** What reading one value touches. */
function readsOf(value: Value, fusion: Fusion): Reads {
  const place = fusion.places.get(value)!;
  const old = new Set<Value>();
  const scattered = new Set<Value>();
  collectSources(value, true, fusion, old, scattered);
  if (place.kind === "member") return { clusters: [place.cluster], old, scattered };
  const clusters = new Set<Cluster>();
  visitReads(value, fusion.places, (read) => void clusters.add(read));
  return { clusters: [...clusters], old, scattered };
}

function collectSources(
  value: Value,
  atOwnPlace: boolean,
  fusion: Fusion,
  old: Set<Value>,
  scattered: Set<Value>,
): void {
  const place = fusion.places.get(value)!;
  if (place.kind === "source") {
    old.add(value);
    if (!atOwnPlace) scattered.add(value);
  }
  if (place.kind !== "inline" && place.kind !== "alias") return;
  const pointwise = atOwnPlace && value.node.op.family === "elementwise";
  for (const input of value.node.inputs) collectSources(input, pointwise, fusion, old, scattered);
}
