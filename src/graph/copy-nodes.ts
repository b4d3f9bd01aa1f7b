/**
 * Copies a part of a graph over other inputs of the same types: planned once, copied any number of times.
 *
 * Invariant: linear in the part, and no op is asked for types: they are those of what is copied.
 */
import { copyNode } from "./create-node.ts";
import { topologicalOrder, type Attributes, type Node, type Origin, type Value } from "./graph.ts";

export interface CopyPlan {
  /** Numbers of values: the inputs, then what each step makes. */
  readonly slots: ReadonlyMap<Value, number>;
  readonly steps: readonly Step[];
  readonly origins: readonly (Origin | undefined)[];
}

interface Step {
  readonly node: Node;
  /** Numbers of values; one that is not copied stands for itself. */
  readonly inputs: readonly (number | Value)[];
  /** Number of where it comes from. */
  readonly origin: number;
}

/** All between inputs and roots, or only what is made from the inputs. */
export type Part = "all" | "made from inputs";

export function planCopy(inputs: readonly Value[], roots: readonly Value[], part: Part): CopyPlan {
  const slots = new Map<Value, number>();
  inputs.forEach((input, slot) => slots.has(input) || slots.set(input, slot));
  const edges = new Set(inputs.map(({ node }) => node));
  const origins = new Map<Origin | undefined, number>();
  const steps: Step[] = [];
  let slot = inputs.length;
  for (const node of topologicalOrder(roots, (each) => edges.has(each))) {
    if (edges.has(node)) continue;
    const over = node.inputs.map((input) => slots.get(input) ?? input);
    if (part !== "all" && !over.some(isSlot)) continue;
    const origin = origins.get(node.origin) ?? origins.size;
    origins.set(node.origin, origin);
    steps.push({ node, inputs: over, origin });
    for (const value of node.values) slots.set(value, slot++);
  }
  return { slots, steps, origins: [...origins.keys()] };
}

function isSlot(input: number | Value): input is number {
  return typeof input === "number";
}

/** Does the copy read anything but the inputs? */
export function readsOthers({ steps }: CopyPlan): boolean {
  return steps.some(({ inputs }) => !inputs.every(isSlot));
}

/** What is other in a copy, beside the inputs. */
export interface Changes {
  readonly attributesOf?: (node: Node) => Attributes;
  readonly originOf?: (origin: Origin) => Origin;
}

/** What takes the place of a value in the copy. */
export function copyOver(
  { slots, steps, origins }: CopyPlan,
  inputs: readonly Value[],
  { attributesOf, originOf }: Changes = {},
): (value: Value) => Value {
  const values = [...inputs];
  const places = originOf ? origins.map((origin) => origin && originOf(origin)) : origins;
  for (const { node, inputs: over, origin } of steps) {
    const copies = copyNode(node, {
      inputs: over.map((input) => (isSlot(input) ? values[input]! : input)),
      attributes: attributesOf ? attributesOf(node) : node.attributes,
      origin: places[origin],
    });
    for (const copy of copies) values.push(copy);
  }
  return (value) => {
    const slot = slots.get(value);
    return slot === undefined ? value : values[slot]!;
  };
}
