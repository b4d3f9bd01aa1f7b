/**
 * Equal computations become one.
 *
 * Establishes: no two nodes have the same op, inputs, attributes and types. Draws at one place are one
 * draw by definition. The first origin is kept.
 */
import type { Graph, Node, Value } from "../graph/graph.ts";
import { rewriteGraph } from "../graph/rewrite.ts";
import { isGraph, printGraph } from "../graph/text.ts";

export function shareCommon(graph: Graph): Graph {
  const numbers = new Map<Node, number>();
  const known = new Map<string, readonly Value[]>();
  const numberOf = (node: Node): number => {
    let number = numbers.get(node);
    if (number === undefined) numbers.set(node, (number = numbers.size));
    return number;
  };
  return rewriteGraph(graph, (node) => {
    const inputs = node.inputs.map((input) => `${numberOf(input.node)}.${input.result}`);
    const key = `${node.op.name}(${inputs.join()})${attributeKey(node)}`;
    const same = known.get(key);
    if (same !== undefined) return same;
    known.set(key, node.values);
    return undefined;
  });
}

/** Attributes as text; numbers that JSON has not are told apart. */
function attributeKey({ attributes }: Node): string {
  const { body } = attributes;
  if (isGraph(body))
    return JSON.stringify({ ...attributes, body: printGraph(body, { origins: false }) });
  const isSpecial = (value: unknown): boolean =>
    typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0));
  const replacer = (_: string, value: unknown): unknown =>
    isSpecial(value) ? `#${1 / (value as number)}/${value as number}` : value;
  const { value, values } = attributes;
  const plain = !isSpecial(value) && !(Array.isArray(values) && values.some(isSpecial));
  return plain ? JSON.stringify(attributes) : JSON.stringify(attributes, replacer);
}
