/**
 * Equal computations become one.
 *
 * Establishes: no two nodes have the same op, inputs, attributes and types. Draws at one place are one
 * draw by definition. The first origin is kept.
 */
import { attributeKey } from "../graph/attribute-key.ts";
import type { Attributes, Graph, Node, Value } from "../graph/graph.ts";
import { rewriteGraph } from "../graph/rewrite.ts";

export function shareCommon(graph: Graph): Graph {
  const sharing = createSharing();
  return rewriteGraph(graph, (node) => sharing.find(node) ?? sharing.keep(node, node.values));
}

/** What is known to be computed. Inputs of nodes must be shared themselves. */
export interface Sharing {
  /** The values of an equal node; undefined: there is none. */
  readonly find: (node: Node) => readonly Value[] | undefined;
  /** From now on nodes that are equal to this one have these values. */
  readonly keep: (node: Node, values: readonly Value[]) => readonly Value[];
}

export function createSharing(): Sharing {
  const numbers = new Map<Node, number>();
  const attributes = new Map<Attributes, number>();
  const texts = new Map<string, number>();
  const known = new Map<string, readonly Value[]>();
  const numberOf = (node: Node): number => {
    let number = numbers.get(node);
    if (number === undefined) numbers.set(node, (number = numbers.size));
    return number;
  };
  // Equal attributes have one number, so that keys are short.
  const attributesOf = (node: Node): number => {
    let number = attributes.get(node.attributes);
    if (number !== undefined) return number;
    const text = attributeKey(node.attributes);
    number = texts.get(text) ?? texts.size;
    texts.set(text, number);
    attributes.set(node.attributes, number);
    return number;
  };
  // Whoever finds nothing keeps the same node next.
  let asked: { readonly node: Node; readonly key: string } | undefined;
  const keyOf = (node: Node): string => {
    if (asked?.node === node) return asked.key;
    let key = node.op.name;
    for (const input of node.inputs) key += `,${numberOf(input.node)}.${input.result}`;
    key += ` ${attributesOf(node)}`;
    asked = { node, key };
    return key;
  };
  return {
    find: (node) => known.get(keyOf(node)),
    keep: (node, values) => {
      known.set(keyOf(node), values);
      return values;
    },
  };
}
