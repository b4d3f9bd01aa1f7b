/**
 * A cluster, where values come to be, and which clusters an expression reads.
 *
 * Invariant: what is inlined or aliased is looked through, so that only members are read.
 */
import type { Value } from "../graph/graph.ts";
import type { Shape } from "../graph/type.ts";

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

/** What is told of a member that is read. */
export type VisitRead = (cluster: Cluster, value: Value, atOwnPlace: boolean) => void;

type Places = ReadonlyMap<Value, Place>;

/** The members of clusters that an expression reads, looking through what is inlined or aliased. */
export function visitReads({ node }: Value, places: Places, visit: VisitRead): void {
  const pointwise = node.op.family === "elementwise";
  for (const input of node.inputs) visitRead(input, pointwise, places, visit);
}

function visitRead(value: Value, atOwnPlace: boolean, places: Places, visit: VisitRead): void {
  const place = places.get(value)!;
  if (place.kind === "member") visit(place.cluster, value, atOwnPlace);
  if (place.kind !== "inline" && place.kind !== "alias") return;
  const pointwise = atOwnPlace && value.node.op.family === "elementwise";
  for (const input of value.node.inputs) visitRead(input, pointwise, places, visit);
}
