/**
 * What the kernel of a cluster is made from, as text: clusters with equal signatures have equal kernels.
 *
 * Invariant: everything that lowering asks for stands in it: ops with their attributes, types, which values
 * are stored, which of the memory that is touched is the same. Names of buffers do not, only their order of
 * appearance, so that a network of a hundred like blocks is lowered once.
 */
import type { Attributes, Node, Value } from "../graph/graph.ts";
import { formatType } from "../graph/type.ts";
import { constant, type Scalar } from "../kernel/scalar.ts";
import { memoryOf } from "./body.ts";
import type { Cluster } from "./cluster.ts";
import type { Fusion } from "./fusion.ts";
import { formatArgument, formatScalar } from "./key.ts";
import type { Home, Layout } from "./layout.ts";
import type { ScalarNames } from "./scalars.ts";

export interface SignatureContext {
  readonly fusion: Fusion;
  readonly layout: Layout;
  readonly scalars: ScalarNames;
  /** Where a buffer's new value goes. */
  readonly postpone: (id: string) => string;
  /** Attributes as text; the same ones often come again. */
  readonly keyOf: (attributes: Attributes) => string;
}

export interface Signature {
  readonly text: string;
  /** Buffers in their order of appearance, and scalars by what they are, in theirs. */
  readonly ids: readonly string[];
  readonly scalars: ReadonlyMap<string, Scalar>;
}

/** @param name what the kernel is to be called: it tells apart what else is equal */
export function signatureOf(cluster: Cluster, name: string, context: SignatureContext): Signature {
  const writer = createWriter(cluster, context);
  const parts = [name, cluster.domain.join()];
  for (const member of cluster.members) {
    parts.push(writer.expression(member));
    if (!context.fusion.stored.has(member)) continue;
    parts.push(`>${writer.memory(context.layout.homes.get(member)!, true)}`);
  }
  return { text: parts.join("\n"), ids: writer.ids(), scalars: writer.scalars() };
}

interface Writer {
  /** A value's op over what it reads, with whatever is inlined there. */
  readonly expression: (value: Value) => string;
  readonly memory: (home: Home, isNew: boolean) => string;
  readonly ids: () => readonly string[];
  readonly scalars: () => ReadonlyMap<string, Scalar>;
}

function createWriter(cluster: Cluster, context: SignatureContext): Writer {
  const { fusion, postpone } = context;
  const numbers = new Map<Value, number>();
  const ids = new Map<string, number>();
  const scalars = new Map<string, Scalar>();
  const scalarNumbers = new Map<string, number>();
  const memory = ({ id, views }: Home, isNew: boolean): string => {
    const number = numberOf(ids, isNew ? postpone(id) : id);
    return views.length === 0 ? `b${number}` : `b${number}${JSON.stringify(views)}`;
  };
  const scalar = (value: Scalar): string => {
    const key = formatScalar(value);
    return value.kind === "constant" ? key : asArgument(key, value);
  };
  const argument = (given: number): string => asArgument(formatArgument(given), constant(given));
  const asArgument = (key: string, value: Scalar): string => {
    scalars.set(key, value);
    return `s${numberOf(scalarNumbers, key)}`;
  };
  const read = (value: Value): string => {
    const place = fusion.places.get(value)!;
    if (place.kind === "scalar") return scalar(context.scalars.scalarOf(value));
    if (place.kind === "member" && place.cluster === cluster) return inside(value);
    const base = place.kind === "inline" ? undefined : memoryOf(value, fusion);
    if (base === undefined) return inside(value);
    const isNew = fusion.places.get(base)!.kind === "member";
    const where = memory(context.layout.homes.get(base)!, isNew);
    return `${where}:${formatType(value.type)}`;
  };
  const inside = (value: Value): string => {
    const number = numbers.get(value);
    return number === undefined ? expression(value) : `#${number}`;
  };
  const expression = (value: Value): string => {
    const { node } = value;
    const inputs = node.inputs.map(read);
    numbers.set(value, numbers.size);
    const { attributes, given } = madeFrom(node, context);
    const parts = [...inputs, ...given.map((each) => argument(each))];
    // The types of results follow from all this.
    return `${node.op.name}.${value.result}${attributes}(${parts.join()})`;
  };
  return { expression, memory, ids: () => [...ids.keys()], scalars: () => scalars };
}

function numberOf(known: Map<string, number>, key: string): number {
  let number = known.get(key);
  if (number === undefined) known.set(key, (number = known.size));
  return number;
}

/** What an element is made from: all attributes, or what is left where some are given as arguments. */
function madeFrom(
  node: Node,
  { fusion, keyOf }: SignatureContext,
): { readonly attributes: string; readonly given: readonly number[] } {
  const lowering = fusion.lowerings.get(node)!;
  const given = lowering.kind === "element" ? lowering.given : undefined;
  if (given === undefined) return { attributes: keyOf(node.attributes), given: [] };
  return { attributes: keyOf(given.attributes), given: given.numbers };
}
