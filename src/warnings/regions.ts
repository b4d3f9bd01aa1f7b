/**
 * What the values of a model are made of: of data, of params that are trained, of both; and how often
 * each is read.
 *
 * Invariant: a graph and the body of each scan in it are regions of their own; within one, everything is
 * known after one walk. Params that are frozen or have a rule of their own count as data, since nobody
 * trains them; so do buffers and draws, whose numbers change.
 */
import { topologicalOrder, type Node, type Value } from "../graph/graph.ts";
import { bodySource, inputBehind, isScan, partsOfScan } from "../graph/scan.ts";

export interface Region {
  /** Every node after its inputs. */
  readonly order: readonly Node[];
  readonly hasData: (value: Value) => boolean;
  readonly hasTrained: (value: Value) => boolean;
  /** Reads of the value; to be a result of the region is one, too. */
  readonly reads: (value: Value) => number;
  /** The region of a scan's body. */
  readonly bodies: ReadonlyMap<Node, Region>;
  readonly known: Known;
}

/** What was found out about nodes; regions of one graph share it. */
interface Known {
  readonly makes: Map<Node, Make>;
  readonly bodies: Map<Node, Region>;
}

/** What a value is made of. */
interface Make {
  readonly data: boolean;
  readonly trained: boolean;
}

/** `other` is a region of the same graph. */
export function regionOf(
  roots: readonly Value[],
  isTrained: (param: string) => boolean,
  other?: Region,
): Region {
  const made = ({ attributes: { role, name } }: Node): Make => {
    const trained = role === "param" && isTrained(String(name));
    return { data: !trained, trained };
  };
  return explore(roots, made, other?.known);
}

function explore(
  roots: readonly Value[],
  made: (source: Node) => Make,
  known: Known = { makes: new Map(), bodies: new Map() },
): Region {
  const order = topologicalOrder(roots);
  const { makes } = known;
  const bodies = new Map<Node, Region>();
  for (const node of order) {
    if (!makes.has(node)) makes.set(node, makeOf(node, makes, made));
    if (!isScan(node)) continue;
    const body = known.bodies.get(node) ?? exploreBody(node, makes);
    known.bodies.set(node, body);
    bodies.set(node, body);
  }
  let reads: ReadonlyMap<Value, number> | undefined;
  return {
    order,
    hasData: ({ node }) => makes.get(node)!.data,
    hasTrained: ({ node }) => makes.get(node)!.trained,
    reads: (value) => (reads ??= countReads(order, roots)).get(value) ?? 0,
    bodies,
    known,
  };
}

function countReads(order: readonly Node[], roots: readonly Value[]): ReadonlyMap<Value, number> {
  const reads = new Map<Value, number>();
  const read = (value: Value): void => void reads.set(value, (reads.get(value) ?? 0) + 1);
  roots.forEach(read);
  for (const { inputs } of order) inputs.forEach(read);
  return reads;
}

function makeOf(node: Node, makes: ReadonlyMap<Node, Make>, made: (source: Node) => Make): Make {
  if (node.op.isGiven === true) return made(node);
  let data = node.op.family === "draw";
  let trained = false;
  for (const input of node.inputs) {
    const make = makes.get(input.node)!;
    data ||= make.data;
    trained ||= make.trained;
  }
  return { data, trained };
}

/** What is constant in a body is made of what it is outside; a state has gone through the body. */
function exploreBody(node: Node, makes: ReadonlyMap<Node, Make>): Region {
  const scan = partsOfScan(node);
  const trained = node.inputs.some((input) => makes.get(input.node)!.trained);
  return explore([...scan.next, ...scan.emits], (source) =>
    bodySource(source).role === "carry"
      ? { data: true, trained }
      : makes.get(inputBehind(scan, source).node)!,
  );
}
