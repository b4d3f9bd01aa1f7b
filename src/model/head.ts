/**
 * The head of a layer: wires against their shape patterns, settings with their defaults, and the
 * dimensions that the patterns bind.
 *
 * Invariant: bare names are bound from left to right; what is an expression, or a setting's name, is
 * checked when all are bound.
 */
import type { Span } from "../diagnostics/source.ts";
import type * as ast from "../syntax/ast.ts";
import type { Application, Elaboration } from "./elaboration.ts";
import {
  describe,
  formatStatic,
  itemsOf,
  known,
  type Meaning,
  type SingleMeaning,
  type StaticValue,
} from "./meaning.ts";
import type { Place } from "./place.ts";
import { createScope, type Binding, type Scope } from "./scope.ts";
import type { BoundSettings } from "./settings.ts";
import { quote } from "./wording.ts";
import {
  countDimensions,
  givenShape,
  oneMore,
  pattern,
  reportWire,
  titleOf,
  wireSpan,
} from "./wire-problems.ts";
import { evaluateStatic } from "./statics.ts";
import { elementOfStatic, shapeOf } from "./tensors.ts";

export interface Given {
  readonly wires: ReadonlyMap<string, Meaning>;
  readonly settings: BoundSettings;
}

interface Declaration {
  readonly name: ast.Name;
  readonly wires: readonly ast.Wire[];
  readonly settings: readonly ast.Setting[];
}

interface Dimension {
  readonly value: StaticValue;
  /** The wire that bound it, and where. */
  readonly wire: string;
  readonly span: Span;
}

/** A dimension to compare when all bare names are bound. */
interface Check {
  readonly expression: ast.Expression;
  readonly actual: number;
  readonly wire: ast.Wire;
}

interface Head {
  readonly e: Elaboration;
  readonly declaration: Declaration;
  readonly application: Application;
  readonly bound: Map<string, Dimension>;
  readonly checks: Check[];
}

/** The place of the body, with the head's names in scope; undefined when a wire does not fit. */
export function createHead(
  e: Elaboration,
  declaration: Declaration,
  given: Given,
  { around, application }: { readonly around: Place; readonly application: Application },
): Place | undefined {
  const bound = new Map<string, Dimension>();
  const scope = headScope(e, declaration, given, bound, { around, application });
  const place: Place = { ...around, scope };
  const head: Head = { e, declaration, application, bound, checks: [] };
  for (const wire of declaration.wires) {
    for (const meaning of itemsOf(given.wires.get(wire.name.text)!)) {
      if (!matchWire(head, wire, meaning)) return undefined;
    }
  }
  for (const check of head.checks) if (!holds(head, check, place)) return undefined;
  return place;
}

function headScope(
  e: Elaboration,
  { wires, settings }: Declaration,
  given: Given,
  bound: ReadonlyMap<string, Dimension>,
  { around, application }: { readonly around: Place; readonly application: Application },
): Scope {
  const bindings: Binding[] = wires.map(({ name, variadic }, index) => ({
    name: name.text,
    what: "wire",
    span: name.span,
    mayBeLayer: false,
    meaning: () => given.wires.get(name.text)!,
    given: variadic ? undefined : givenAt(application, index),
  }));
  const scope = createScope(around.scope, bindings);
  const withSettings = new Map<string, Binding>();
  const place = (): Place => ({ ...around, scope: whole });
  for (const setting of settings) {
    const { text } = setting.name;
    const value = given.settings.get(text);
    const meaning = value
      ? () => value.meaning
      : e.lazy(text, setting.name.span, () => evaluateDefault(e, setting, place()));
    const what = { name: text, what: "setting", span: setting.name.span, mayBeLayer: true };
    withSettings.set(text, { ...what, meaning });
  }
  const whole: Scope = {
    parent: around.scope,
    find: (name) => scope.find(name) ?? withSettings.get(name) ?? dimension(name, bound),
    names: () => [...scope.names(), ...withSettings.keys(), ...bound.keys()],
  };
  return whole;
}

function givenAt({ wires, place }: Application, index: number): Binding["given"] {
  const wire = wires[index];
  return wire && { span: wire.span, place };
}

function evaluateDefault(e: Elaboration, setting: ast.Setting, place: Place): SingleMeaning {
  const expression = setting.defaultValue!;
  const value = evaluateStatic(e, expression, place, `the setting \`${setting.name.text}\``);
  return value.kind === "poison" ? value : known(value.value);
}

function dimension(name: string, bound: ReadonlyMap<string, Dimension>): Binding | undefined {
  const found = bound.get(name);
  if (found === undefined) return undefined;
  const meaning = known(found.value);
  return { name, what: "dimension", span: found.span, mayBeLayer: false, meaning: () => meaning };
}

