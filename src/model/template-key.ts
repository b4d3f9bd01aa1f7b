/**
 * What the expansion of a layer depends on, as a text.
 *
 * Invariant: applications with one key are expanded alike, but for names and places. Undefined where more
 * matters: blocks and shared layers see the names around them, of constants ops may read the numbers, and
 * settings of run time may become fixed.
 */
import type { Node, Value } from "../graph/graph.ts";
import type { Application } from "./elaboration.ts";
import type { DeclaredLayer, LayerValue } from "./layer-value.ts";
import { isLayer, isList, type SingleMeaning, type StaticValue } from "./meaning.ts";

/** Tells layers apart. */
export type NumberOf = (layer: LayerValue) => number;

/** The layer, its settings, the types of its wires, and which of these are one value. */
export function keyOfApplication(
  layer: DeclaredLayer,
  { wires, settings }: Application,
  numberOf: NumberOf,
): string | undefined {
  let key = String(numberOf(layer));
  const tensors = new Map<Value, number>();
  for (const { meaning } of wires) {
    const wire =
      meaning.kind === "tensor"
        ? keyOfTensor(meaning.value, tensors)
        : keyOfStatic(meaning, numberOf);
    if (wire === undefined) return undefined;
    key += `, ${wire}`;
  }
  for (const { name, trailing, meaning } of settings) {
    const setting = keyOfStatic(meaning, numberOf);
    if (setting === undefined) return undefined;
    key += `; ${trailing ? "{}" : (name?.text ?? "")} ${setting}`;
  }
  return key;
}

/** `known` numbers those that came before. */
function keyOfTensor(value: Value, known: Map<Value, number>): string | undefined {
  if (isConstant(value)) return undefined;
  const number = known.get(value) ?? known.size;
  known.set(value, number);
  const { element, shape } = value.type;
  return `${element} ${shape.join(" ")} @${number}`;
}

/** Also one that was only moved about: ops look through that. */
function isConstant(value: Value): boolean {
  let node: Node = value.node;
  while (node.op.family === "movement" && node.inputs.length === 1) node = node.inputs[0]!.node;
  return node.op.family === "source" && node.op.isGiven !== true;
}

/** A static value that is the same for whoever sees it: numbers, texts, lists of these. */
export function isPlain(meaning: SingleMeaning): boolean {
  const holdsLayer = (value: StaticValue): boolean =>
    isList(value) ? value.some(holdsLayer) : isLayer(value);
  return meaning.kind === "static" && !meaning.runtime && !holdsLayer(meaning.value);
}

function keyOfStatic(meaning: SingleMeaning, numberOf: NumberOf): string | undefined {
  if (meaning.kind !== "static" || meaning.runtime !== undefined) return undefined;
  return keyOfValue(meaning.value, numberOf);
}

/** A longer list would cost more than it saves. */
const longestList = 64;

function keyOfValue(value: StaticValue, numberOf: NumberOf): string | undefined {
  if (typeof value === "string") return JSON.stringify(value);
  if (isLayer(value)) return isClosed(value) ? `layer ${numberOf(value)}` : undefined;
  if (!isList(value)) return Object.is(value, -0) ? "-0" : String(value);
  if (value.length > longestList) return undefined;
  const items = value.map((each) => keyOfValue(each, numberOf));
  return items.includes(undefined) ? undefined : `[${items.join()}]`;
}

/** Does it see nothing but the names of its file? */
function isClosed({ kind }: LayerValue): boolean {
  return kind === "declared" || kind === "primitive" || kind === "builtin";
}
