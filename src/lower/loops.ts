/**
 * A cluster as loops: over its domain in tiles, inside over what its anchor reduces.
 *
 * Invariant: all reads of one element's tile come before its stores, so that a result may take the
 * place of what it was made from (`w' = w - …`). Every sum keeps its order: one accumulator an element.
 */
import type { Value } from "../graph/graph.ts";
import type { Dimension } from "../graph/type.ts";
import type { Extent, Statement } from "../kernel/kernel.ts";
import type { Combine, Lowering } from "../kernel/lowering.ts";
import {
  affine,
  affineScalar,
  call,
  constant,
  local,
  shiftAffine,
  variable,
  zero,
  type Affine,
  type Scalar,
} from "../kernel/scalar.ts";
import { createBody, linearOffset, type Body, type Names, type Storage } from "./body.ts";
import type { Cluster, Fusion } from "./fusion.ts";
import type { Tile } from "./tile.ts";

export interface LoopContext {
  readonly fusion: Fusion;
  readonly storage: Storage;
  readonly names: Names;
  readonly tile: Tile;
}

/** One element of a tile: its place in the domain. */
type Point = readonly Affine[];

export function lowerCluster(cluster: Cluster, context: LoopContext): readonly Statement[] {
  const lowering = cluster.anchor && context.fusion.lowerings.get(cluster.anchor.node)!;
  if (lowering?.kind === "scatterAdd") return lowerScatter(cluster.anchor!, lowering, context);
  if (lowering?.kind === "orthonormalize") return lowerOrthonormalize(cluster.anchor!, context);
  const loops = cluster.domain.map((dimension, axis) => ({
    variable: context.names.fresh("ijkl"[axis] ?? "m").replace(/1$/, ""),
    dimension,
    tile: context.tile.whole[axis] ?? 1,
    restTile: context.tile.rest[axis] ?? 1,
  }));
  return nestTiles(loops, [[]], (points) => lowerTile(cluster, points, context));
}

interface TiledLoop {
  readonly variable: string;
  readonly dimension: Dimension;
  readonly tile: number;
  /** The tile inside the rest of an outer loop. */
  readonly restTile: number;
}

/** Loops over tiles, then over what a whole number of tiles leaves. */
function nestTiles(
  loops: readonly TiledLoop[],
  points: readonly Point[],
  inside: (points: readonly Point[]) => readonly Statement[],
): readonly Statement[] {
  const [loop, ...rest] = loops;
  if (loop === undefined) return inside(points);
  const { dimension, tile } = loop;
  const spread = (start: Affine, count: number): readonly Point[] =>
    points.flatMap((point) =>
      Array.from({ length: count }, (_, step) => [...point, shiftAffine(start, step)]),
    );
  if (dimension !== "batch" && dimension <= tile) {
    return nestTiles(rest, spread(zero, dimension), inside);
  }
  const whole: Extent =
    dimension === "batch"
      ? { kind: "samples", floorTo: tile }
      : { kind: "fixed", count: dimension - (dimension % tile) };
  const end: Extent =
    dimension === "batch" ? { kind: "samples", floorTo: 1 } : { kind: "fixed", count: dimension };
  const at = variable(loop.variable);
  const statements: Statement[] = [
    {
      kind: "loop",
      variable: loop.variable,
      from: { kind: "fixed", count: 0 },
      to: whole,
      step: tile,
      body: nestTiles(rest, spread(at, tile), inside),
    },
  ];
  const leaves = dimension === "batch" ? tile > 1 : dimension % tile > 0;
  if (leaves) {
    const single = rest.map((each) => ({ ...each, tile: each.restTile }));
    const body = nestTiles(single, spread(at, 1), inside);
    statements.push({ kind: "loop", variable: loop.variable, from: whole, to: end, step: 1, body });
  }
  return statements;
}

function lowerTile(
  cluster: Cluster,
  points: readonly Point[],
  context: LoopContext,
): readonly Statement[] {
  const body = createBody(context.fusion, context.storage, context.names);
  const { anchor } = cluster;
  if (anchor !== undefined) lowerAnchor(anchor, points, body, context);
  for (const member of cluster.members) {
    if (member === anchor) continue;
    for (const point of points) body.define(member, point, body.compute(member, point));
  }
  for (const member of cluster.members) {
    if (!context.fusion.stored.has(member)) continue;
    const buffer = context.storage.bufferOf(member, "write");
    for (const point of points) {
      const offset = linearOffset(cluster.domain, point);
      body.statements.push({ kind: "store", buffer, offset, value: body.read(member, point) });
    }
  }
  return body.statements;
}

function lowerAnchor(
  anchor: Value,
  points: readonly Point[],
  body: Body,
  context: LoopContext,
): void {
  const lowering = context.fusion.lowerings.get(anchor.node)!;
  if (lowering.kind === "contract") contract(anchor, lowering, points, body, context);
  if (lowering.kind === "reduce") reduce(anchor, lowering, points, body, context);
  if (lowering.kind === "choose") choose(anchor, lowering, points, body, context);
}