function matchWire(head: Head, wire: ast.Wire, meaning: SingleMeaning): boolean {
  const { annotation } = wire;
  if (annotation === undefined || meaning.kind === "poison") return true;
  if (annotation.type && !hasElement(head, wire, annotation.type, meaning)) return false;
  if (annotation.shape === undefined) return true;
  const shape = shapeOf(meaning);
  if (shape === undefined) {
    reportWire(
      head,
      wire,
      `${titleOf(head)} wants ${pattern(wire)}, but this is ${describe(meaning)}`,
    );
    return false;
  }
  return matchShape(head, wire, annotation.shape, shape);
}

function matchShape(
  head: Head,
  wire: ast.Wire,
  dimensions: readonly ast.Dimension[],
  shape: readonly number[],
): boolean {
  const rest = dimensions.findIndex(({ kind }) => kind === "rest");
  const fits =
    rest === -1 ? shape.length === dimensions.length : shape.length >= dimensions.length - 1;
  if (!fits) {
    const shown = shape.length === 0 ? "a scalar" : `[${shape.join(", ")}]`;
    const least = rest === -1 ? "" : "at least ";
    const count = rest === -1 ? dimensions.length : dimensions.length - 1;
    const message = `${titleOf(head)} wants ${pattern(wire)}, ${least}${countDimensions(count)}, but gets ${shown}`;
    reportWire(head, wire, message, { fix: oneMore(dimensions, shape) });
    return false;
  }
  const lead = rest === -1 ? 0 : shape.length - dimensions.length + 1;
  let at = 0;
  for (const each of dimensions) {
    if (each.kind === "rest") {
      const taken = shape.slice(at, at + lead);
      if (each.name && !bindDimension(head, wire, each.name, taken)) return false;
      at += lead;
      continue;
    }
    const actual = shape[at++]!;
    if (isBareName(head, each)) {
      if (!bindDimension(head, wire, each.name, actual)) return false;
    } else head.checks.push({ expression: each, actual, wire });
  }
  return true;
}

/** A bare name binds, unless it is one of the layer's settings. */
function isBareName(head: Head, node: ast.Expression): node is ast.Reference {
  if (node.kind !== "reference" || node.name.primed) return false;
  return !head.declaration.settings.some(({ name }) => name.text === node.name.text);
}

function bindDimension(head: Head, wire: ast.Wire, name: ast.Name, value: StaticValue): boolean {
  const before = head.bound.get(name.text);
  if (before === undefined) {
    head.bound.set(name.text, { value, wire: wire.name.text, span: name.span });
    return true;
  }
  const [was, is] = [formatStatic(before.value), formatStatic(value)];
  if (was === is) return true;
  const by = before.wire === wire.name.text ? "" : ` by \`${before.wire}\``;
  const message = `${titleOf(head)} wants ${pattern(wire)}, where \`${name.text}\` is ${was}${by}, but gets ${givenShape(head, wire)}: ${is} is not ${was}`;
  reportWire(head, wire, message, { other: before.wire });
  return false;
}

function holds(head: Head, { expression, actual, wire }: Check, place: Place): boolean {
  const what = "a dimension";
  const value = evaluateStatic(head.e, expression, place, what);
  if (value.kind === "poison") return false;
  if (value.value === actual) return true;
  const wanted = formatStatic(value.value);
  const where =
    expression.kind === "number" ? "" : `, where ${quote(expression.span)} is ${wanted}`;
  const message = `${titleOf(head)} wants ${pattern(wire)}${where}, but gets ${givenShape(head, wire)}: ${actual} is not ${wanted}`;
  reportWire(head, wire, message);
  return false;
}

function hasElement(head: Head, wire: ast.Wire, type: ast.Name, meaning: SingleMeaning): boolean {
  const element =
    meaning.kind === "tensor"
      ? meaning.value.type.element
      : meaning.kind === "static" && shapeOf(meaning)
        ? elementOfStatic(meaning.value)
        : undefined;
  if (element === type.text) return true;
  if (meaning.kind === "static" && element === "int" && type.text === "float") return true;
  const { application, e } = head;
  const span = wireSpan(head, wire) ?? application.span;
  const is = element === undefined ? describe(meaning) : nounOf[element];
  const message = `${titleOf(head)} wants ${pattern(wire)}, but ${quote(span)} is ${is}`;
  const fix =
    type.text === "int" && element === "float"
      ? { message: "ints are declared so: `input ids: int[12]`; `argmax` and `range` make some" }
      : undefined;
  e.problems.report("NN3007", message, { span, frame: application.place.frame }, { fix });
  return false;
}

const nounOf = { float: "a float tensor", int: "an int tensor", bool: "a bool tensor" } as const;
