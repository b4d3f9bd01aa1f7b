/**
 * Writes the scalar statements of a kernel's body.
 *
 * Invariant: every load and every result is bound to a local the first time it is needed and never
 * computed again in its scope; `tidy.ts` later puts locals that are used once back into place. Scopes
 * nest with loops: an inner one sees what outer ones have bound.
 */
import type { Value } from "../graph/graph.ts";
import { reshapeGroups } from "../graph/reshape-groups.ts";
import { isBatched, type Shape } from "../graph/type.ts";
import type { Statement } from "../kernel/kernel.ts";
import {
  addAffine,
  affine,
  affineScalar,
  call,
  constant,
  load,
  local,
  scaleAffine,
  variable,
  zero,
  type Affine,
  type Scalar,
} from "../kernel/scalar.ts";
import type { Fusion } from "./fusion.ts";
import { formatAffine, formatScalar } from "./key.ts";

/** Where stored values lie, and what scalars of the step are called. */
export interface Storage {
  /** The kernel's own name for the buffer of a source or a stored value. */
  readonly bufferOf: (value: Value, access: "read" | "write") => string;
  /** Where in that buffer an element lies; the shape may be another one of equal size. */
  readonly offsetOf: (value: Value, shape: Shape, at: readonly Affine[]) => Affine;
  /** The scalar argument that holds a scalar of the step. */
  readonly scalarOf: (value: Value) => Scalar;
  /** The scalar argument that holds a number given to the kernel. */
  readonly argumentOf: (number: number) => Scalar;
}

/** Names that are unique in one kernel: `x1`, `sum3`. */
export interface Names {
  readonly fresh: (base: string) => string;
  /** A number for each value, so that it can stand in keys. */
  readonly numberOf: (value: Value) => number;
}

export function createNames(): Names {
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  const numbers = new Map<Value, number>();
  return {
    numberOf(value) {
      const number = numbers.get(value) ?? numbers.size + 1;
      numbers.set(value, number);
      return number;
    },
    fresh(base) {
      let count = counts.get(base) ?? 0;
      do count++;
      while (taken.has(`${base}${count}`));
      counts.set(base, count);
      taken.add(`${base}${count}`);
      return `${base}${count}`;
    },
  };
}

export interface Body {
  readonly statements: Statement[];
  /** The value's element at a place (one affine expression an axis). */
  readonly read: (value: Value, at: readonly Affine[]) => Scalar;
  /** Makes `scalar` the value's element at a place, for everything written after. */
  readonly define: (value: Value, at: readonly Affine[], scalar: Scalar) => void;
  /** Computes an element from its op, whatever its own place is, and binds it. */
  readonly compute: (value: Value, at: readonly Affine[]) => Scalar;
  readonly bind: (base: string, scalar: Scalar, integer?: boolean) => Scalar;
  /** A body for the inside of a loop. */
  readonly nested: () => Body;
}

/** Row-major place of an element. */
export function linearOffset(shape: Shape, at: readonly Affine[]): Affine {
  let offset = zero;
  shape.forEach((dimension, axis) => {
    const size = dimension === "batch" ? 1 : dimension;
    offset = addAffine(scaleAffine(offset, size), at[axis]!);
  });
  return offset;
}

export function createBody(fusion: Fusion, storage: Storage, names: Names): Body {
  return openBody({ fusion, storage, names, statements: [], known: new Map(), outer: undefined });
}

/** A body while it is written. */
interface Writing {
  readonly fusion: Fusion;
  readonly storage: Storage;
  readonly names: Names;
  readonly statements: Statement[];
  /** What has a local in this scope, by what it is. */
  readonly known: Map<string, Scalar>;
  readonly outer: Writing | undefined;
}

function openBody(writing: Writing): Body {
  return {
    statements: writing.statements,
    read: (value, at) => readValue(writing, value, at),
    compute: (value, at) => computeValue(writing, value, at),
    bind: (base, scalar, integer) => bindScalar(writing, base, scalar, integer),
    define: (value, at, scalar) => void writing.known.set(keyOf(writing, value, at), scalar),
    nested: () => openBody({ ...writing, statements: [], known: new Map(), outer: writing }),
  };
}

function keyOf({ names }: Writing, value: Value, at: readonly Affine[]): string {
  return `%${names.numberOf(value)}@${at.map(formatAffine).join(",")}`;
}

function findKnown(writing: Writing | undefined, key: string): Scalar | undefined {
  for (let scope = writing; scope !== undefined; scope = scope.outer) {
    const found = scope.known.get(key);
    if (found !== undefined) return found;
  }
  return undefined;
}

