/**
 * A small program as straight-line code: one kernel, one pass over the samples, no scratch memory.
 *
 * Invariant: every element of every value is computed once, in a local, in the earliest of three parts
 * where it can be: before the samples (params), for each sample, after them (sums over the batch).
 * Which programs are written so, `straight-limits.ts` says.
 */
import type { Graph, Value } from "../graph/graph.ts";
import { isBatched, type Dimension } from "../graph/type.ts";
import type { Statement } from "../kernel/kernel.ts";
import type { Lowering } from "../kernel/lowering.ts";
import {
  affine,
  affineScalar,
  call,
  constant,
  load,
  local,
  variable,
  type Affine,
  type Scalar,
} from "../kernel/scalar.ts";
import { linearOffset, localName, type Names } from "./body.ts";
import { wins } from "./choose.ts";
import type { Fusion } from "./fusion.ts";
import { assignParts, type Part } from "./straight-parts.ts";
import { neutral, termsOf } from "./terms.ts";

export interface StraightStorage {
  readonly sourceBuffer: (value: Value) => string;
  readonly sourcePlace: (value: Value, at: readonly Affine[]) => Affine;
  readonly outputBuffer: (name: string) => string;
  readonly outputPlace: (name: string, value: Value, at: readonly Affine[]) => Affine;
  readonly scalarOf: (value: Value) => Scalar;
}

export function lowerStraight(
  graph: Graph,
  fusion: Fusion,
  storage: StraightStorage,
  names: Names,
): readonly Statement[] {
  const writing = openWriting(graph, fusion, storage, names);
  for (const { name, value } of graph.outputs) {
    const buffer = storage.outputBuffer(name);
    const stores = writing.stores[writing.parts.get(value)!];
    for (const at of placesOf(value.type.shape)) {
      const offset = storage.outputPlace(name, value, at);
      stores.push({ kind: "store", buffer, offset, value: readElement(writing, value, at) });
    }
  }
  return finish(writing);
}

const sampleVariable = "i";

/** Every place of a shape, the batch at the loop's sample. */
function placesOf(shape: readonly Dimension[]): readonly (readonly Affine[])[] {
  return shape.reduce<readonly (readonly Affine[])[]>(
    (places, dimension) =>
      places.flatMap((place) =>
        dimension === "batch"
          ? [[...place, variable(sampleVariable)]]
          : Array.from({ length: dimension }, (_, index) => [...place, affine(index)]),
      ),
    [[]],
  );
}

/** The kernel as it is being written. */
interface Writing {
  readonly fusion: Fusion;
  readonly storage: StraightStorage;
  readonly names: Names;
  readonly parts: ReadonlyMap<Value, Part>;
  readonly bodies: Readonly<Record<Part, Statement[]>>;
  readonly stores: Readonly<Record<Part, Statement[]>>;
  /** Elements that have a local, by value and place. */
  readonly known: Map<string, Scalar>;
}

function openWriting(
  graph: Graph,
  fusion: Fusion,
  storage: StraightStorage,
  names: Names,
): Writing {
  return {
    fusion,
    storage,
    names,
    parts: assignParts(graph, fusion),
    bodies: { before: [], sample: [], after: [] },
    stores: { before: [], sample: [], after: [] },
    known: new Map(),
  };
}

function finish({ bodies, stores }: Writing): readonly Statement[] {
  const body = [...bodies.sample, ...stores.sample];
  const loop: Statement = {
    kind: "loop",
    variable: sampleVariable,
    from: { kind: "fixed", count: 0 },
    to: { kind: "samples", floorTo: 1 },
    step: 1,
    body,
  };
  const overSamples = body.length > 0 ? [loop] : [];
  return [...bodies.before, ...overSamples, ...bodies.after, ...stores.before, ...stores.after];
}

/** A local for a scalar, in a part; what is a number or a local already stays. */
function bind(writing: Writing, part: Part, base: string, scalar: Scalar, integer = false): Scalar {
  if (scalar.kind === "constant" || scalar.kind === "local") return scalar;
  const name = writing.names.fresh(base);
  writing.bodies[part].push({ kind: "let", name, value: scalar, integer });
  return local(name);
}

/** The element at a place, computed where it is first asked for. */
function readElement(writing: Writing, value: Value, at: readonly Affine[]): Scalar {
  const place = at.map((each) => each.constant).join(",");
  const key = `${writing.names.numberOf(value)}@${place}`;
  const found = writing.known.get(key);
  if (found !== undefined) return found;
  const scalar = writeElement(writing, value, at);
  writing.known.set(key, scalar);
  return scalar;
}

function writeElement(writing: Writing, value: Value, at: readonly Affine[]): Scalar {
  const { fusion, storage } = writing;
  if (fusion.places.get(value)!.kind === "scalar") return storage.scalarOf(value);
  const lowering = fusion.lowerings.get(value.node)!;
  switch (lowering.kind) {
    case "source":
      if (lowering.table !== undefined) return constant(lowering.table[placeIn(value, at)]!);
      return loadElement(writing, value, at, writing.parts.get(value)!);
    case "alias":
      return readElement(writing, value.node.inputs[0]!, reshapePlace(value, at));
    case "element":
      return writeExpression(writing, value, lowering, at);
    case "choose":
      return writeChoice(writing, value, lowering, at);
    case "reduce":
    case "contract":
      return writeSum(writing, value, lowering, at);
    default:
      throw new Error(`${value.node.op.name} is no straight line`);
  }
}

