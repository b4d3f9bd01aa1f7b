/**
 * The primitives as `.nn` sees them: by name and by operator, on static values and on tensors.
 *
 * Invariant: nothing here knows an op; names, wires, settings and operators come from the surfaces.
 */
import type { Span } from "../diagnostics/source.ts";
import { copyNode } from "../graph/create-node.ts";
import type { Value } from "../graph/graph.ts";
import { ShapeProblem, type Static, type Surface, type SurfaceSetting } from "../graph/op.ts";
import { rewriteValues } from "../graph/rewrite.ts";
import { elementCount, isBatched, type ElementType } from "../graph/type.ts";
import { ops, surfaces } from "../ops/registry.generated.ts";
import { axesOf, includesBatch } from "./axes.ts";
import type { Elaboration, GivenWire } from "./elaboration.ts";
import { placeDraw } from "./instance.ts";
import type { Primitive, PrimitiveLayer } from "./layer-value.ts";
import {
  describe,
  isLayer,
  isList,
  known,
  poison,
  several,
  tensor,
  type Meaning,
  type StaticMeaning,
  type StaticValue,
} from "./meaning.ts";
import { keyAt, type Place } from "./place.ts";
import type { BoundSettings, Signature } from "./settings.ts";
import { reportShapeProblem } from "./shape-problems.ts";
import { largestCount, shapeOfStatic, toTensor } from "./tensors.ts";

export interface Primitives {
  readonly byName: ReadonlyMap<string, PrimitiveLayer>;
  readonly byOperator: ReadonlyMap<string, PrimitiveLayer>;
}

export function listPrimitives(): Primitives {
  const byName = new Map<string, PrimitiveLayer>();
  const byOperator = new Map<string, PrimitiveLayer>();
  const add = (into: Map<string, PrimitiveLayer>, name: string, form: Primitive): void => {
    const forms = [...(into.get(name)?.forms ?? []), form];
    into.set(name, { kind: "primitive", name, forms });
  };
  const families = new Map(ops.map((op) => [op.surface, op]));
  for (const surface of surfaces) {
    const op = families.get(surface);
    const variadic = surface.wires.some(isVariadic);
    const alike = op?.family === "elementwise" || op?.family === "contraction" || variadic;
    const signature = signatureOfSurface(surface);
    const form = {
      surface,
      signature,
      wiresAlike: alike,
      isElementwise: op?.family === "elementwise",
    };
    if (surface.operator !== undefined) add(byOperator, surface.operator, form);
    const name = surface.name ?? (surface.operator === undefined ? op?.name : undefined);
    if (name !== undefined) add(byName, name, form);
  }
  return { byName, byOperator };
}

function signatureOfSurface({ wires, settings }: Surface): Signature {
  return {
    wires: wires.map((wire) => ({ name: wire.replace("...", ""), variadic: isVariadic(wire) })),
    settings: settings.map((each) => ({ name: each.name, required: !("default" in each) })),
  };
}

export function isVariadic(wire: string): boolean {
  return wire.startsWith("...");
}

export interface PrimitiveCall {
  /** For messages: `concat`, or an operator. */
  readonly title: string;
  readonly form: Primitive;
  readonly wires: readonly GivenWire[];
  readonly settings: Readonly<Record<string, Static>>;
  /** Settings beside those that the surface declares. */
  readonly sizes?: ReadonlyMap<string, number>;
  /** The settings as they are given. */
  readonly bound?: BoundSettings;
  readonly place: Place;
  readonly name: Span;
  readonly span: Span;
}

export function applyPrimitive(e: Elaboration, call: PrimitiveCall): Meaning {
  if (call.wires.some(({ meaning }) => meaning.kind === "poison")) return poison;
  return evaluateKnown(e, call) ?? applyToTensors(e, call);
}

