/**
 * Params and buffers: `param W: [in, out] ~ init`, `buffer mean: [c] = 0`.
 *
 * Invariant: one instance has one param of a name; a shared layer that is applied again finds it and
 * must want the same shape.
 */
import type { Span } from "../diagnostics/source.ts";
import type { Attributes, Value } from "../graph/graph.ts";
import { topologicalOrder } from "../graph/graph.ts";
import { sameShape, type TensorType } from "../graph/type.ts";
import type * as ast from "../syntax/ast.ts";
import { applyStage } from "./calls.ts";
import type { Elaboration, GivenSetting } from "./elaboration.ts";
import { annotatedType } from "./annotations.ts";
import { addOwned, createInstance } from "./instance.ts";
import {
  describe,
  formatSample,
  isLayer,
  known,
  poison,
  tensor,
  type Poison,
  type SingleMeaning,
} from "./meaning.ts";
import { keyAt, type Place } from "./place.ts";
import { toTensor } from "./tensors.ts";
import { quote } from "./wording.ts";

export function declareOwned(
  e: Elaboration,
  statement: ast.ParamStatement,
  place: Place,
): SingleMeaning {
  const { name, annotation, kind } = statement;
  const role = kind === "buffer" ? "buffer" : "param";
  const at = { span: name.span, frame: place.frame };
  if (place.instance.transparent) {
    const message = `an initialiser owns no ${role}s`;
    return e.problems.report("NN2009", message, at);
  }
  const type = annotatedType(e, annotation, place);
  if ("kind" in type) return poison;
  if (role === "param" && type.element !== "float") {
    const message = `a param is trained, so it is a float, not ${type.element === "int" ? "an int" : "a bool"}`;
    const fix = { message: "what is kept but not trained is a `buffer`" };
    return e.problems.report("NN3007", message, at, { fix });
  }
  const known = place.instance.owned.get(name.text);
  if (known !== undefined) return again(e, known, type, place, name);
  const initialiser = createInstance(e.tokens(), { transparent: true });
  const initial = startValue(e, statement, type, {
    ...place,
    instance: initialiser,
    loop: undefined,
    label: undefined,
  });
  if ("kind" in initial) return poison;
  const token = e.tokens();
  const source = e.buildAt(place, name.span).source(role, token, type);
  addOwned(place.instance, {
    role,
    name: name.text,
    token,
    key: keyAt({ ...place, key: [] }, name.span),
    type,
    source,
    initial,
    initialiser,
    span: userSpan(e, place, name.span),
  });
  return tensor(source);
}

/** Where the user sees it: the application, for a param of a prelude layer. */
function userSpan(e: Elaboration, { frame }: Place, span: Span): Span {
  return frame && e.problems.isPrelude(span.source) ? frame.user : span;
}

/** The same param of a shared layer at another application. */
function again(
  e: Elaboration,
  known: { readonly type: TensorType; readonly source: Value },
  type: TensorType,
  place: Place,
  name: ast.Name,
): SingleMeaning {
  if (sameShape(known.type.shape, type.shape)) return tensor(known.source);
  const [was, is] = [formatSample(known.type), formatSample(type)];
  const message = `\`${name.text}\` is shared, but it would be ${is} here and was ${was} before`;
  const span = place.frame?.user ?? name.span;
  return e.problems.report("NN4004", message, { span });
}

