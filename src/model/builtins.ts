/**
 * What the language itself knows beside primitives: structure (`repeat`, `fork`) and questions about
 * shapes (`shape`, `rank`, `length`, `type`, `count`, `range`).
 *
 * Invariant: structure leaves nothing behind at run time; a question is answered by the compiler, but
 * for a count that includes the batch.
 */
import type { Application, Elaboration } from "./elaboration.ts";
import { axesOf, batchAxis, includesBatch } from "./axes.ts";
import { withIndex } from "./layers.ts";
import type { BlockLayer, BuiltinLayer, LayerValue } from "./layer-value.ts";
import {
  describe,
  isLayer,
  isList,
  itemsOf,
  known,
  poison,
  several,
  staticOf,
  tensor,
  type Meaning,
  type Poison,
  type SingleMeaning,
} from "./meaning.ts";
import { keyAt } from "./place.ts";
import { bindSettings, bindWires, type BoundSettings, type Signature } from "./settings.ts";
import { demandStatic, wholeNumber } from "./statics.ts";
import { elementOfStatic, shapeOf, toTensor } from "./tensors.ts";
import { ShapeProblem, type Static } from "../graph/op.ts";
import type { Shape } from "../graph/type.ts";
import { layerTitle } from "./layer-value.ts";
import { reportShapeProblem } from "./shape-problems.ts";

const mostRounds = 100_000;
const longestRange = 10_000_000;

type Apply = (e: Elaboration, application: Application) => Meaning;

const builtins: ReadonlyMap<string, Apply> = new Map<string, Apply>([
  ["repeat", repeat],
  ["fork", fork],
  ["shape", (e, application) => askOne(e, application, (wire) => shapeOf(wire))],
  ["rank", (e, application) => askOne(e, application, (wire) => shapeOf(wire)?.length)],
  ["type", (e, application) => askOne(e, application, elementOf)],
  ["length", length],
  ["count", count],
  ["range", range],
]);

export const builtinNames: readonly string[] = [...builtins.keys()];

export function builtinLayer(e: Elaboration, name: string): BuiltinLayer | undefined {
  const apply = builtins.get(name);
  if (apply === undefined) return undefined;
  const ofSeveral = name === "length" ? { ofSeveral: countOf } : {};
  return { kind: "builtin", name, apply: (application) => apply(e, application), ...ofSeveral };
}

/** `x -> repeat(3) { block }`: chains the first wire through the block; further wires go to each round. */
function repeat(e: Elaboration, application: Application): Meaning {
  const bound = bind(e, application, {
    wires: [
      { name: "x", variadic: false },
      { name: "others", variadic: true },
    ],
    settings: [
      { name: "n", required: true },
      { name: "body", required: true },
    ],
  });
  if (bound === undefined) return poison;
  const { place, span, name, wires } = application;
  const n = bound.get("n")!;
  const at = { span: n.span, place };
  const asked = demandStatic(e, n.meaning, place, n.span, "the number of rounds");
  if (asked.kind === "poison") return poison;
  const rounds = wholeNumber(e, asked.value, 0, "the number of rounds", at);
  const body = layerOf(e, bound.get("body")!.meaning, application);
  if (typeof rounds !== "number" || body.kind === "poison") return poison;
  if (rounds > mostRounds) {
    const message = `${rounds} rounds are too many: at most ${mostRounds}`;
    return e.problems.report("NN2114", message, { span: n.span, frame: place.frame });
  }
  let current = wires[0]!;
  for (let round = 0; round < rounds; round++) {
    const layer = body.kind === "block" ? withIndex(body, round) : body;
    const inside = { ...place, key: [...keyAt(place, name), round] };
    const about = { layer, settings: [], place: inside, name: bodySpan(body, application), span };
    const result = e.apply({ ...about, wires: [current, ...wires.slice(1)] });
    const next = oneOf(e, result, application);
    if (next.kind === "poison") return poison;
    current = { ...current, meaning: next };
  }
  return current.meaning;
}

function bodySpan(body: LayerValue, { name }: Application) {
  return body.kind === "block" ? body.span : name;
}

function oneOf(e: Elaboration, result: Meaning, { span, place }: Application): SingleMeaning {
  if (result.kind !== "several") return result;
  const message = `a round of \`repeat\` makes one value, but this makes ${result.items.length}`;
  return e.problems.report("NN2111", message, { span, frame: place.frame });
}

/** `x -> fork { a; b }`: the wires down each block, all the results. */
function fork(e: Elaboration, application: Application): Meaning {
  const { settings, wires, place, span } = application;
  if (settings.length === 0) {
    const message = "`fork` needs a block with its branches: `fork { a; b }`";
    return e.problems.report("NN2105", message, { span, frame: place.frame });
  }
  const results: SingleMeaning[] = [];
  for (const [branch, { meaning, span: at }] of settings.entries()) {
    const layer = layerOf(e, meaning, application);
    if (layer.kind === "poison") return poison;
    const key = [...keyAt(place, application.name), branch];
    const about = { layer, wires, settings: [], name: at, span: at };
    results.push(...itemsOf(e.apply({ ...about, place: { ...place, key } })));
  }
  return several(results);
}

