/**
 * What an expression of `.nn` means while a model is elaborated: known now, known at run time, or wrong.
 *
 * Invariant: `poison` stands for something already reported; whatever is made from it is poison and
 * says nothing more.
 */
import type { Value } from "../graph/graph.ts";
import { sampleShape, type TensorType } from "../graph/type.ts";
import type { LayerValue } from "./layer-value.ts";

/** `none` is undefined. */
export type StaticValue =
  number | boolean | string | undefined | LayerValue | readonly StaticValue[];

export interface StaticMeaning {
  readonly kind: "static";
  readonly value: StaticValue;
  readonly runtime: RuntimeNumber | undefined;
}

/**
 * A number that is known, but may be another one at run time: a setting of an optimiser, and what is
 * computed from it. Where it decides about structure, its settings become fixed (`settings`).
 */
export interface RuntimeNumber {
  readonly settings: ReadonlySet<string>;
  readonly tensor: () => Value;
}

export interface TensorMeaning {
  readonly kind: "tensor";
  readonly value: Value;
}

/** Several results, or the wires of `...xs`, which may also be one or none. */
export interface SeveralMeaning {
  readonly kind: "several";
  readonly items: readonly SingleMeaning[];
}

export interface Poison {
  readonly kind: "poison";
}

export type SingleMeaning = StaticMeaning | TensorMeaning | Poison;
export type Meaning = SingleMeaning | SeveralMeaning;

export const poison: Poison = { kind: "poison" };

export function known(value: StaticValue, runtime?: RuntimeNumber): StaticMeaning {
  return { kind: "static", value, runtime };
}

export function tensor(value: Value): TensorMeaning {
  return { kind: "tensor", value };
}

/** One value stays as it is; otherwise they are several. */
export function several(items: readonly SingleMeaning[]): Meaning {
  return items.length === 1 ? items[0]! : { kind: "several", items };
}

/** The wires of `...xs`: a list, however many they are. */
export function list(items: readonly SingleMeaning[]): SeveralMeaning {
  return { kind: "several", items };
}

export function itemsOf(meaning: Meaning): readonly SingleMeaning[] {
  return meaning.kind === "several" ? meaning.items : [meaning];
}

export function isList(value: StaticValue): value is readonly StaticValue[] {
  return Array.isArray(value);
}

export function isLayer(value: StaticValue): value is LayerValue {
  return typeof value === "object" && !Array.isArray(value);
}

/** The static value; undefined, which also stands for `none`, where it is something else. */
export function staticOf(meaning: Meaning): StaticValue {
  return meaning.kind === "static" ? meaning.value : undefined;
}

/** `[256]`, `int[3]`, `a scalar`: the type of one sample. */
export function formatSample(type: TensorType): string {
  const shape = sampleShape(type);
  const element = type.element === "float" ? "" : type.element;
  if (shape.length === 0) return element === "" ? "a scalar" : `${article(element)} scalar`;
  return `${element}[${shape.join(", ")}]`;
}

function article(element: string): string {
  return element === "int" ? "an int" : `a ${element}`;
}

/** How a static value is written: `3`, `[1, 2]`, `"same"`, `none`. */
export function formatStatic(value: StaticValue): string {
  if (value === undefined) return "none";
  if (isList(value)) return `[${value.map(formatStatic).join(", ")}]`;
  if (isLayer(value)) return value.name === undefined ? "a block" : value.name;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/** For messages: `a tensor [256]`, `the number 3`, `a list`, `the layer relu`. */
export function describe(meaning: Meaning): string {
  switch (meaning.kind) {
    case "poison":
      return "something wrong";
    case "several":
      return `${meaning.items.length} values`;
    case "tensor":
      return `a tensor (${formatSample(meaning.value.type)})`;
    case "static":
      return describeStatic(meaning.value);
  }
}

function describeStatic(value: StaticValue): string {
  if (value === undefined) return "`none`";
  if (isList(value)) return `the list ${formatStatic(value)}`;
  if (isLayer(value)) return value.name === undefined ? "a block" : `the layer \`${value.name}\``;
  if (typeof value === "string") return `the text ${formatStatic(value)}`;
  return typeof value === "number" ? `the number ${value}` : `\`${value}\``;
}
