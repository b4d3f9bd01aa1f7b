/**
 * NN8001: a linear layer whose only reader is a linear layer.
 *
 * Invariant: what narrows in the middle, what works in groups and what is read elsewhere, too, is no
 * mistake: together those are not what one layer would be.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { tell } from "../diagnostics/tell.ts";
import type { Value } from "../graph/graph.ts";
import { elementCount } from "../graph/type.ts";
import { quote } from "../model/wording.ts";
import { linearInput, weightedData } from "./linear.ts";
import type { Region } from "./regions.ts";
import { withBodies, type Subject } from "./subject.ts";

export function findCollapsingLayers({ inference }: Subject): readonly Diagnostic[] {
  return withBodies(inference).flatMap((region) =>
    region.order.flatMap(({ values: [value] }) => (value && judge(value, region)) ?? []),
  );
}

function judge(second: Value, region: Region): Diagnostic | undefined {
  const product = mixed(second, region);
  const first = product && layerBefore(product.data, region);
  const [here, there] = [second.node.origin, first?.node.origin];
  if (!here || !first || !there || here.name === there.name) return undefined;
  if (narrows(sourceOf(mixed(first, region)!.data), first, second)) return undefined;
  const same = here.span.source === there.span.source && here.span.start === there.span.start;
  const name = quote(here.span);
  const message = same
    ? `${name} comes straight after itself: linear layers in a row are no more than one`
    : `${name} comes straight after ${quote(there.span)}: two linear layers are no more than one`;
  const related = [{ span: there.span, message: "the linear layer before it" }];
  return tell("NN8001", message, { span: here.span, related: same ? [] : related });
}

/** Every number of the result is made of all that the weights meet: no groups. */
function mixed(value: Value, region: Region) {
  const { op, attributes, inputs } = value.node;
  if (op.family !== "contraction") return undefined;
  const types = inputs.map(({ type }) => type);
  const lowered = op.lower(attributes, types, [value.type]);
  if (lowered.kind !== "contract") return undefined;
  const product = weightedData(value, region);
  if (product === undefined) return undefined;
  const { left, right, result } = lowered;
  const { shape } = value.type;
  const inGroups = result.some(
    (name, axis) => shape[axis] !== 1 && left.includes(name) && right.includes(name),
  );
  return inGroups ? undefined : product;
}

function layerBefore(data: Value, region: Region): Value | undefined {
  let value: Value | undefined = data;
  while (value !== undefined && region.reads(value) === 1) {
    if (mixed(value, region) !== undefined) return value;
    const isFixed = (input: Value): boolean => !region.hasData(input);
    value = linearInput(value, isFixed, isFixed);
  }
  return undefined;
}

/** The data before they were only moved: into windows, into other shapes. */
function sourceOf(data: Value): Value {
  let value = data;
  while (value.node.op.family === "movement" && value.node.inputs.length === 1) {
    value = value.node.inputs[0]!;
  }
  return value;
}

/** A code of fewer numbers than on both sides: one layer could not be held to that. */
function narrows(before: Value, middle: Value, after: Value): boolean {
  const [from, through, to] = [before, middle, after].map(({ type }) => elementCount(type.shape));
  return through! < from! && through! < to!;
}