function bindScalar(writing: Writing, base: string, scalar: Scalar, integer = false): Scalar {
  if (scalar.kind === "constant" || scalar.kind === "local") return scalar;
  const key = formatScalar(scalar);
  const found = findKnown(writing, key);
  if (found !== undefined) return found;
  const name = writing.names.fresh(base);
  writing.statements.push({ kind: "let", name, value: scalar, integer });
  writing.known.set(key, local(name));
  return local(name);
}

function bindIndex(writing: Writing, index: Scalar): Affine {
  if (index.kind === "constant") return affine(index.value);
  if (index.kind === "affine") return index.value;
  const bound = bindScalar(writing, "at", index, true);
  return bound.kind === "local" ? variable(bound.name) : zero;
}

function computeValue(writing: Writing, value: Value, at: readonly Affine[]): Scalar {
  const lowering = writing.fusion.lowerings.get(value.node)!;
  if (lowering.kind === "alias") return readThroughAlias(writing, value, at);
  if (lowering.kind !== "element") throw new Error(`${value.node.op.name} is not elementwise`);
  const skip = isBatched(value.type) ? 1 : 0;
  const result = lowering.element({
    attributes: value.node.attributes,
    inputs: value.node.inputs.map((input) => input.type),
    result: value.type,
    at,
    read: (input, place) => readValue(writing, value.node.inputs[input]!, place),
    bind: (index) => bindIndex(writing, index),
    element: linearOffset(value.type.shape.slice(skip), at.slice(skip)),
    sample: skip === 1 ? at[0]! : zero,
    given: (lowering.given?.numbers ?? []).map(writing.storage.argumentOf),
  });
  return bindScalar(writing, localName(value), result);
}

/**
 * A reshape of something that has no memory. Where an axis was split its place is put together again;
 * where axes were joined it is taken apart by division.
 */
function readThroughAlias(writing: Writing, value: Value, at: readonly Affine[]): Scalar {
  const input = value.node.inputs[0]!;
  const bind = (index: Scalar): Affine => bindIndex(writing, index);
  const places = reshapeGroups(input.type.shape, value.type.shape).flatMap(({ from, to }) => {
    const offset = linearOffset(value.type.shape.slice(...to), at.slice(...to));
    return takeApart(offset, input.type.shape.slice(...from), bind);
  });
  return readValue(writing, input, places);
}

function takeApart(
  offset: Affine,
  shape: Shape,
  bind: (index: Scalar) => Affine,
): readonly Affine[] {
  const places: Affine[] = [];
  let rest = offset;
  for (const dimension of shape.slice(1).reverse()) {
    const [quotient, remainder] = divideAffine(rest, dimension as number, bind);
    places.unshift(remainder);
    rest = quotient;
  }
  return shape.length === 0 ? [] : [rest, ...places];
}

function readValue(writing: Writing, value: Value, at: readonly Affine[]): Scalar {
  const { fusion, storage } = writing;
  const key = keyOf(writing, value, at);
  const found = findKnown(writing, key);
  if (found !== undefined) return found;
  const place = fusion.places.get(value)!;
  if (place.kind === "scalar") return storage.scalarOf(value);
  const base = place.kind === "inline" ? undefined : memoryOf(value, fusion);
  if (base === undefined) {
    const computed = computeValue(writing, value, at);
    writing.known.set(key, computed);
    return computed;
  }
  const buffer = storage.bufferOf(base, "read");
  const offset = storage.offsetOf(base, value.type.shape, at);
  return bindScalar(writing, buffer, load(buffer, offset));
}

/** The value whose memory this one shares, through reshapes; undefined when nothing is stored there. */
export function memoryOf(value: Value, fusion: Fusion): Value | undefined {
  let base = value;
  while (fusion.places.get(base)!.kind === "alias") base = base.node.inputs[0]!;
  const { kind } = fusion.places.get(base)!;
  return kind === "source" || kind === "member" ? base : undefined;
}

function divideAffine(
  value: Affine,
  by: number,
  bind: (index: Scalar) => Affine,
): readonly [quotient: Affine, remainder: Affine] {
  if (by === 1) return [value, zero];
  const whole = value.terms.every((term) => term.factor % by === 0);
  if (whole && (value.terms.length === 0 || value.constant % by === 0)) {
    const terms = value.terms.map((term) => ({ ...term, factor: term.factor / by }));
    const quotient = { constant: Math.floor(value.constant / by), terms };
    return [quotient, affine(value.constant - quotient.constant * by)];
  }
  const scalar = affineScalar(value);
  const quotient = bind(call("floor", call("divide", scalar, constant(by))));
  return [quotient, addAffine(value, scaleAffine(quotient, -by))];
}

/** What a local is called after: the value's own name where it has one, else its op. */
export function localName(value: Value): string {
  const last = value.node.origin?.name?.split(".").at(-1) ?? "";
  return /^[A-Za-z]+$/.test(last) ? last : value.node.op.name;
}