/** On static values; undefined when that is not possible. */
function evaluateKnown(e: Elaboration, call: PrimitiveCall): Meaning | undefined {
  const { form, wires, settings } = call;
  const { evaluateStatic } = form.surface;
  if (evaluateStatic === undefined || !takesWhole(settings)) return undefined;
  const meanings = wires.map(({ meaning }) => meaning);
  if (!meanings.every((each): each is StaticMeaning => each.kind === "static")) return undefined;
  const value = overStatics(
    meanings.map((each) => each.value),
    (values) => evaluateStatic(values, settings),
    form.isElementwise,
  );
  if (value === undefined) return undefined;
  const names = meanings.flatMap(({ runtime }) => [...(runtime?.settings ?? [])]);
  if (names.length === 0) return known(value);
  return known(value, {
    settings: new Set(names),
    tensor: once(() => {
      const result = applyToTensors(e, call);
      return result.kind === "tensor" ? result.value : e.buildAt(call.place, call.span).constant(0);
    }),
  });
}

function once<T>(compute: () => T): () => T {
  let result: { readonly value: T } | undefined;
  return () => (result ??= { value: compute() }).value;
}

function isNumber(value: StaticValue): value is number | boolean {
  return typeof value === "number" || typeof value === "boolean";
}

/** A reduction of a flat list needs no axis; with other settings it is left to the tensors. */
function takesWhole({ axis, keep }: Readonly<Record<string, Static>>): boolean {
  return keep !== true && (axis === undefined || axis === 0 || axis === -1);
}

/** Numbers as they are, a list as one argument, or lists of one shape element by element. */
function overStatics(
  values: readonly StaticValue[],
  compute: (values: readonly Static[]) => Static,
  isElementwise: boolean,
): StaticValue {
  if (values.every(isNumber)) return compute(values);
  if (!isElementwise) {
    const [list] = values;
    const isFlat = isList(list) && list.length > 0 && list.every(isNumber);
    return values.length === 1 && isFlat ? compute([list as readonly number[]]) : undefined;
  }
  const shapes = values.filter(isList).map((list) => shapeOfStatic(list)?.join());
  if (shapes.length < values.filter((each) => !isNumber(each)).length) return undefined;
  const isOne = shapes[0] !== undefined && shapes.every((shape) => shape === shapes[0]);
  return isOne ? mapStatics(values, compute) : undefined;
}

function mapStatics(
  values: readonly StaticValue[],
  compute: (values: readonly Static[]) => Static,
): StaticValue {
  const list = values.find(isList);
  if (list === undefined) return compute(values as readonly Static[]);
  return list.map((_, at) =>
    mapStatics(
      values.map((each) => (isList(each) ? each[at] : each)),
      compute,
    ),
  );
}

function applyToTensors(e: Elaboration, call: PrimitiveCall): Meaning {
  const { place, span } = call;
  const { surface } = call.form;
  const wires = tensorsOf(e, call);
  if (wires === undefined) return poison;
  const build = e.buildAt(place, span);
  try {
    const first = wires[0];
    const overBatch = first && includesBatch(call.settings["axis"]) && !isBatched(first.type);
    const given = overBatch ? [build.perSample(first), ...wires.slice(1)] : wires;
    const result = surface.apply({
      wires: given,
      settings: call.settings,
      ...(call.sizes && { sizes: call.sizes }),
      build,
      drawsPerSample: !place.instance.transparent,
      axes: axesOf,
    });
    const values: readonly Value[] = Array.isArray(result) ? result : [result as Value];
    checkDimensions(values);
    return several(placed(e, values, call).map(tensor));
  } catch (error) {
    if (!(error instanceof ShapeProblem)) throw error;
    return reportShapeProblem(e, error, { ...call, values: wires });
  }
}

/** Surfaces trust their settings; what nonsense makes of a shape is told here. */
function checkDimensions(values: readonly Value[]): void {
  for (const { type } of values) {
    const fits = type.shape.every(
      (each) => each === "batch" || (Number.isSafeInteger(each) && each >= 1),
    );
    if (!fits) throw new ShapeProblem("the settings leave no shape of whole numbers above 0");
    const count = elementCount(type.shape);
    if (count > largestCount) throw new ShapeProblem(`the result would have ${count} elements`);
  }
}

