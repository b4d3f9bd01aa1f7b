/**
 * Says that shapes do not fit, in the user's words: what each operand is called, its shape, the first
 * dimension that differs, and where that shape came from.
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
import type { BoundSettings } from "./settings.ts";
import { appliedLayer } from "./trace.ts";
import { quoteForUser } from "./wording.ts";

export interface Misfit {
  /** For messages: `concat`, or an operator. */
  readonly title: string;
  readonly wires: readonly GivenWire[];
  readonly values: readonly Value[];
  /** The settings as they are given. */
  readonly bound?: BoundSettings;
  readonly place: Place;
  readonly span: Span;
}

/** An operand that is concerned: its name for people, and its value. */
interface Operand {
  readonly name: string;
  readonly value: Value;
}

export function reportShapeProblem(e: Elaboration, problem: ShapeProblem, misfit: Misfit): Poison {
  const { wires, values, place, span, title } = misfit;
  const { inputs = values.map((_, index) => index), axis, axes, setting } = problem.detail;
  const concerned = inputs.filter((index) => wires[index] && values[index]);
  const operands = concerned.map((index): Operand => {
    const name = quoteForUser(wires[index]!.span, place, e.problems);
    return { name, value: values[index]! };
  });
  const related = concerned.flatMap((index) => whereFrom(e, wires[index]!, values[index]!, place));
  const at = { span, frame: place.frame };
  if (operands.length >= 2 && axis !== undefined) {
    return e.problems.report("NN4001", differingAxis(operands, axis), at, { related });
  }
  if (operands.length === 2 && axes !== undefined) {
    const fix = turned(operands, axes);
    return e.problems.report("NN4005", differingAxes(operands, axes, title), at, { related, fix });
  }
  const text = withoutBatch(problem.message);
  const name = appliedLayer(at, e.problems) ?? title;
  const message = text.startsWith("`") ? text : `\`${name}\`: ${text}`;
  const given = setting && misfit.bound?.get(setting.name)?.span;
  if (given) {
    const inside = { span: withinText(given, setting), frame: place.frame };
    return e.problems.report("NN4012", message, inside, { related });
  }
  return e.problems.report("NN4005", message, at, { related });
}

/** A part of a text that is written out where it is given; all of it where it is not, or where it has escapes. */
function withinText(
  span: Span,
  { from, to }: { readonly from?: number; readonly to?: number },
): Span {
  const written = /"[^"\\\n]*"$/.exec(span.source.text.slice(span.start, span.end));
  if (written === null || from === undefined || to === undefined) return span;
  const start = span.start + written.index + 1;
  return { ...span, start: start + from, end: start + Math.max(to, from + 1) };
}

/** Aligned at their ends, the operands differ in one axis. */
function differingAxis(operands: readonly Operand[], axis: number): string {
  const sizes = operands.map(({ value }) => value.type.shape.at(axis)).filter((size) => size !== 1);
  const first = sizes[0];
  const other = sizes.find((size) => size !== undefined && size !== first);
  return `${listed(operands)} do not fit: their ${ordinal(axis)} dimensions are ${first} and ${other}`;
}

/** One axis of the first operand goes with another axis of the second. */
function differingAxes(
  operands: readonly Operand[],
  axes: readonly [number, number],
  title: string,
): string {
  const [one, other] = operands.map(({ name, value }, index) => {
    const axis = axes[index]!;
    return { axis: ordinal(axis), of: `of ${name} (${value.type.shape.at(axis)})` };
  });
  const wanted = `the ${one!.axis} dimension ${one!.of} equal to the ${other!.axis} ${other!.of}`;
  return `${listed(operands)} do not fit: \`${title}\` wants ${wanted}`;
}

/** A matrix that would fit if its two axes were exchanged, as weights come from elsewhere. */
function turned(
  operands: readonly Operand[],
  axes: readonly [number, number],
): { readonly message: string } | undefined {
  const [left, right] = operands as readonly [Operand, Operand];
  const { shape } = right.value.type;
  const wanted = left.value.type.shape.at(axes[0]);
  if (shape.length !== 2 || shape[0] === "batch" || shape.at(-3 - axes[1]) !== wanted) {
    return undefined;
  }
  return { message: `\`transpose(${right.name.slice(1, -1)})\` would fit` };
}

function listed(operands: readonly Operand[]): string {
  const shown = operands.map(({ name, value }) => `${name} (${formatSample(value.type)})`);
  return `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

/** Ops speak of whole types; people of one sample, where floats go without saying. */
function withoutBatch(message: string): string {
  return message
    .replaceAll("float[batch]", "a scalar")
    .replaceAll(/\b(int|bool)\[batch\]/g, "an $1 scalar")
    .replaceAll("[batch, ", "[")
    .replaceAll("[batch]", "[]")
    .replaceAll("float[", "[");
}

function ordinal(axis: number): string {
  if (axis === -1) return "last";
  return axis === -2 ? "last but one" : `${-axis}th last`;
}

/** Where the operand's value was made, if that is another place in the user's files. */
export function whereFrom(
  e: Elaboration,
  wire: { readonly span: Span },
  value: Value,
  place: Place,
): readonly Related[] {
  const origin = value.node.origin?.span;
  if (!origin || overlaps(origin, wire.span) || e.problems.isPrelude(origin.source)) return [];
  const name = quoteForUser(wire.span, place, e.problems);
  return [{ span: origin, message: `${name} is ${formatSample(value.type)} from here` }];
}

function overlaps(a: Span, b: Span): boolean {
  return a.source === b.source && a.start < b.end && b.start < a.end;
}
