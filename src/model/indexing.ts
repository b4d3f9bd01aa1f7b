/**
 * Indexing as in NumPy: `x[0]`, `x[1:4]`, `x[:, 0]`, `x[..., -1]`, `table[tokens]`.
 *
 * Invariant: the batch is never indexed; an int tensor among the subscripts takes elements of its axis,
 * each sample by its own numbers.
 */
import type { Build } from "../graph/build.generated.ts";
import type { Span } from "../diagnostics/source.ts";
import type { Value } from "../graph/graph.ts";
import { ShapeProblem } from "../graph/op.ts";
import { isBatched, type Dimension } from "../graph/type.ts";
import type * as ast from "../syntax/ast.ts";
import type { Elaboration } from "./elaboration.ts";

import {
  describe,
  formatSample,
  isList,
  known,
  list,
  poison,
  tensor,
  type Meaning,
  type Poison,
  type SeveralMeaning,
  type SingleMeaning,
  type StaticValue,
} from "./meaning.ts";
import type { Place } from "./place.ts";
import { reportShapeProblem } from "./shape-problems.ts";
import { wholeNumber } from "./statics.ts";
import { gatherAxes } from "./tensor-indices.ts";
import { shapeOf, toTensor } from "./tensors.ts";
import { quote } from "./wording.ts";

/** An axis being indexed. Nothing may be taken from a list, but not from a tensor. */
interface Axis {
  readonly length: number;
  readonly mayBeEmpty: boolean;
}

/** What is taken along one axis. */
type Taken =
  | { readonly kind: "one"; readonly at: number }
  | {
      readonly kind: "range";
      readonly from: number;
      readonly count: number;
      readonly step: number;
    }
  | { readonly kind: "by"; readonly indices: Value; readonly span: Span };

export function evaluateIndex(e: Elaboration, node: ast.Index, place: Place): Meaning {
  const wires = node.value.kind === "reference" ? e.evaluateAll(node.value, place) : poison;
  if (wires.kind === "several") return takeWires(e, node, wires, place);
  const base = e.evaluate(node.value, place);
  if (base.kind === "poison") return poison;
  const listed = base.kind === "static" && isList(base.value) && shapeOf(base) === undefined;
  const lengths = listed ? [(base.value as readonly StaticValue[]).length] : shapeOf(base);
  const asksNothing = node.subscripts.every(({ kind }) => kind === "ellipsis");
  if (lengths === undefined || (lengths.length === 0 && !asksNothing)) {
    const message = `${describe(base)} has no axes to index`;
    return e.problems.report("NN4006", message, { span: node.span, frame: place.frame });
  }
  const taken = readSubscripts(e, node, lengths, base, place);
  if (taken === undefined) return poison;
  const byTensor = taken.some(({ kind }) => kind === "by");
  if (base.kind === "static" && !byTensor) return known(takeStatic(base.value, taken));
  const value = toTensor(e, base, place, node.value.span);
  return "kind" in value ? poison : takeTensor(e, value, taken, node, place);
}

/** `xs[0]` is one of the wires of `...xs`, `xs[1:]` a list of them. */
function takeWires(e: Elaboration, node: ast.Index, wires: SeveralMeaning, place: Place): Meaning {
  const [first] = readSubscripts(e, node, [wires.items.length], wires, place) ?? [];
  if (first === undefined) return poison;
  if (first.kind === "one") return wires.items[first.at]!;
  if (first.kind === "by") {
    const message = "which of several wires is known to the compiler";
    return e.problems.report("NN3001", message, { span: node.span, frame: place.frame });
  }
  const { from, count, step } = first;
  return list(Array.from({ length: count }, (_, at) => wires.items[from + at * step]!));
}

/** One entry per axis; axes without a subscript are taken whole. */
function readSubscripts(
  e: Elaboration,
  node: ast.Index,
  lengths: readonly number[],
  base: Meaning,
  place: Place,
): readonly Taken[] | undefined {
  const dots = node.subscripts.filter(({ kind }) => kind === "ellipsis").length;
  const named = node.subscripts.length - dots;
  if (named > lengths.length || dots > 1) {
    const name = quote(node.value.span);
    const shown = base.kind === "tensor" ? `${name} (${formatSample(base.value.type)})` : name;
    const message =
      dots > 1
        ? "`...` stands once among the subscripts"
        : `${named} subscripts, but ${shown} has ${lengths.length === 1 ? "one axis" : `${lengths.length} axes`}`;
    e.problems.report("NN4006", message, { span: node.span, frame: place.frame });
    return undefined;
  }
  const whole = (length: number): Taken => ({ kind: "range", from: 0, count: length, step: 1 });
  const skipped = lengths.length - named;
  const all: (Taken | undefined)[] = [];
  for (const subscript of node.subscripts) {
    if (subscript.kind === "ellipsis") {
      for (let count = 0; count < skipped; count++) all.push(whole(lengths[all.length]!));
    } else {
      const axis = { length: lengths[all.length]!, mayBeEmpty: base.kind !== "tensor" };
      all.push(readSubscript(e, subscript, axis, place));
    }
  }
  while (all.length < lengths.length) all.push(whole(lengths[all.length]!));
  return all.every((each) => each !== undefined) ? all : undefined;
}