function layerOf(
  e: Elaboration,
  meaning: SingleMeaning,
  { layer, span, place }: Application,
): LayerValue | Poison {
  const value = staticOf(meaning);
  if (isLayer(value)) return checkIndex(e, value, layer, span, place);
  const message = `${layerTitle(layer)} wants a layer, but this is ${describe(meaning)}`;
  return e.problems.report("NN2102", message, { span, frame: place.frame });
}

/** An index is counted by `repeat` only. */
function checkIndex(
  e: Elaboration,
  value: LayerValue,
  user: LayerValue,
  span: Application["span"],
  place: Application["place"],
): LayerValue | Poison {
  const index = (value as Partial<BlockLayer>).index;
  if (index === undefined || user.name !== "fork") return value;
  const message = `\`${index.text} =>\` counts the rounds of \`repeat\`; \`fork\` has none`;
  return e.problems.report("NN2116", message, { span: index.span ?? span, frame: place.frame });
}

function bind(
  e: Elaboration,
  application: Application,
  signature: Signature,
): BoundSettings | undefined {
  if (bindWires(e, signature, application) === undefined) return undefined;
  return bindSettings(e, signature, application);
}

const oneWire: Signature = { wires: [{ name: "x", variadic: false }], settings: [] };

/** A question about one wire that has a shape. */
function askOne(
  e: Elaboration,
  application: Application,
  answer: (wire: SingleMeaning) => Static,
): Meaning {
  if (bind(e, application, oneWire) === undefined) return poison;
  const { meaning, span } = application.wires[0]!;
  const value = answer(meaning);
  if (value !== undefined) return known(value);
  const message = `${describe(meaning)} has no shape`;
  return e.problems.report("NN3005", message, { span, frame: application.place.frame });
}

/** `"float"`, `"int"`, `"bool"`; of what is no tensor, what it is. */
function elementOf(wire: SingleMeaning): string {
  if (wire.kind === "tensor") return wire.value.type.element;
  const value = staticOf(wire);
  if (shapeOf(wire)) return elementOfStatic(value);
  if (value === undefined) return "none";
  if (typeof value === "string") return "string";
  return isLayer(value) ? "layer" : "list";
}

/** How many wires `...xs` are. */
function countOf(items: readonly SingleMeaning[]): Meaning {
  return known(items.length);
}

/** Of a list, or of a tensor's first axis. */
function length(e: Elaboration, application: Application): Meaning {
  const { wires, place } = application;
  if (bind(e, application, oneWire) === undefined) return poison;
  const { meaning, span } = wires[0]!;
  const value = staticOf(meaning);
  if (isList(value)) return known(value.length);
  const [first] = shapeOf(meaning) ?? [];
  if (first !== undefined) return known(first);
  const message = `${describe(meaning)} has no length`;
  return e.problems.report("NN3005", message, { span, frame: place.frame });
}

/** `range(3)` is `[0, 1, 2]`; `n` stands where wires stand, but is known to the compiler. */
function range(e: Elaboration, application: Application): Meaning {
  if (bind(e, application, { ...oneWire, wires: [{ name: "n", variadic: false }] }) === undefined) {
    return poison;
  }
  const { meaning, span } = application.wires[0]!;
  const { place } = application;
  const asked = demandStatic(e, meaning, place, span, "the length of a range");
  if (asked.kind === "poison") return poison;
  const n = wholeNumber(e, asked.value, 0, "the length of a range", { span, place });
  if (typeof n === "number" && n > longestRange) {
    const message = `a range of ${n} numbers is too long: at most ${longestRange}`;
    return e.problems.report("NN3004", message, { span, frame: place.frame });
  }
  return typeof n === "number" ? known(Array.from({ length: n }, (_, index) => index)) : poison;
}

/** How many elements a reduction over `axis` takes together: `mean` divides by it. */
function count(e: Elaboration, application: Application): Meaning {
  const signature = { ...oneWire, settings: [{ name: "axis", required: false }] };
  const bound = bind(e, application, signature);
  if (bound === undefined) return poison;
  const { wires, place, span, name } = application;
  const { meaning } = wires[0]!;
  const given = bound.get("axis")?.meaning;
  const asked = given && demandStatic(e, given, place, span, "`axis`");
  if (asked?.kind === "poison") return poison;
  const axis = asked?.value as Static;
  const value = toTensor(e, meaning, place, span);
  if ("kind" in value) return poison;
  const list: readonly Static[] = Array.isArray(axis) ? axis : [axis];
  const axes = axis === undefined ? allAxes(value.type.shape) : undefined;
  try {
    const numbers =
      axes ??
      axesOf(
        value,
        list.filter((each) => each !== batchAxis),
      );
    const elements = numbers.reduce((product, at) => product * Number(value.type.shape[at]), 1);
    if (!includesBatch(axis)) return known(elements);
    const build = e.buildAt(place, span);
    const samples = build.source("counter", "samples", { element: "float", shape: [] });
    return tensor(elements === 1 ? samples : build.multiply(elements, samples));
  } catch (error) {
    if (!(error instanceof ShapeProblem)) throw error;
    const about = { title: "axis", wires, values: [value], place, name, span };
    return reportShapeProblem(e, error, about);
  }
}

function allAxes(shape: Shape): readonly number[] {
  return shape.flatMap((each, at) => (each === "batch" ? [] : [at]));
}
