/**
 * A small program as straight-line code: one kernel, one pass over the samples, no scratch memory.
 *
 * Invariant: every element of every value is computed once, in a local, in the earliest of three parts
 * where it can be: before the samples (params), for each sample, after them (sums over the batch).
 * Programs that are too large for V8 and the instruction cache, or whose samples wait for each other,
 * are refused: they become loops.
 */
import { topologicalOrder, type Graph, type Value } from "../graph/graph.ts";
import { elementCount, isBatched, type Dimension } from "../graph/type.ts";
import type { Statement } from "../kernel/kernel.ts";
import type { Combine, Lowering } from "../kernel/lowering.ts";
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
import { workOf } from "./cost.ts";
import type { Fusion } from "./fusion.ts";

/** Multiply-adds and elementwise steps in one function; docs/performance.md has the measurement. */
const workBudget = 640;

/** Longer sums are as fast and easier to read as loops. */
const longestSum = 64;

/** The part of the kernel in which a value is computed. */
type Part = "before" | "sample" | "after";

export interface StraightStorage {
  readonly sourceBuffer: (value: Value) => string;
  readonly outputBuffer: (name: string) => string;
  readonly scalarOf: (value: Value) => Scalar;
}

/** Is the program small enough, and does one pass over the samples do? */
export function isStraight(graph: Graph, fusion: Fusion): boolean {
  const nodes = topologicalOrder(graph.outputs.map((output) => output.value));
  const values = nodes.flatMap((node) => node.values);
  const worked = values.filter((value) => {
    const { kind } = fusion.places.get(value)!;
    return kind === "member" || (kind === "inline" && value.node.op.family === "elementwise");
  });
  if (workOf(worked, fusion) > workBudget) return false;
  const parts = assignParts(graph, fusion);
  return values.every((value) => {
    const { kind } = fusion.lowerings.get(value.node)!;
    if (value.node.op.family === "draw") return false;
    if (kind === "scatterAdd" || kind === "orthonormalize") return false;
    if (fixedTerms(value, fusion) > longestSum) return false;
    const inputs = value.node.inputs.map((input) => parts.get(input));
    return !(parts.get(value) === "sample" && inputs.includes("after"));
  });
}

/** How many terms of one sample go into an element of a value. */
function fixedTerms(value: Value, fusion: Fusion): number {
  const { kind } = fusion.lowerings.get(value.node)!;
  if (kind !== "reduce" && kind !== "contract") return 1;
  return workOf([value], fusion) / elementCount(value.type.shape);
}

function assignParts(graph: Graph, fusion: Fusion): ReadonlyMap<Value, Part> {
  const parts = new Map<Value, Part>();
  for (const node of topologicalOrder(graph.outputs.map((output) => output.value))) {
    const inputs = node.inputs.map((input) => parts.get(input)!);
    for (const value of node.values) {
      const late = inputs.includes("sample") || inputs.includes("after");
      const lowering = fusion.lowerings.get(node)!;
      const scalar = lowering.kind === "source" && fusion.places.get(value)!.kind === "scalar";
      if (isBatched(value.type)) parts.set(value, "sample");
      else parts.set(value, late && !scalar ? "after" : "before");
    }
  }
  return parts;
}

