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
}

interface Make {
  readonly data: boolean;
  readonly trained: boolean;
}

export function regionOf(roots: readonly Value[], isTrained: (param: string) => boolean): Region {
  return explore(roots, ({ attributes: { role, name } }) => {
    const trained = role === "param" && isTrained(String(name));
    return { data: !trained, trained };
  });
}

function explore(roots: readonly Value[], made: (source: Node) => Make): Region {
  const order = topologicalOrder(roots);
  const makes = new Map<Node, Make>();
  const reads = new Map<Value, number>();
  const read = (value: Value): void => void reads.set(value, (reads.get(value) ?? 0) + 1);
  roots.forEach(read);
  const bodies = new Map<Node, Region>();
  for (const node of order) {
    node.inputs.forEach(read);
    const inputs = node.inputs.map((input) => makes.get(input.node)!);
    makes.set(node, makeOf(node, inputs, made));
    if (isScan(node)) bodies.set(node, exploreBody(node, makes));
  }
  return {
    order,
    bodies,
    hasData: ({ node }) => makes.get(node)!.data,
    hasTrained: ({ node }) => makes.get(node)!.trained,
    reads: (value) => reads.get(value) ?? 0,
  };
}

function makeOf(node: Node, inputs: readonly Make[], made: (source: Node) => Make): Make {
  if (node.op.isGiven === true) return made(node);
  return {
    data: node.op.family === "draw" || inputs.some((each) => each.data),
    trained: inputs.some((each) => each.trained),
  };
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