/** The value that a param, buffer or state starts from, in its full shape. */
export function startValue(
  e: Elaboration,
  statement: ast.ParamStatement,
  type: TensorType,
  place: Place,
): Value | Poison {
  const { start, kind, name } = statement;
  const at = { span: name.span, frame: place.frame };
  if (start === undefined) {
    const message = `how does \`${name.text}\` start? a ${kind} is drawn, or has a value`;
    const fix = { message: `write \`${kind} ${name.text}: … = 0\`, or \`~ glorotUniform\`` };
    return e.problems.report("NN5005", message, at, { fix });
  }
  const meaning =
    start.kind === "value"
      ? fixed(e, e.evaluate(start.value, place))
      : draw(e, start.stage, type, place);
  const span = start.kind === "value" ? start.value.span : start.stage.span;
  if (meaning.kind === "static" && isLayer(meaning.value)) {
    const message = `\`${name.text}\` cannot be ${describe(meaning)}: it may be drawn from it`;
    const fix = { message: `write \`~ ${quote(span).slice(1, -1)}\`` };
    return e.problems.report("NN3005", message, { span, frame: place.frame }, { fix });
  }
  const value = toTensor(e, meaning, place, span, type.element);
  if ("kind" in value) return poison;
  const source = topologicalOrder([value]).find(
    ({ op, attributes }) =>
      op.family === "source" && "role" in attributes && !becomesFixed(e, attributes),
  );
  if (source !== undefined) {
    const { role, name: from } = source.attributes;
    const message = `\`${name.text}\` cannot start from the ${String(role)} \`${String(from)}\`: it starts before anything is computed`;
    const fix = { message: "start from a number, or draw: `~ glorotUniform`" };
    return e.problems.report("NN5006", message, { span, frame: place.frame }, { fix });
  }
  return toShape(e, value, type, { span, place, what: `\`${name.text}\`` });
}

/** Settings that a start asks for are fixed when compiling: everything is elaborated once more. */
function fixed(e: Elaboration, meaning: SingleMeaning): SingleMeaning {
  if (meaning.kind !== "static" || meaning.runtime === undefined) return meaning;
  for (const name of meaning.runtime.settings) e.fixed.add(name);
  return known(meaning.value);
}

function becomesFixed(e: Elaboration, { role, name }: Attributes): boolean {
  if (role !== "setting") return false;
  e.fixed.add(String(name));
  return true;
}

/** Applies an initialiser: a layer without wires, whose setting `shape` is filled in here. */
function draw(e: Elaboration, stage: ast.Stage, type: TensorType, place: Place): SingleMeaning {
  const name: ast.Name = { text: "shape", primed: false, span: stage.layer.span };
  const shape: GivenSetting = {
    name,
    meaning: known(type.shape as readonly number[]),
    span: stage.layer.span,
    trailing: false,
  };
  const result = applyStage(e, stage, [], place, { outside: [shape] });
  if (result.kind !== "several") return result;
  const message = `an initialiser makes one value, not ${result.items.length}`;
  return e.problems.report("NN2111", message, { span: stage.span, frame: place.frame });
}

interface Fitting {
  readonly span: ast.Name["span"];
  readonly place: Place;
  /** What must have the type, for messages. */
  readonly what: string;
}

/** Repeats a value to a type's shape; it must fit without changing it. */
export function toShape(
  e: Elaboration,
  value: Value,
  type: TensorType,
  { span, place, what }: Fitting,
): Value | Poison {
  const { shape } = type;
  const own = value.type.shape;
  const fits =
    own.length <= shape.length &&
    own.every((each, axis) => each === 1 || each === shape[shape.length - own.length + axis]);
  const at = { span, frame: place.frame };
  if (!fits) {
    const message = `${what} is ${formatSample(type)}, but ${quote(span)} is ${formatSample(value.type)}`;
    const fix =
      shape.length === 0 ? { message: `say its shape: \`: [${own.join(", ")}]\`` } : undefined;
    return e.problems.report("NN4004", message, at, { fix });
  }
  if (type.element !== "float" && value.type.element !== type.element) {
    const message = `${what} is ${formatSample(type)}, but ${quote(span)} is a ${value.type.element}`;
    return e.problems.report("NN3007", message, at);
  }
  const axes = own.map((_, axis) => shape.length - own.length + axis);
  const build = e.buildAt(place, span);
  const whole = build.broadcast(value, shape, axes);
  return whole.type.element === type.element ? whole : build.multiply(build.constant(1), whole);
}
