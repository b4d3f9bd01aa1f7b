/**
 * Results that are filled as a whole, in an order of their own: scatters, orthonormal rows.
 *
 * Invariant: nothing else joins their loops; the buffer is read and written in place.
 */
import type { Value } from "../graph/graph.ts";
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
import { createBody, type Body, type Names, type Storage } from "./body.ts";
import type { Fusion } from "./fusion.ts";
import { fullLoop, loopOver } from "./nest.ts";

export interface WholeContext {
  readonly fusion: Fusion;
  readonly storage: Storage;
  readonly names: Names;
}

/** Zeros, then the updates one after another, each added at the place that its index names. */
export function lowerScatter(
  anchor: Value,
  lowering: Extract<Lowering, { kind: "scatterAdd" }>,
  context: WholeContext,
): readonly Statement[] {
  const [updates, indices] = anchor.node.inputs as readonly [Value, Value];
  const { axis, common } = lowering;
  const { shape } = anchor.type;
  const buffer = context.storage.bufferOf(anchor, "write");
  const outer = createBody(context.fusion, context.storage, context.names);
  const zeros = loopOver(shape, outer, context, (inner, at) => {
    const offset = context.storage.offsetOf(anchor, shape, at);
    inner.statements.push({ kind: "store", buffer, offset, value: constant(0) });
  });
  const own = indices.type.shape.length - common;
  const additions = loopOver(updates.type.shape, outer, context, (inner, at) => {
    const where = inner.read(indices, [...at.slice(0, common), ...at.slice(axis, axis + own)]);
    const row = asPlace(inner.bind("row", where, true));
    const place = [...at.slice(0, axis), row, ...at.slice(axis + own)];
    const offset = context.storage.offsetOf(anchor, shape, place);
    const value = call("add", load(buffer, offset), inner.read(updates, at));
    inner.statements.push({ kind: "store", buffer, offset, value });
  });
  return [...zeros, ...additions];
}

/** A bound whole number as a place. */
function asPlace(bound: Scalar): Affine {
  if (bound.kind === "local") return variable(bound.name);
  return affine(bound.kind === "constant" ? bound.value : 0);
}

/** Modified Gram-Schmidt on the rows, in order. */
export function lowerOrthonormalize(anchor: Value, context: WholeContext): readonly Statement[] {
  const input = anchor.node.inputs[0]!;
  const [rows] = anchor.type.shape as readonly [number, number];
  const matrix = openMatrix(anchor, context);
  const row = context.names.fresh("row");
  const earlier = context.names.fresh("earlier");
  const [at, before] = [variable(row), variable(earlier)];
  const [dot, square] = [context.names.fresh("dot"), context.names.fresh("square")];
  const copy = matrix.fill(at, (inner, column) => inner.read(input, [at, column]));
  const project = matrix.fill(at, (_, column) =>
    call(
      "subtract",
      matrix.element(at, column),
      call("multiply", local(dot), matrix.element(before, column)),
    ),
  );
  const scale = matrix.fill(at, (_, column) =>
    call("divide", matrix.element(at, column), call("sqrt", local(square))),
  );
  const againstEarlier = fullLoop(earlier, rows, [
    {
      kind: "if",
      condition: call("less", affineScalar(before), affineScalar(at)),
      consequent: [...matrix.product(dot, at, before), ...project],
      alternative: [],
    },
  ]);
  return [
    fullLoop(row, rows, [...copy, againstEarlier, ...matrix.product(square, at, at), ...scale]),
  ];
}

interface Matrix {
  readonly element: (row: Affine, column: Affine) => Scalar;
  /** Stores a value in each column of a row. */
  readonly fill: (
    row: Affine,
    value: (inner: Body, column: Affine) => Scalar,
  ) => readonly Statement[];
  /** The inner product of two rows, in a variable of the given name. */
  readonly product: (name: string, left: Affine, right: Affine) => readonly Statement[];
}

function openMatrix(anchor: Value, context: WholeContext): Matrix {
  const { shape } = anchor.type;
  const buffer = context.storage.bufferOf(anchor, "write");
  const body = createBody(context.fusion, context.storage, context.names);
  const element = (row: Affine, column: Affine): Scalar =>
    load(buffer, context.storage.offsetOf(anchor, shape, [row, column]));
  return {
    element,
    fill: (row, value) =>
      loopOver([shape[1]!], body, context, (inner, [column]) => {
        const offset = context.storage.offsetOf(anchor, shape, [row, column!]);
        inner.statements.push({ kind: "store", buffer, offset, value: value(inner, column!) });
      }),
    product: (name, left, right) => [
      { kind: "variable", name, value: constant(0) },
      ...loopOver([shape[1]!], body, context, (inner, [column]) => {
        const term = call("multiply", element(left, column!), element(right, column!));
        inner.statements.push({ kind: "assign", name, value: call("add", local(name), term) });
      }),
    ],
  };
}
