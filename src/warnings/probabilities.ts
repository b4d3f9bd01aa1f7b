/**
 * NN8002: a softmax under a squared error. NN8006: a linear layer under a logarithm.
 *
 * Invariant: only what a loss is computed from is looked at; metrics may measure as they like. What stands
 * between the two shifts, scales by constants, or picks elements out.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { tell } from "../diagnostics/tell.ts";
import { createBuild } from "../graph/build.ts";
import type { Node, Value } from "../graph/graph.ts";
import { isScan } from "../graph/scan.ts";
import { quote } from "../model/wording.ts";
import { createSignOf } from "../ops/kit/logarithm.ts";
import { linearInput, squared, weightedData } from "./linear.ts";
import type { Region } from "./regions.ts";
import { whereComputed, withBodies, type Placed, type Subject } from "./subject.ts";

export function findSquaredSoftmax({ loss }: Subject): readonly Diagnostic[] {
  const context = { signOf: createSignOf(), build: createBuild() };
  const isSoftmax = (value: Value): boolean =>
    value.node.op.proportion?.(value, context) === "of all";
  const isBehind = loss === undefined ? () => false : behindAny(loss, isSoftmax);
  return eachValue(loss).flatMap(({ value, region }) => {
    if (region === loss && !isBehind(value)) return [];
    const base = squared(value, context.build);
    const way = base === undefined ? [] : linearWay({ value: base, region });
    const found = way.findIndex((each) => isSoftmax(each.value));
    const compared = way.slice(0, found).some((each) => isCompared(each));
    const [here, there] = [value.node.origin, way[found]?.value.node.origin];
    if (!here || !there || !compared) return [];
    const message = `${quote(here.span)} squares the error of ${quote(there.span)}, which is flat where it is sure`;
    const related = [{ span: there.span, message: "the probabilities are made here" }];
    return [tell("NN8002", message, { span: here.span, related })];
  });
}

/** Is the value computed from such values? Of what is in a scan nothing is known. */
function behindAny(
  { order }: Region,
  isSuch: (value: Value) => boolean,
): (value: Value) => boolean {
  const behind = new Set<Node>();
  for (const node of order) {
    const isFrom = isScan(node) || node.values.some(isSuch);
    if (isFrom || node.inputs.some((input) => behind.has(input.node))) behind.add(node);
  }
  return ({ node }) => behind.has(node);
}

export function findRawProbabilities({ loss }: Subject): readonly Diagnostic[] {
  return eachValue(loss).flatMap(({ value, region }) => {
    if (value.node.op.domain !== "positive") return [];
    const way = linearWay({ value: value.node.inputs[0]!, region });
    const layer = way.find((each) => weightedData(each.value, each.region) !== undefined);
    const [here, there] = [value.node.origin, layer?.value.node.origin];
    if (!here || !there) return [];
    const message = `${quote(here.span)} wants probabilities, but gets what comes out of ${quote(there.span)}: any number, also below 0`;
    const related = [{ span: there.span, message: "nothing comes behind this linear layer" }];
    return [tell("NN8006", message, { span: here.span, related })];
  });
}

function eachValue(region: Region | undefined): readonly Placed[] {
  return (region === undefined ? [] : withBodies(region)).flatMap((each) =>
    each.order.flatMap(({ values: [value] }) => (value ? [{ value, region: each }] : [])),
  );
}

/**
 * From a value back through what is linear in the one input that trained params have a part in: shifts by
 * anything, scales by constants, and whatever picks elements out.
 */
function linearWay(start: Placed): readonly Placed[] {
  const way: Placed[] = [];
  let current: Placed | undefined = whereComputed(start);
  while (current !== undefined) {
    way.push(current);
    const { region, value }: Placed = current;
    const hasBoth = (input: Value): boolean => region.hasTrained(input) && region.hasData(input);
    const hasNeither = (input: Value): boolean =>
      !region.hasTrained(input) && !region.hasData(input);
    const next = linearInput(
      value,
      (input) => !hasBoth(input),
      (input) => hasNeither(input) || input.type.element !== "float",
    );
    current = next && whereComputed({ value: next, region });
  }
  return way;
}

/** Something that is given stands against it: the truth. What only says where to look is none. */
function isCompared({ value: { node }, region }: Placed): boolean {
  const against = node.inputs.slice(0, node.op.dataInputs);
  return against.some((input) => region.hasData(input) && !region.hasTrained(input));
}