/** Of a value without samples, at a fixed place. */
function placeIn({ type }: Value, at: readonly Affine[]): number {
  return linearOffset(type.shape, at).constant;
}

function loadElement(writing: Writing, value: Value, at: readonly Affine[], part: Part): Scalar {
  const buffer = writing.storage.sourceBuffer(value);
  return bind(writing, part, buffer, load(buffer, writing.storage.sourcePlace(value, at)));
}

function writeExpression(
  writing: Writing,
  value: Value,
  lowering: Extract<Lowering, { kind: "element" }>,
  at: readonly Affine[],
): Scalar {
  const part = writing.parts.get(value)!;
  const skip = isBatched(value.type) ? 1 : 0;
  const scalar = lowering.element({
    attributes: value.node.attributes,
    inputs: value.node.inputs.map((input) => input.type),
    result: value.type,
    at,
    read: (input, place) => readAnywhere(writing, value.node.inputs[input]!, place, part),
    bind: (index) => {
      if (index.kind === "constant") return affine(index.value);
      const bound = bind(writing, part, "at", index, true);
      return bound.kind === "local" ? variable(bound.name) : affine(0);
    },
    element: linearOffset(value.type.shape.slice(skip), at.slice(skip)),
    sample: skip === 1 ? at[0]! : affine(0),
    given: (lowering.given?.numbers ?? []).map(constant),
  });
  return bind(writing, part, localName(value), scalar);
}

/** At a place that data decides: from memory where the value is a source, else a choice of locals. */
function readAnywhere(writing: Writing, value: Value, at: readonly Affine[], part: Part): Scalar {
  const axis = at.findIndex(isDynamic);
  if (axis < 0) return readElement(writing, value, at);
  const { kind } = writing.fusion.lowerings.get(value.node)!;
  if (kind === "source") return loadElement(writing, value, at, part);
  const index = bind(writing, part, "at", affineScalar(at[axis]!), true);
  const last = (value.type.shape[axis] as number) - 1;
  const element = (place: number): Scalar => {
    const fixed = at.map((each, other) => (other === axis ? affine(place) : each));
    return readAnywhere(writing, value, fixed, part);
  };
  let choice = element(last);
  for (let place = last - 1; place >= 0; place--) {
    const isHere = call("equal", index, constant(place));
    choice = bind(writing, part, "choice", call("select", isHere, element(place), choice));
  }
  return choice;
}

function isDynamic(place: Affine): boolean {
  return place.terms.some((term) => term.variable !== sampleVariable);
}

/** A sum, product sum, maximum or minimum, term after term; over the batch in a variable of the loop. */
function writeSum(
  writing: Writing,
  value: Value,
  lowering: Extract<Lowering, { kind: "reduce" | "contract" }>,
  at: readonly Affine[],
): Scalar {
  const { combine, extents, term } = termsOf(value, lowering);
  const read = (input: Value, place: readonly Affine[]): Scalar =>
    readElement(writing, input, place);
  const instruction = combine === "sum" ? "add" : combine;
  const join = (left: Scalar, right: Scalar): Scalar => call(instruction, left, right);
  const overBatch = extents.includes("batch");
  const total = overBatch ? writing.names.fresh("sum") : "";
  if (overBatch) {
    const start = constant(neutral[combine]);
    writing.bodies.before.push({ kind: "variable", name: total, value: start });
  }
  const joined = placesOf(extents)
    .map((steps) => term(read, at, steps))
    .reduce(join);
  if (!overBatch) return bind(writing, writing.parts.get(value)!, localName(value), joined);
  const next = join(local(total), joined);
  writing.bodies.sample.push({ kind: "assign", name: total, value: next });
  return local(total);
}

function writeChoice(
  writing: Writing,
  value: Value,
  { axis, combine }: Extract<Lowering, { kind: "choose" }>,
  at: readonly Affine[],
): Scalar {
  const input = value.node.inputs[0]!;
  const part = writing.parts.get(value)!;
  const element = (index: number): Scalar =>
    readElement(writing, input, [...at.slice(0, axis), affine(index), ...at.slice(axis)]);
  let best = element(0);
  let place = constant(0);
  for (let index = 1; index < (input.type.shape[axis] as number); index++) {
    const next = element(index);
    const isBetter = wins(combine, next, best);
    place = bind(writing, part, "place", call("select", isBetter, constant(index), place));
    best = bind(writing, part, "best", call(combine, best, next));
  }
  return place;
}

/** The place in a reshape's input; all axes but the batch are numbers. */
function reshapePlace(value: Value, at: readonly Affine[]): readonly Affine[] {
  const input = value.node.inputs[0]!;
  const skip = isBatched(value.type) ? 1 : 0;
  let rest = linearOffset(value.type.shape.slice(skip), at.slice(skip)).constant;
  const places: Affine[] = [];
  for (const dimension of [...input.type.shape.slice(skip)].reverse() as number[]) {
    places.unshift(affine(rest % dimension));
    rest = Math.floor(rest / dimension);
  }
  return [...at.slice(0, skip), ...places];
}
