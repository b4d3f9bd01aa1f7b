/**
 * What a `scan` node is: a sub-graph applied once for each step of a sequence.
 *
 * Invariant: the body reaches nothing outside of it. Its sources are `constant:0…` (the same at every
 * step), `carry:0…` (a state before the step) and `element:0…` (a step's part of a sequence); its outputs
 * `next:0…`, one for each carry, then `emit:0…`. The node's inputs are the constants, the states' starts
 * and the sequences; its results the states after the last step and the stacked emits. Time is the first
 * axis of a sequence, behind the batch. Nothing in a body draws: what a step draws is a sequence.
 */
import {
  nodesOf,
  topologicalOrder,
  type Attributes,
  type Graph,
  type Node,
  type Output,
  type Value,
} from "./graph.ts";
import { isBatched, type Shape, type TensorType } from "./type.ts";

export interface ScanAttributes {
  /** Number of steps, at least 1. */
  readonly length: number;
  /** Walks from the last step to the first. */
  readonly reverse: boolean;
  /** How many inputs are constants, and how many behind them are starts of states. */
  readonly constants: number;
  readonly states: number;
  readonly body: Graph;
}

export type BodyRole = "constant" | "carry" | "element";

const bodyRoles: ReadonlySet<unknown> = new Set(["constant", "carry", "element"]);

export function scanAttributes(attributes: Attributes): ScanAttributes {
  return attributes as unknown as ScanAttributes;
}

/** Is the node a scan, and so has a body? */
export function isScan({ op, attributes }: Pick<Node, "op" | "attributes">): boolean {
  return op.family === "structure" && "body" in attributes;
}

export function hasScans(graph: Graph): boolean {
  return nodesOf(graph).some(isScan);
}

/** A scan's parts by what they are. */
export interface ScanParts extends ScanAttributes {
  readonly constantInputs: readonly Value[];
  readonly starts: readonly Value[];
  readonly sequences: readonly Value[];
  readonly next: readonly Value[];
  readonly emits: readonly Value[];
}

export function partsOfScan({
  inputs,
  attributes,
}: Pick<Node, "inputs" | "attributes">): ScanParts {
  const scan = scanAttributes(attributes);
  const values = scan.body.outputs.map(({ value }) => value);
  return {
    ...scan,
    constantInputs: inputs.slice(0, scan.constants),
    starts: inputs.slice(scan.constants, scan.constants + scan.states),
    sequences: inputs.slice(scan.constants + scan.states),
    next: values.slice(0, scan.states),
    emits: values.slice(scan.states),
  };
}

/** Inputs and attributes of a scan made of parts; the counts come from the lists. */
export function assembleScan(
  parts: Omit<ScanParts, "constants" | "states" | "body"> & { readonly name: string },
): { readonly inputs: readonly Value[]; readonly attributes: Attributes } {
  const { constantInputs, starts, sequences, next, emits, length, reverse, name } = parts;
  const named = (role: string, values: readonly Value[]): readonly Output[] =>
    values.map((value, index) => ({ name: `${role}:${index}`, value }));
  return {
    inputs: [...constantInputs, ...starts, ...sequences],
    attributes: {
      length,
      reverse,
      constants: constantInputs.length,
      states: starts.length,
      body: { name, outputs: [...named("next", next), ...named("emit", emits)] },
    },
  };
}

/** Role and number of a source of a body. */
export function bodySource({ attributes }: Node): {
  readonly role: BodyRole;
  readonly index: number;
} {
  return { role: attributes["role"] as BodyRole, index: Number(attributes["name"]) };
}

/** The input of the scan that a source of its body stands for: a constant, a start, a sequence. */
export function inputBehind(scan: ScanParts, source: Node): Value {
  const { role, index } = bodySource(source);
  if (role === "constant") return scan.constantInputs[index]!;
  return role === "carry" ? scan.starts[index]! : scan.sequences[index]!;
}

export function bodySources(body: Graph): readonly Node[] {
  const roots = body.outputs.map(({ value }) => value);
  return topologicalOrder(roots).filter(isBodySource);
}

export function isBodySource({ op, attributes }: Node): boolean {
  return op.isGiven === true && bodyRoles.has(attributes["role"]);
}

/** Where time stands in a sequence. */
export function timeAxis(sequence: TensorType): 0 | 1 {
  return isBatched(sequence) ? 1 : 0;
}

/** The type of a sequence of `length` values. */
export function stackedType(step: TensorType, length: number): TensorType {
  const skip = timeAxis(step);
  return { ...step, shape: [...step.shape.slice(0, skip), length, ...step.shape.slice(skip)] };
}

/** The type of one step of a sequence. */
export function stepType(sequence: TensorType): TensorType {
  const axis = timeAxis(sequence);
  return { ...sequence, shape: withoutTime(sequence.shape, axis) };
}

function withoutTime(shape: Shape, axis: number): Shape {
  return [...shape.slice(0, axis), ...shape.slice(axis + 1)];
}
