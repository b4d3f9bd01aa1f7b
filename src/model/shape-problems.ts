/**
 * Says that shapes do not fit, in the user's words: what each operand is called, its shape, and where
 * that shape came from.
 *
 * Invariant: shapes are those of one sample; the batch is never written.
 */
import type { Related } from "../diagnostics/diagnostic.ts";
import type { Span } from "../diagnostics/source.ts";
import type { Value } from "../graph/graph.ts";
import type { ShapeProblem } from "../graph/op.ts";
import type { Elaboration, GivenWire } from "./elaboration.ts";
import { formatSample, type Poison } from "./meaning.ts";
import type { Place } from "./place.ts";

export interface Misfit {
  /** For messages: `concat`, or an operator. */
  readonly title: string;
  readonly wires: readonly GivenWire[];
  readonly values: readonly Value[];
  readonly place: Place;
  readonly span: Span;
}

export function reportShapeProblem(e: Elaboration, problem: ShapeProblem, misfit: Misfit): Poison {
  const { wires, values, place, span, title } = misfit;
  const concerned = (problem.detail.inputs ?? values.map((_, index) => index)).filter(
    (index) => wires[index] !== undefined && values[index] !== undefined,
  );
  const related = concerned.flatMap((index) => whereFrom(e, wires[index]!, values[index]!));
  const at = { span, frame: place.frame };
  const { axis } = problem.detail;
  if (axis === undefined || concerned.length < 2) {
    const text = withoutBatch(problem.message);
    const message = text.startsWith("`") ? text : `\`${title}\`: ${text}`;
    return e.problems.report("NN4005", message, at, { related });
  }
  const operands = concerned.map(
    (index) => `${quote(wires[index]!.span)} (${formatSample(values[index]!.type)})`,
  );
  const sizes = differing(values, axis).join(" and ");
  const message = `${operands.join(" and ")} do not fit: their ${ordinal(axis)} dimensions are ${sizes}`;
  return e.problems.report("NN4001", message, at, { related });
}

/** Ops speak of whole types; people of one sample, where floats go without saying. */
function withoutBatch(message: string): string {
  return message
    .replaceAll("float[batch]", "a scalar")
    .replaceAll(/\b(int|bool)\[batch\]/g, "an $1 scalar")
    .replaceAll("[batch, ", "[")
    .replaceAll("float[", "[");
}

function ordinal(axis: number): string {
  if (axis === -1) return "last";
  return axis === -2 ? "last but one" : `${-axis}th last`;
}

function differing(values: readonly Value[], axis: number): readonly unknown[] {
  const sizes = values.map((value) => value.type.shape.at(axis)).filter((size) => size !== 1);
  const first = sizes[0];
  return [first, sizes.find((size) => size !== undefined && size !== first)];
}

/** Where the operand's value was made, if that is another place in the user's files. */
export function whereFrom(
  e: Elaboration,
  wire: { readonly span: Span },
  value: Value,
): readonly Related[] {
  const origin = value.node.origin?.span;
  if (!origin || overlaps(origin, wire.span) || e.problems.isPrelude(origin.source)) return [];
  return [
    { span: origin, message: `${quote(wire.span)} is ${formatSample(value.type)} from here` },
  ];
}

function overlaps(a: Span, b: Span): boolean {
  return a.source === b.source && a.start < b.end && b.start < a.end;
}

/** The source text in backticks, if it is short. */
export function quote(span: Span): string {
  const text = span.source.text.slice(span.start, span.end).replaceAll(/\s+/g, " ");
  return text.length <= 40 ? `\`${text}\`` : `\`${text.slice(0, 36)} …\``;
}
