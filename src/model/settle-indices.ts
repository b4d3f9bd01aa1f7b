/**
 * Which indices a module checks where ports are copied in, and which while running.
 *
 * Invariant: what is refused at a port would be outside of some axis wherever the module used it: an
 * element that may be cut off, chosen away or changed on its way is checked when it gets there. Bodies of
 * scans are looked into, and through to what their sources stand for.
 */
import { createNode } from "../graph/create-node.ts";
import type { Graph, Node, Value } from "../graph/graph.ts";
import { rewriteValues } from "../graph/rewrite.ts";
import {
  bodySource,
  inputBehind,
  isBodySource,
  isScan,
  partsOfScan,
  type ScanParts,
} from "../graph/scan.ts";
import type { PortLimits } from "./model.ts";

/** A body, with what it stands in. */
interface Inside {
  readonly scan: ScanParts;
  readonly around: Inside | undefined;
}

interface Settled {
  readonly values: readonly Value[];
  readonly limits: PortLimits;
}

/** `order` is that of all that the roots reach. */
export function settleIndices(order: readonly Node[], roots: readonly Value[]): Settled {
  const enforced = new Map<string, number>();
  const likely = new Map<string, number>();
  const note = (limits: Map<string, number>, names: Iterable<string>, limit: number): void => {
    for (const name of names) limits.set(name, Math.min(limit, limits.get(name) ?? Infinity));
  };
  const settle = (node: Node, inside: Inside | undefined): readonly Value[] | undefined => {
    if (isScan(node)) return [...settleBody(node, inside, settle)];
    if (node.op.indexLimit === undefined) return undefined;
    const types = node.inputs.map(({ type }) => type);
    const { input, limit } = node.op.indexLimit(types, node.attributes);
    const index = node.inputs[input]!;
    const whole = portsThatAre(index, limit, inside);
    if (whole !== undefined) {
      note(enforced, whole, limit);
      note(likely, whole, limit);
      return [index];
    }
    const { ports, ints } = portsBehind(index, inside);
    note(likely, ints, limit);
    if (ports.size === 0) return undefined;
    const from = [...ports].join(", ");
    return createNode(node.op, node.inputs, { ...node.attributes, from }, node.origin);
  };
  const values = rewriteValues(roots, (node) => settle(node, undefined), undefined, order);
  return { values, limits: { enforced, likely } };
}

function settleBody(
  node: Node,
  around: Inside | undefined,
  settle: (node: Node, inside: Inside) => readonly Value[] | undefined,
): readonly Value[] {
  const inside: Inside = { scan: partsOfScan(node), around };
  const body = node.attributes["body"] as Graph;
  const before = body.outputs.map(({ value }) => value);
  const after = rewriteValues(before, (each) => settle(each, inside));
  if (after.every((value, at) => value === before[at])) return node.values;
  const outputs = body.outputs.map((output, at) => ({ ...output, value: after[at]! }));
  const attributes = { ...node.attributes, body: { ...body, outputs } };
  return createNode(node.op, node.inputs, attributes, node.origin);
}

/** What a source of a body stands for outside of it; undefined for a state. */
function outside(node: Node, inside: Inside): Value | undefined {
  return bodySource(node).role === "carry" ? undefined : inputBehind(inside.scan, node);
}

/** The ports whose every element is an element of the value, where it has no others that may be wrong. */
function portsThatAre(
  value: Value,
  limit: number,
  inside: Inside | undefined,
): ReadonlySet<string> | undefined {
  const { node } = value;
  const { op, attributes, inputs } = node;
  if (inside !== undefined && isBodySource(node)) {
    const behind = outside(node, inside);
    return behind && portsThatAre(behind, limit, inside.around);
  }
  if (isPort(node)) return new Set([String(attributes["name"])]);
  if (op.family === "source") return areBelow(numbersOf(node), limit) ? new Set() : undefined;
  const others = op.keepsAll?.(attributes);
  if (others === undefined || !areBelow(others, limit)) return undefined;
  const parts = inputs.map((input) => portsThatAre(input, limit, inside));
  return parts.every((part) => part !== undefined)
    ? new Set(parts.flatMap((part) => [...part]))
    : undefined;
}

function isPort({ op, attributes }: Node): boolean {
  const { role } = attributes;
  return op.isGiven === true && (role === "input" || role === "target");
}

/** Of a constant; what else is a source has none that are known. */
function numbersOf({ attributes: { value, values } }: Node): readonly unknown[] {
  return Array.isArray(values) ? (values as readonly unknown[]) : [value];
}

function areBelow(numbers: readonly unknown[], limit: number): boolean {
  return numbers.every((each) => typeof each === "number" && each >= 0 && each < limit);
}

interface Behind {
  /** `input tokens`: all ports that the value is made from. */
  readonly ports: ReadonlySet<string>;
  /** Names of those that are ints all the way. */
  readonly ints: ReadonlySet<string>;
}

function portsBehind(value: Value, inside: Inside | undefined): Behind {
  const ports = new Set<string>();
  const ints = new Set<string>();
  const seen = new Map<Node, boolean>();
  const waiting = [{ value, place: inside, isInt: true }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value: each, place } = next;
    const { node } = each;
    const isInt = next.isInt && each.type.element === "int";
    if (seen.get(node) === true || seen.get(node) === isInt) continue;
    seen.set(node, isInt);
    const name = String(node.attributes["name"]);
    if (isPort(node)) ports.add(`${String(node.attributes["role"])} ${name}`);
    if (isPort(node) && isInt) ints.add(name);
    const behind = place && isBodySource(node) ? outside(node, place) : undefined;
    if (behind !== undefined) waiting.push({ value: behind, place: place!.around, isInt });
    for (const input of node.inputs) waiting.push({ value: input, place, isInt });
  }
  return { ports, ints };
}
