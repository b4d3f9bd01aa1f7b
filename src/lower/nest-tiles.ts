/**
 * Nests of loops over a domain in tiles: rows in whole tiles and what they leave, columns in vectors.
 *
 * Invariant: every element of the domain is in one tile; where vectors overlap, in two of them at the end of
 * the axis. Several elements of a tile are several points; what is computed at them is the caller's.
 */
import type { Dimension } from "../graph/type.ts";
import type { Extent, Statement } from "../kernel/kernel.ts";
import { wholeLanes } from "../kernel/in-lanes.ts";
import { shiftAffine, variable, zero, type Affine } from "../kernel/scalar.ts";
import type { Point } from "./loops.ts";

export interface TiledLoop {
  readonly variable: string;
  readonly dimension: Dimension;
  readonly tile: number;
  /** The tile inside the rest of an outer loop. */
  readonly restTile: number;
  /** What whole tiles leave is one tile more, if several places are left. */
  readonly joinsRest: boolean;
  /** Elements at each place of the tile. */
  readonly lanes: number;
  /** The last vector may lie over others. */
  readonly overlaps: boolean;
}

/** Loops over tiles, then over what a whole number of tiles leaves. */
export function nestTiles(
  loops: readonly TiledLoop[],
  points: readonly Point[],
  inside: (points: readonly Point[]) => readonly Statement[],
): readonly Statement[] {
  const [loop, ...rest] = loops;
  if (loop === undefined) return inside(points);
  if (loop.lanes > 1)
    return nestLanes(loop, 0, (places) => nestTiles(rest, extend(points, places), inside));
  const { dimension, tile } = loop;
  const spread = (start: Affine, count: number): readonly Point[] =>
    extend(points, neighbours(start, count, 1));
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
      domain: true,
      body: nestTiles(rest, spread(at, tile), inside),
    },
  ];
  const left = dimension === "batch" ? tile - 1 : dimension % tile;
  if (left > 1 && dimension !== "batch" && loop.joinsRest) {
    const body = nestTiles(rest, spread(at, left), inside);
    statements.push({
      kind: "loop",
      variable: loop.variable,
      from: whole,
      to: end,
      step: left,
      domain: true,
      body,
    });
  } else if (left > 0) {
    const single = rest.map((each) => ({ ...each, tile: each.restTile }));
    const body = nestTiles(single, spread(at, 1), inside);
    statements.push({
      kind: "loop",
      variable: loop.variable,
      from: whole,
      to: end,
      step: 1,
      domain: true,
      body,
    });
  }
  return statements;
}

function neighbours(start: Affine, count: number, stride: number): readonly Affine[] {
  return Array.from({ length: count }, (_, step) => shiftAffine(start, step * stride));
}

export function extend(points: readonly Point[], places: readonly Affine[]): readonly Point[] {
  return points.flatMap((point) => places.map((place) => [...point, place]));
}

/** Loops over tiles of vectors, over single vectors, over single elements: each over what the last one leaves. */
export function nestLanes(
  loop: TiledLoop,
  start: number,
  inside: (places: readonly Affine[]) => readonly Statement[],
): readonly Statement[] {
  const { variable: name, dimension, tile, lanes } = loop;
  if (loop.overlaps) return nestOverlapping(loop, start, inside);
  const all: Extent =
    dimension === "batch" ? { kind: "samples", floorTo: 1 } : { kind: "fixed", count: dimension };
  const at = variable(name);
  const statements: Statement[] = [];
  let from: Extent = { kind: "fixed", count: start };
  for (const step of new Set([tile * lanes, lanes, 1])) {
    const to = step === 1 ? all : wholeLanes(all, step);
    if (isSame(from, to)) continue;
    const body = inside(neighbours(at, Math.max(1, step / lanes), lanes));
    const width = step === 1 ? {} : { lanes };
    statements.push({ kind: "loop", variable: name, from, to, step, ...width, domain: true, body });
    from = to;
  }
  return statements;
}

/**
 * Whole vectors all the way: the last one ends where the axis ends. It is in one tile with those that it lies over, so
 * that all of them are read before any is stored; only what begins behind other loops may lie over those.
 */
function nestOverlapping(
  { variable: name, dimension, tile, lanes }: TiledLoop,
  start: number,
  inside: (places: readonly Affine[]) => readonly Statement[],
): readonly Statement[] {
  const end = dimension as number;
  const at = variable(name);
  const loop = (from: number, to: number, step: number, places: readonly Affine[]): Statement => ({
    kind: "loop",
    variable: name,
    from: { kind: "fixed", count: from },
    to: { kind: "fixed", count: to },
    step,
    lanes,
    domain: true,
    body: inside(places),
  });
  const width = tile * lanes;
  const left = (end - start) % width;
  // What fills no vector takes the tile before it along.
  const joined = left < lanes && end - left - width >= start ? width : 0;
  const whole = end - left - joined;
  const vectors = Math.floor((left + joined) / lanes);
  const first = vectors > 0 ? whole : end - lanes;
  const last = shiftAffine(at, end - lanes - first);
  const places = vectors > 0 ? [...neighbours(at, vectors, lanes), last] : [at];
  return [
    ...(whole > start ? [loop(start, whole, width, neighbours(at, tile, lanes))] : []),
    loop(first, first + lanes, lanes, places),
  ];
}

function isSame(a: Extent, b: Extent): boolean {
  return a.kind === "fixed" && b.kind === "fixed" && a.count === b.count;
}