function readSubscript(
  e: Elaboration,
  subscript: Exclude<ast.Subscript, { kind: "ellipsis" }>,
  axis: Axis,
  place: Place,
): Taken | undefined {
  const { length } = axis;
  if (subscript.kind === "slice") return readSlice(e, subscript, axis, place);
  const meaning = e.evaluate(subscript.value, place);
  if (meaning.kind === "poison") return undefined;
  const at = { span: subscript.span, frame: place.frame };
  if (meaning.kind === "tensor" || isList(meaning.value)) {
    const places = meaning.kind === "static" ? known(fromStart(meaning.value, length)) : meaning;
    const indices = toTensor(e, places, place, subscript.span);
    if ("kind" in indices) return undefined;
    if (indices.type.element === "int") return { kind: "by", indices, span: subscript.span };
    const message = `an index must be an int, but ${quote(subscript.span)} is a ${indices.type.element}`;
    e.problems.report("NN3007", message, at);
    return undefined;
  }
  for (const name of meaning.runtime?.settings ?? []) e.fixed.add(name);
  const index = wholeNumber(e, meaning.value, -Infinity, "an index", {
    span: subscript.span,
    place,
  });
  if (typeof index !== "number") return undefined;
  if (index >= -length && index < length) {
    return { kind: "one", at: index < 0 ? index + length : index };
  }
  const message = `the index ${index} is outside of the axis: its ${length} elements are 0 to ${length - 1}`;
  e.problems.report("NN3008", message, at);
  return undefined;
}

/** In a list, too, -1 is the last. */
function fromStart(value: StaticValue, length: number): StaticValue {
  if (isList(value)) return value.map((each) => fromStart(each, length));
  return typeof value === "number" && value < 0 ? value + length : value;
}

/** Slices are clipped, as in NumPy. */
function readSlice(
  e: Elaboration,
  slice: Extract<ast.Subscript, { kind: "slice" }>,
  { length, mayBeEmpty }: Axis,
  place: Place,
): Taken | undefined {
  const step = readBound(e, slice.step, 1, place);
  if (typeof step !== "number") return undefined;
  if (step === 0) {
    e.problems.report("NN3008", "a slice cannot go in steps of 0", {
      span: slice.span,
      frame: place.frame,
    });
    return undefined;
  }
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const from = readBound(e, slice.from, step > 0 ? low : high, place);
  const to = readBound(e, slice.to, step > 0 ? high : low, place);
  if (typeof from !== "number" || typeof to !== "number") return undefined;
  const clip = (bound: number, given: boolean): number =>
    Math.min(high, Math.max(low, given && bound < 0 ? bound + length : bound));
  const [start, end] = [clip(from, slice.from !== undefined), clip(to, slice.to !== undefined)];
  const count = Math.max(0, Math.ceil((end - start) / step));
  if (count > 0 || mayBeEmpty) return { kind: "range", from: start, count, step };
  const message = `the slice takes nothing from an axis of length ${length}`;
  e.problems.report("NN3008", message, { span: slice.span, frame: place.frame });
  return undefined;
}

function readBound(
  e: Elaboration,
  expression: ast.Expression | undefined,
  otherwise: number,
  place: Place,
): number | Poison {
  if (expression === undefined) return otherwise;
  const meaning = e.evaluate(expression, place);
  if (meaning.kind === "poison") return poison;
  const value = meaning.kind === "static" ? meaning.value : undefined;
  if (meaning.kind === "tensor") {
    const message = `the bounds of a slice must be known to the compiler, but this is ${describe(meaning)}`;
    return e.problems.report("NN3001", message, { span: expression.span, frame: place.frame });
  }
  return wholeNumber(e, value, -Infinity, "the bound of a slice", {
    span: expression.span,
    place,
  });
}

function takeStatic(value: StaticValue, taken: readonly Taken[]): StaticValue {
  const [first, ...rest] = taken;
  if (first === undefined || !isList(value)) return value;
  if (first.kind === "one") return takeStatic(value[first.at], rest);
  if (first.kind === "by") return value;
  return Array.from({ length: first.count }, (_, at) =>
    takeStatic(value[first.from + at * first.step], rest),
  );
}

function takeTensor(
  e: Elaboration,
  value: Value,
  taken: readonly Taken[],
  node: ast.Index,
  place: Place,
): SingleMeaning {
  const build = e.buildAt(place, node.span);
  const sliced = sliceValue(build, value, taken);
  const left = taken.filter(({ kind }) => kind !== "one");
  const by = left.flatMap((each, axis) =>
    each.kind === "by" ? [{ axis, indices: each.indices, span: each.span }] : [],
  );
  if (by.length === 0) return tensor(sliced);
  try {
    return tensor(gatherAxes(build, sliced, by));
  } catch (error) {
    if (!(error instanceof ShapeProblem)) throw error;
    const values = by.map(({ indices }) => indices);
    const wires = by.map(({ indices, span }) => ({ meaning: tensor(indices), span }));
    if (error.detail.axis !== undefined)
      return reportShapeProblem(e, error, { ...node, title: "[…]", wires, values, place });
    return e.problems.report("NN3008", error.message, { span: node.span, frame: place.frame });
  }
}

function sliceValue(build: Build, value: Value, taken: readonly Taken[]): Value {
  const lead = isBatched(value.type) ? 1 : 0;
  const from: number[] = lead ? [0] : [];
  const count: Dimension[] = lead ? ["batch"] : [];
  const step: number[] = lead ? [1] : [];
  taken.forEach((each, axis) => {
    const length = value.type.shape[axis + lead]!;
    from.push(each.kind === "one" ? each.at : each.kind === "range" ? each.from : 0);
    count.push(each.kind === "one" ? 1 : each.kind === "range" ? each.count : length);
    step.push(each.kind === "range" ? each.step : 1);
  });
  const isWhole = value.type.shape.every(
    (length, axis) => count[axis] === length && from[axis] === 0 && step[axis] === 1,
  );
  const part = isWhole ? value : build.slice(value, from, count, step);
  const shape = count.filter((_, axis) => axis < lead || taken[axis - lead]!.kind !== "one");
  return shape.length === count.length ? part : build.reshape(part, shape);
}