function contract(
  anchor: Value,
  lowering: Extract<Lowering, { kind: "contract" }>,
  points: readonly Point[],
  body: Body,
  context: LoopContext,
): void {
  const [left, right] = anchor.node.inputs as readonly [Value, Value];
  const extents = new Map<string, Dimension>();
  lowering.left.forEach((label, axis) => extents.set(label, left.type.shape[axis]!));
  lowering.right.forEach((label, axis) => extents.set(label, right.type.shape[axis]!));
  const reduced = [...extents.keys()].filter((label) => !lowering.result.includes(label));
  accumulate(
    points,
    "sum",
    reduced.map((label) => extents.get(label)!),
    body,
    context,
    {
      term: (inner, point, steps) => {
        const places = new Map<string, Affine>();
        lowering.result.forEach((label, axis) => places.set(label, point[axis]!));
        reduced.forEach((label, axis) => places.set(label, steps[axis]!));
        const at = (labels: readonly string[]) => labels.map((label) => places.get(label)!);
        return call(
          "multiply",
          inner.read(left, at(lowering.left)),
          inner.read(right, at(lowering.right)),
        );
      },
      done: (point, total) => body.define(anchor, point, total),
    },
  );
}

function reduce(
  anchor: Value,
  lowering: Extract<Lowering, { kind: "reduce" }>,
  points: readonly Point[],
  body: Body,
  context: LoopContext,
): void {
  const input = anchor.node.inputs[0]!;
  const { axes } = lowering;
  const extents = axes.map((axis) => input.type.shape[axis]!);
  accumulate(points, lowering.combine, extents, body, context, {
    term: (inner, point, steps) => inner.read(input, placeInside(input, axes, point, steps)),
    done: (point, total) => body.define(anchor, point, total),
  });
}

/** The input's place where `axes` are at `steps` and the other axes, in order, at the result's place. */
function placeInside(
  input: Value,
  axes: readonly number[],
  point: Point,
  steps: readonly Affine[],
): readonly Affine[] {
  let kept = 0;
  return input.type.shape.map((_, axis) => {
    const reduced = axes.indexOf(axis);
    return reduced >= 0 ? steps[reduced]! : point[kept++]!;
  });
}

interface Accumulation {
  readonly term: (inner: Body, point: Point, steps: readonly Affine[]) => Scalar;
  readonly done: (point: Point, total: Scalar) => void;
}

const neutral: Readonly<Record<Combine, number>> = {
  sum: 0,
  maximum: -Infinity,
  minimum: Infinity,
};

function accumulate(
  points: readonly Point[],
  combine: Combine,
  extents: readonly Dimension[],
  body: Body,
  context: LoopContext,
  { term, done }: Accumulation,
): void {
  const totals = points.map(() => context.names.fresh(combine === "sum" ? "sum" : "best"));
  for (const name of totals) {
    body.statements.push({ kind: "variable", name, value: constant(neutral[combine]) });
  }
  const instruction = combine === "sum" ? "add" : combine;
  const loop = loopOver(extents, body, context, (inner, steps) => {
    const terms = points.map((point) => term(inner, point, steps));
    terms.forEach((each, index) => {
      const name = totals[index]!;
      inner.statements.push({ kind: "assign", name, value: call(instruction, local(name), each) });
    });
  });
  body.statements.push(...loop);
  points.forEach((point, index) => done(point, local(totals[index]!)));
}

function choose(
  anchor: Value,
  lowering: Extract<Lowering, { kind: "choose" }>,
  points: readonly Point[],
  body: Body,
  context: LoopContext,
): void {
  const input = anchor.node.inputs[0]!;
  const { axis, combine } = lowering;
  for (const point of points) {
    const best = context.names.fresh("best");
    const place = context.names.fresh("place");
    const start = constant(neutral[combine]);
    body.statements.push({ kind: "variable", name: best, value: start });
    body.statements.push({ kind: "variable", name: place, value: constant(0) });
    const loop = loopOver([input.type.shape[axis]!], body, context, (inner, steps) => {
      const value = inner.read(input, placeInside(input, [axis], point, steps));
      const [low, high] = combine === "maximum" ? [local(best), value] : [value, local(best)];
      inner.statements.push({
        kind: "if",
        condition: call("less", low, high),
        consequent: [
          { kind: "assign", name: best, value },
          { kind: "assign", name: place, value: affineScalar(steps[0]!) },
        ],
        alternative: [],
      });
    });
    body.statements.push(...loop);
    body.define(anchor, point, local(place));
  }
}

function loopOver(
  extents: readonly Dimension[],
  body: Body,
  context: Pick<LoopContext, "names">,
  write: (inner: Body, steps: readonly Affine[]) => void,
): readonly Statement[] {
  const inner = body.nested();
  const variables = extents.map(() => context.names.fresh("k"));
  write(
    inner,
    extents.map((extent, index) => (extent === 1 ? zero : variable(variables[index]!))),
  );
  return extents.reduceRight<readonly Statement[]>((inside, extent, index) => {
    if (extent === 1) return inside;
    return [fullLoop(variables[index]!, extent, inside)];
  }, inner.statements);
}