export function lowerStraight(
  graph: Graph,
  fusion: Fusion,
  storage: StraightStorage,
  names: Names,
): readonly Statement[] {
  const writer = createWriter(graph, fusion, storage, names);
  for (const output of graph.outputs) {
    const buffer = storage.outputBuffer(output.name);
    for (const at of placesOf(output.value.type.shape)) {
      const offset = linearOffset(output.value.type.shape, at);
      writer.store(output.value, {
        kind: "store",
        buffer,
        offset,
        value: writer.read(output.value, at),
      });
    }
  }
  return writer.finish();
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

function isDynamic(place: Affine): boolean {
  return place.terms.some((term) => term.variable !== sampleVariable);
}

interface Writer {
  readonly read: (value: Value, at: readonly Affine[]) => Scalar;
  readonly store: (value: Value, statement: Statement) => void;
  readonly finish: () => readonly Statement[];
}

function createWriter(
  graph: Graph,
  fusion: Fusion,
  storage: StraightStorage,
  names: Names,
): Writer {
  const parts = assignParts(graph, fusion);
  const bodies: Record<Part, Statement[]> = { before: [], sample: [], after: [] };
  const stores: Record<Part, Statement[]> = { before: [], sample: [], after: [] };
  const known = new Map<string, Scalar>();

  const bind = (part: Part, base: string, scalar: Scalar, integer = false): Scalar => {
    if (scalar.kind === "constant" || scalar.kind === "local") return scalar;
    const name = names.fresh(base);
    bodies[part].push({ kind: "let", name, value: scalar, integer });
    return local(name);
  };

  const read = (value: Value, at: readonly Affine[]): Scalar => {
    const key = `${names.numberOf(value)}@${at.map((each) => each.constant).join(",")}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const scalar = write(value, at);
    known.set(key, scalar);
    return scalar;
  };

  const write = (value: Value, at: readonly Affine[]): Scalar => {
    const lowering = fusion.lowerings.get(value.node)!;
    const part = parts.get(value)!;
    if (fusion.places.get(value)!.kind === "scalar") return storage.scalarOf(value);
    switch (lowering.kind) {
      case "source": {
        const buffer = storage.sourceBuffer(value);
        return bind(part, buffer, load(buffer, linearOffset(value.type.shape, at)));
      }
      case "alias":
        return read(value.node.inputs[0]!, reshapePlace(value, at));
      case "element":
        return writeElement(value, lowering, at, part);
      case "choose":
        return writeChoice(value, lowering, at, part);
      default:
        return writeSum(value, lowering, at, part);
    }
  };

  const writeElement = (
    value: Value,
    lowering: Extract<Lowering, { kind: "element" }>,
    at: readonly Affine[],
    part: Part,
  ): Scalar => {
    const skip = isBatched(value.type) ? 1 : 0;
    const scalar = lowering.element({
      attributes: value.node.attributes,
      inputs: value.node.inputs.map((input) => input.type),
      result: value.type,
      at,
      read: (input, place) => readAnywhere(value.node.inputs[input]!, place, part),
      bind: (index) => {
        if (index.kind === "constant") return affine(index.value);
        const bound = bind(part, "at", index, true);
        return bound.kind === "local" ? variable(bound.name) : affine(0);
      },
      element: linearOffset(value.type.shape.slice(skip), at.slice(skip)),
      sample: skip === 1 ? at[0]! : affine(0),
    });
    return bind(part, localName(value), scalar);
  };

  /** At a place that data decides: from memory where the value is a source, else a choice of locals. */
  const readAnywhere = (value: Value, at: readonly Affine[], part: Part): Scalar => {
    const axis = at.findIndex(isDynamic);
    if (axis < 0) return read(value, at);
    const { kind } = fusion.lowerings.get(value.node)!;
    if (kind === "source") {
      const buffer = storage.sourceBuffer(value);
      return bind(part, buffer, load(buffer, linearOffset(value.type.shape, at)));
    }
    const index = bind(part, "at", affineScalar(at[axis]!), true);
    const extent = value.type.shape[axis] as number;
    const element = (place: number): Scalar =>
      readAnywhere(
        value,
        at.map((each, other) => (other === axis ? affine(place) : each)),
        part,
      );
    return Array.from({ length: extent - 1 }, (_, place) => place).reduceRight(
      (rest, place) => {
        const isHere = call("equal", index, constant(place));
        return bind(part, "choice", call("select", isHere, element(place), rest));
      },
      element(extent - 1),
    );
  };

  /** A sum, product sum, maximum or minimum, term after term. */
  const writeSum = (
    value: Value,
    lowering: Lowering,
    at: readonly Affine[],
    part: Part,
  ): Scalar => {
    const { combine, terms, overBatch } = termsOf(value, lowering, at);
    const instruction = combine === "sum" ? "add" : combine;
    const join = (left: Scalar, right: Scalar): Scalar => call(instruction, left, right);
    if (!overBatch)
      return bind(part, localName(value), terms.map((term) => term(read)).reduce(join));
    const total = names.fresh("sum");
    const start = { sum: 0, maximum: -Infinity, minimum: Infinity }[combine];
    bodies.before.push({ kind: "variable", name: total, value: constant(start) });
    const added = terms.map((term) => term(read)).reduce(join);
    bodies.sample.push({ kind: "assign", name: total, value: join(local(total), added) });
    return local(total);
  };

  const writeChoice = (
    value: Value,
    lowering: Extract<Lowering, { kind: "choose" }>,
    at: readonly Affine[],
    part: Part,
  ): Scalar => {
    const input = value.node.inputs[0]!;
    const extent = input.type.shape[lowering.axis] as number;
    const element = (index: number): Scalar =>
      read(input, [...at.slice(0, lowering.axis), affine(index), ...at.slice(lowering.axis)]);
    let best = element(0);
    let place = constant(0);
    for (let index = 1; index < extent; index++) {
      const next = element(index);
      const wins =
        lowering.combine === "maximum" ? call("less", best, next) : call("less", next, best);
      place = bind(part, "place", call("select", wins, constant(index), place));
      best = bind(part, "best", call(lowering.combine, best, next));
    }
    return place;
  };

  return {
    read,
    store: (value, statement) => void stores[parts.get(value)!].push(statement),
    finish: () => {
      const loop = [...bodies.sample, ...stores.sample];
      const statements: Statement[] = [...bodies.before];
      if (loop.length > 0) {
        const to = { kind: "samples", floorTo: 1 } as const;
        const from = { kind: "fixed", count: 0 } as const;
        statements.push({ kind: "loop", variable: sampleVariable, from, to, step: 1, body: loop });
      }
      return [...statements, ...bodies.after, ...stores.before, ...stores.after];
    },
  };
}

type Read = (value: Value, at: readonly Affine[]) => Scalar;

interface Terms {
  readonly combine: Combine;
  readonly terms: readonly ((read: Read) => Scalar)[];
  readonly overBatch: boolean;
}

function termsOf(value: Value, lowering: Lowering, at: readonly Affine[]): Terms {
  const [left, right] = value.node.inputs as readonly [Value, Value];
  if (lowering.kind === "reduce") {
    const extents = lowering.axes.map((axis) => left.type.shape[axis]!);
    const terms = placesOf(extents).map((steps) => (read: Read) => {
      let kept = 0;
      const place = left.type.shape.map((_, axis) => {
        const reduced = lowering.axes.indexOf(axis);
        return reduced >= 0 ? steps[reduced]! : at[kept++]!;
      });
      return read(left, place);
    });
    return { combine: lowering.combine, terms, overBatch: extents.includes("batch") };
  }
  if (lowering.kind !== "contract") throw new Error(`${value.node.op.name} has no terms`);
  const extents = new Map<string, Dimension>();
  lowering.left.forEach((label, axis) => extents.set(label, left.type.shape[axis]!));
  lowering.right.forEach((label, axis) => extents.set(label, right.type.shape[axis]!));
  const reduced = [...extents.keys()].filter((label) => !lowering.result.includes(label));
  const terms = placesOf(reduced.map((label) => extents.get(label)!)).map((steps) => {
    const places = new Map<string, Affine>();
    lowering.result.forEach((label, axis) => places.set(label, at[axis]!));
    reduced.forEach((label, axis) => places.set(label, steps[axis]!));
    const placeOf = (labels: readonly string[]) => labels.map((label) => places.get(label)!);
    return (read: Read) =>
      call("multiply", read(left, placeOf(lowering.left)), read(right, placeOf(lowering.right)));
  });
  const overBatch = reduced.some((label) => extents.get(label) === "batch");
  return { combine: "sum", terms, overBatch };
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
