/**
 * Where to go from a point to see what the target does: along single coordinates, and along random
 * directions through all elements of a tensor, or of several tensors at once.
 *
 * Invariant: drawn by a seed. Tensors that move together have gradients of like size, and each moves so far
 * that it counts for as much as the others: none is hidden.
 */
import { drawBits, drawKey, normalOf } from "../draws.ts";
import { placeKey } from "../place.ts";
import { formatPlace } from "./compare.ts";
import type { GradientAt, Point } from "./point.ts";

export interface Direction {
  readonly name: string;
  readonly where: string;
  /** How each source moves. */
  readonly moves: ReadonlyMap<string, Float64Array>;
  /** How large the numbers are that move. */
  readonly scale: number;
  /** Of several tensors: each of them alone, to find the one that is wrong. */
  readonly parts: readonly Direction[];
}

/** Random directions through the same tensors. */
const count = 3;

/** At least so many differences are worth a tensor's while. */
const fewest = 2 * count;

/** Gradients that differ by more than this are not looked at together. */
const likeness = 1000;

/** @param affordable differences in all */
export function chooseDirections(point: Point, affordable: number): readonly Direction[] {
  const { gradients } = point;
  const each = Math.floor(affordable / gradients.length);
  if (each >= fewest) return gradients.flatMap((gradient) => inTensor(point, gradient, each));
  const few = each > 0 ? gradients : evenly(gradients, count);
  const coordinates = few.flatMap((gradient) => singles(point, gradient, Math.max(1, each)));
  return [...coordinates, ...groupsOf(gradients).flatMap(throughAll)];
}

function evenly<T>(all: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, all.length / most);
  return all.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

/** Every coordinate, or some of them and a few directions. */
function inTensor(point: Point, gradient: GradientAt, most: number): readonly Direction[] {
  const size = gradient.gradient.data.length;
  if (size <= most) return singles(point, gradient, size);
  const directions = Array.from({ length: count }, (_, number) => through(gradient, number, 1));
  return [...singles(point, gradient, most - count), ...directions];
}

function singles({ bindings }: Point, gradient: GradientAt, most: number): readonly Direction[] {
  const { name, id } = gradient;
  const { shape, data } = bindings.get(id)!;
  return chooseCoordinates(name, data.length, most).map((index) => {
    const unit = new Float64Array(data.length);
    unit[index] = 1;
    const scale = Math.max(1, Math.abs(data[index]!));
    return {
      name,
      where: formatPlace(shape, index),
      moves: new Map([[id, unit]]),
      scale,
      parts: [],
    };
  });
}

function chooseCoordinates(name: string, size: number, most: number): readonly number[] {
  if (size <= most) return Array.from({ length: size }, (_, index) => index);
  const place = placeKey(`check:coordinates:${name}`);
  const chosen = new Set<number>();
  for (let draw = 0; chosen.size < most; draw++) {
    chosen.add(drawBits(drawKey(1, 0), place, 0, draw) % size);
  }
  return [...chosen];
}

/** A random direction in one tensor. */
function through({ name, id, gradient }: GradientAt, number: number, length: number): Direction {
  const place = placeKey(`check:direction:${name}`);
  const drawn = gradient.data.map((_, index) =>
    normalOf(drawBits(drawKey(1, 0), place, number, index)),
  );
  const factor = length / norm(drawn);
  const moves = new Map([[id, drawn.map((each) => each * factor)]]);
  return { name, where: ` along direction ${number + 1}`, moves, scale: 1, parts: [] };
}

/** Random directions in all tensors of a group. */
function throughAll(group: readonly GradientAt[]): readonly Direction[] {
  const norms = group.map(({ gradient }) => norm(gradient.data));
  const least = Math.min(...norms);
  return Array.from({ length: count }, (_, number) => {
    const parts = group.map((each, at) =>
      through(each, number, least === 0 ? 1 : least / norms[at]!),
    );
    const moves = new Map(parts.flatMap((part) => [...part.moves]));
    const name =
      group.length === 1 ? group[0]!.name : `${group[0]!.name} and ${group.length - 1} more`;
    return { name, where: ` along direction ${number + 1}`, moves, scale: 1, parts };
  });
}

/** Tensors with gradients of like size; those without any by themselves. */
function groupsOf(gradients: readonly GradientAt[]): readonly (readonly GradientAt[])[] {
  const sorted = gradients
    .map((each) => ({ each, size: norm(each.gradient.data) }))
    .sort((a, b) => a.size - b.size);
  const groups: GradientAt[][] = [];
  let least = NaN;
  for (const { each, size } of sorted) {
    const fits = size <= least * likeness && (size > 0 || least === 0);
    if (!fits || (least === 0 && size > 0)) {
      groups.push([]);
      least = size;
    }
    groups.at(-1)!.push(each);
  }
  return groups;
}

function norm(data: Float64Array): number {
  return Math.sqrt(data.reduce((sum, each) => sum + each * each, 0));
}