function fullLoop(name: string, extent: Dimension, body: readonly Statement[]): Statement {
  const to: Extent =
    extent === "batch" ? { kind: "samples", floorTo: 1 } : { kind: "fixed", count: extent };
  return { kind: "loop", variable: name, from: { kind: "fixed", count: 0 }, to, step: 1, body };
}

/** Zeros, then the updates one after another, each added at the place that its index names. */
function lowerScatter(
  anchor: Value,
  lowering: Extract<Lowering, { kind: "scatterAdd" }>,
  context: LoopContext,
): readonly Statement[] {
  const [updates, indices] = anchor.node.inputs as readonly [Value, Value];
  const { axis, common } = lowering;
  const buffer = context.storage.bufferOf(anchor, "write");
  const outer = createBody(context.fusion, context.storage, context.names);
  const zeros = loopOver(anchor.type.shape, outer, context, (inner, at) => {
    const offset = linearOffset(anchor.type.shape, at);
    inner.statements.push({ kind: "store", buffer, offset, value: constant(0) });
  });
  const own = indices.type.shape.length - common;
  const additions = loopOver(updates.type.shape, outer, context, (inner, at) => {
    const where = inner.read(indices, [...at.slice(0, common), ...at.slice(axis, axis + own)]);
    const row = inner.bind("row", where, true);
    const place =
      row.kind === "local" ? variable(row.name) : affine((row as { value: number }).value);
    const offset = linearOffset(anchor.type.shape, [
      ...at.slice(0, axis),
      place,
      ...at.slice(axis + own),
    ]);
    const value = call("add", { kind: "load", buffer, offset }, inner.read(updates, at));
    inner.statements.push({ kind: "store", buffer, offset, value });
  });
  return [...zeros, ...additions];
}

/** Modified Gram-Schmidt on the rows, in order. */
function lowerOrthonormalize(anchor: Value, context: LoopContext): readonly Statement[] {
  const input = anchor.node.inputs[0]!;
  const [rows, columns] = anchor.type.shape as readonly [number, number];
  const buffer = context.storage.bufferOf(anchor, "write");
  const body = createBody(context.fusion, context.storage, context.names);
  const element = (row: Affine, column: Affine): Scalar => ({
    kind: "load",
    buffer,
    offset: linearOffset(anchor.type.shape, [row, column]),
  });
  const overColumns = (write: (inner: Body, column: Affine) => void): readonly Statement[] =>
    loopOver([columns], body, context, (inner, at) => write(inner, at[0]!));
  const store = (inner: Body, row: Affine, column: Affine, value: Scalar): void => {
    const offset = linearOffset(anchor.type.shape, [row, column]);
    inner.statements.push({ kind: "store", buffer, offset, value });
  };
  const dotInto = (name: string, left: Affine, right: Affine): readonly Statement[] => [
    { kind: "variable", name, value: constant(0) },
    ...overColumns((inner, column) =>
      inner.statements.push({
        kind: "assign",
        name,
        value: call(
          "add",
          local(name),
          call("multiply", element(left, column), element(right, column)),
        ),
      }),
    ),
  ];
  const row = variable(context.names.fresh("row"));
  const earlier = variable(context.names.fresh("earlier"));
  const rowName = row.terms[0]!.variable;
  const earlierName = earlier.terms[0]!.variable;
  const dot = context.names.fresh("dot");
  const square = context.names.fresh("square");
  const copy = overColumns((inner, column) =>
    store(inner, row, column, inner.read(input, [row, column])),
  );
  const project = overColumns((inner, column) =>
    store(
      inner,
      row,
      column,
      call(
        "subtract",
        element(row, column),
        call("multiply", local(dot), element(earlier, column)),
      ),
    ),
  );
  const scale = overColumns((inner, column) =>
    store(inner, row, column, call("divide", element(row, column), call("sqrt", local(square)))),
  );
  const isEarlier = call("less", affineScalar(earlier), affineScalar(row));
  const consequent = [...dotInto(dot, row, earlier), ...project];
  const againstEarlier = fullLoop(earlierName, rows, [
    { kind: "if", condition: isEarlier, consequent, alternative: [] },
  ]);
  return [
    fullLoop(rowName, rows, [...copy, againstEarlier, ...dotInto(square, row, row), ...scale]),
  ];
}

/** Fills a buffer with a value that has another place, or none. */
export function lowerCopy(
  value: Value,
  to: string,
  context: { fusion: Fusion; names: Names; storage: Storage },
): readonly Statement[] {
  const outer = createBody(context.fusion, context.storage, context.names);
  return loopOver(value.type.shape, outer, context, (inner, at) => {
    const offset = linearOffset(value.type.shape, at);
    inner.statements.push({ kind: "store", buffer: to, offset, value: inner.read(value, at) });
  });
}