function tensorsOf(e: Elaboration, call: PrimitiveCall): readonly Value[] | undefined {
  const { wires, place } = call;
  const hasFloat = wires.some(
    ({ meaning }) => meaning.kind === "tensor" && meaning.value.type.element === "float",
  );
  const element: ElementType | undefined = hasFloat && call.form.wiresAlike ? "float" : undefined;
  const values: Value[] = [];
  for (const { meaning, span } of wires) {
    const isTruth = meaning.kind === "static" && typeof meaning.value === "boolean";
    const value = toTensor(e, meaning, place, span, isTruth ? undefined : element);
    if ("kind" in value) return undefined;
    values.push(value);
  }
  return values;
}

/** Draws get the place where they stand. What draws has no wires, so its graph is small. */
function placed(e: Elaboration, values: readonly Value[], call: PrimitiveCall): readonly Value[] {
  if (call.form.surface.wires.length > 0) return values;
  const { instance, loop } = call.place;
  return rewriteValues(values, (node) => {
    const { op, inputs, attributes, origin } = node;
    if (op.family !== "draw" || attributes["place"] !== "") return undefined;
    const place = placeDraw(instance, keyAt(call.place, call.name), e.tokens);
    loop?.draws.add(place);
    return copyNode(node, { inputs, attributes: { ...attributes, place }, origin });
  });
}

/** Settings as ops take them, and the first that does not fit. */
export function primitiveSettings(
  surface: Surface,
  given: ReadonlyMap<string, StaticValue>,
): {
  readonly settings: Readonly<Record<string, Static>>;
  readonly sizes: ReadonlyMap<string, number>;
  readonly unfit: { readonly name: string; readonly message: string } | undefined;
} {
  const settings: Record<string, Static> = {};
  const sizes = new Map<string, number>();
  for (const [name, value] of given) {
    if (surface.settings.some((each) => each.name === name)) continue;
    if (typeof value !== "number" || !Number.isInteger(value) || value < 1) {
      const message = `\`${name}\` is the length of an axis, not ${describe(known(value))}`;
      return { settings, sizes, unfit: { name, message } };
    }
    sizes.set(name, value);
  }
  for (const setting of surface.settings) {
    const { name } = setting;
    const value = given.has(name) ? given.get(name) : setting.default;
    const message = given.has(name) ? unfit(setting, value) : undefined;
    if (message !== undefined) return { settings, sizes, unfit: { name, message } };
    settings[name] = value as Static;
  }
  return { settings, sizes, unfit: undefined };
}

function unfit(
  { name, default: preset, takesList }: SurfaceSetting,
  value: StaticValue,
): string | undefined {
  const shown = describe(known(value));
  if (isLayer(value)) return `\`${name}\` is ${shown}, not a number or a list`;
  if (typeof preset === "boolean") {
    return typeof value === "boolean" ? undefined : `\`${name}\` is true or false, not ${shown}`;
  }
  if (name === "axis") return isAxis(value) ? undefined : `\`axis\` cannot be ${shown}`;
  if (typeof preset === "number" && takesList !== true) {
    return typeof value === "number" ? undefined : `\`${name}\` is a number, not ${shown}`;
  }
  const isNumbers = isList(value)
    ? value.every((each) => typeof each === "number")
    : isNumber(value);
  const fits =
    isNumbers || (value === undefined && preset === undefined) || typeof value === "string";
  return fits ? undefined : `\`${name}\` is a number or a list of numbers, not ${shown}`;
}

function isAxis(value: StaticValue): boolean {
  if (isList(value)) return value.every((each) => !isList(each) && isAxis(each));
  return (
    value === undefined ||
    value === "batch" ||
    (typeof value === "number" && Number.isInteger(value))
  );
}
