/**
 * The graph: tensors computed by primitive operations, in static single assignment.
 *
 * Invariant: immutable and acyclic; a node knows its inputs, nobody knows its users (a pass that needs
 * them counts them). A graph is what its outputs reach: what they do not reach does not
 * exist, so dead code needs no removing. `verify.ts` checks the rest.
 */
import type { Span } from "../diagnostics/source.ts";
import type { Op } from "./op.ts";
import type { TensorType } from "./type.ts";

/** What ops are told beside their inputs. A sub-graph is an attribute (`scan`). */
export type Attribute =
  | number
  | string
  | boolean
  | undefined
  | Graph
  | readonly Attribute[]
  | { readonly [name: string]: Attribute };
export type Attributes = Readonly<Record<string, Attribute>>;

/** Where in the source a node comes from: the user's place, and the layers it was expanded through. */
export interface Origin {
  readonly span: Span;
  /** Path of the layer instance or name of the value, for people: `dense1`, `y`. */
  readonly name: string | undefined;
}

export interface Node {
  readonly op: Op;
  readonly inputs: readonly Value[];
  readonly attributes: Attributes;
  /** Its results; nearly all ops have one. */
  readonly values: readonly Value[];
  readonly origin: Origin | undefined;
}

export interface Value {
  readonly node: Node;
  /** Which of the node's results. */
  readonly result: number;
  readonly type: TensorType;
}

export interface Output {
  readonly name: string;
  readonly value: Value;
}

export interface Graph {
  readonly name: string;
  readonly outputs: readonly Output[];
}

const orders = new WeakMap<readonly Output[], readonly Node[]>();

/** All nodes of a graph in their order, found once. */
export function nodesOf({ outputs }: Graph): readonly Node[] {
  let order = orders.get(outputs);
  if (order === undefined) {
    order = topologicalOrder(outputs.map(({ value }) => value));
    orders.set(outputs, order);
  }
  return order;
}

/**
 * All nodes that the roots reach, every node after its inputs; deterministic. Iterative, since a
 * network of a thousand layers is a path of many thousand nodes. Behind an edge it does not look.
 */
export function topologicalOrder(
  roots: readonly Value[],
  isEdge?: (node: Node) => boolean,
): readonly Node[] {
  const order: Node[] = [];
  const done = new Set<Node>();
  // The way down from a root, and which input of each node on it comes next.
  const path: Node[] = [];
  const next: number[] = [];
  for (const root of roots) {
    if (done.has(root.node)) continue;
    path.push(root.node);
    next.push(0);
    while (path.length > 0) {
      const node = path[path.length - 1]!;
      const at = next[next.length - 1]!;
      next[next.length - 1] = at + 1;
      const input = isEdge?.(node) === true ? undefined : node.inputs[at];
      if (input === undefined) {
        done.add(node);
        order.push(node);
        path.pop();
        next.pop();
      } else if (!done.has(input.node)) {
        path.push(input.node);
        next.push(0);
      }
    }
  }
  return order;
}
