/**
 * `einsum(a, b; "i k, k j -> i j")`: Σ of products, axes named as in einops.
 *
 * Invariant: the batch is an axis that nobody names: it comes first and is never summed. Axes under `...`
 * align from the right and repeat where they have length 1; named axes have one length everywhere. More
 * than two wires are multiplied from left to right.
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Value } from "../../graph/graph.ts";
import type { Surface } from "../../graph/op.ts";
import { isBatched, type Dimension } from "../../graph/type.ts";
import {
  axesOf,
  findRepeated,
  isGroup,
  patternProblem,
  readPattern,
  restOf,
  type Axis,
  type Term,
} from "../kit/pattern.ts";

export const einsum: Surface = {
  name: "einsum",
  doc: "Products summed, as in einops: the pattern names the axes of each wire and of the result; an axis that the result does not have is summed. `...` stands for any others, which align at the end; a name that stands twice in one wire means its diagonal.",
  example: 'output y = einsum([[1, 2], [3, 4]], [1, 10]; "i k, k -> i")',
  wires: ["...xs"],
  settings: [{ name: "pattern" }],
  apply: ({ wires, settings, build }) => {
    const { inputs, result } = readPattern(settings["pattern"], "i k, k j -> i j");
    [...inputs, result].forEach(refuseGroups);
    const twice = findRepeated(axesOf(result));
    if (twice) throw patternProblem(`\`${twice.name}\` stands twice after \`->\``, twice);
    if (inputs.length !== wires.length) {
      const of = { from: inputs[0]!.from, to: inputs.at(-1)!.to };
      const [named, given] = [inputs.length, wires.length].map(countWires);
      throw patternProblem(`the pattern names ${named}, but ${given} given`, of);
    }
    const named = wires.map((wire, index) => nameAxes(wire, inputs[index]!));
    const most = Math.max(0, ...named.map(({ axes }) => axes.filter(isUnnamed).length));
    const lengths = lengthsOf(named);
    const terms = named.map((term) => dropRepeatedOnes(build, takeDiagonals(build, term), lengths));
    const value = multiplyAll(build, terms, resultAxes(result, named, most));
    return insertOnes(build, value, result, most);
  },
};

function countWires(count: number, at: number): string {
  if (at === 0) return count === 1 ? "one wire" : `${count} wires`;
  return count === 1 ? "one is" : `${count} are`;
}

/** A value whose axes have names; `batch`, those under `...` and `1` have names that nobody can write. */
interface Named {
  readonly value: Value;
  readonly axes: readonly string[];
}

/** The same, as the pattern names them. */
interface Written extends Named {
  readonly term: Term;
  /** Where each axis is named; undefined for the batch. */
  readonly places: readonly (Axis | undefined)[];
}

const batch = "(batch)";
/** Counted from the right, where they align. */
const unnamed = (fromEnd: number): string => `...${fromEnd}`;
const isUnnamed = (axis: string): boolean => axis.startsWith("...");

function refuseGroups({ items }: Term): void {
  const group = items.find(isGroup);
  if (group === undefined) return;
  const message = "`einsum` takes axes as they are; `rearrange` splits and merges them";
  throw patternProblem(message, group);
}

function nameAxes(value: Value, term: Term): Written {
  const rest = restOf(value, term);
  const places = axesOf(term).flatMap((axis): readonly Axis[] =>
    axis.name === "..." ? Array.from({ length: rest }, () => axis) : [axis],
  );
  let left = rest;
  const axes = places.map(({ name }, at) => {
    if (name === "1") return `(${at})`;
    return name === "..." ? unnamed(left--) : name;
  });
  if (!isBatched(value.type)) return { value, axes, term, places };
  return { value, axes: [batch, ...axes], term, places: [undefined, ...places] };
}

/** The length of each axis. Throws ShapeProblem where a name has two. */
function lengthsOf(terms: readonly Written[]): ReadonlyMap<string, Dimension> {
  const lengths = new Map<string, Dimension>();
  for (const { value, axes, places } of terms) {
    axes.forEach((axis, at) => {
      const length = value.type.shape[at]!;
      const place = places[at];
      if (place?.name === "1" && length !== 1) {
        throw patternProblem(`this axis has length ${length}, not 1`, place);
      }
      const known = lengths.get(axis);
      const repeats = isUnnamed(axis) && (known === 1 || length === 1);
      if (known !== undefined && known !== length && !repeats) {
        const name = isUnnamed(axis) ? "an axis under `...`" : `\`${axis}\``;
        throw patternProblem(`${name} has length ${known} and length ${length}`, place!);
      }
      if (known === undefined || known === 1) lengths.set(axis, length);
    });
  }
  return lengths;
}

/** A name that stands twice in one wire means its diagonal: every (n + 1)th of n · n elements. */
function takeDiagonals(build: Build, { value, axes }: Named): Named {
  const second = axes.findIndex((axis, at) => axes.indexOf(axis) < at);
  if (second < 0) return { value, axes };
  const first = axes.indexOf(axes[second]!);
  const others = axes.flatMap((_, at) => (at === first || at === second ? [] : [at]));
  const moved = build.transpose(value, [...others, first, second]);
  const outside = moved.type.shape.slice(0, -2);
  const length = moved.type.shape.at(-1) as number;
  const flat = build.reshape(moved, [...outside, length * length]);
  const diagonal = build.slice(
    flat,
    flat.type.shape.map(() => 0),
    [...outside, length],
    [...outside.map(() => 1), length + 1],
  );
  return takeDiagonals(build, {
    value: diagonal,
    axes: [...others.map((at) => axes[at]!), axes[first]!],
  });
}

/** An axis of length 1 that is longer elsewhere repeats: in a product it need not be there. */
function dropRepeatedOnes(
  build: Build,
  { value, axes }: Named,
  lengths: ReadonlyMap<string, Dimension>,
): Named {
  const stays = axes.map((axis, at) => value.type.shape[at] === lengths.get(axis));
  return {
    value: build.reshape(
      value,
      value.type.shape.filter((_, at) => stays[at]),
    ),
    axes: axes.filter((_, at) => stays[at]),
  };
}

function resultAxes(result: Term, terms: readonly Named[], most: number): readonly string[] {
  const known = new Set(terms.flatMap(({ axes }) => axes));
  const axes = axesOf(result).flatMap((axis) => {
    if (axis.name === "1") return [];
    if (axis.name === "...") return Array.from({ length: most }, (_, at) => unnamed(most - at));
    if (known.has(axis.name)) return [axis.name];
    const message = `\`${axis.name}\` stands after \`->\` only: no wire has this axis`;
    throw patternProblem(message, axis);
  });
  return known.has(batch) ? [batch, ...axes] : axes;
}

/** An axis that the pattern writes as `1` after `->` is new. */
function insertOnes(build: Build, value: Value, result: Term, most: number): Value {
  let next = isBatched(value.type) ? 1 : 0;
  const shape = axesOf(result).flatMap(({ name }): readonly Dimension[] => {
    if (name === "1") return [1];
    const count = name === "..." ? most : 1;
    next += count;
    return value.type.shape.slice(next - count, next);
  });
  return build.reshape(value, isBatched(value.type) ? ["batch", ...shape] : shape);
}

function multiplyAll(build: Build, terms: readonly Named[], result: readonly string[]): Value {
  const [first, ...others] = terms as readonly [Named, ...Named[]];
  if (others.length === 0) return sumAndTranspose(build, first, result);
  return others.reduce((product, term, index) => {
    const later = new Set([...result, ...others.slice(index + 1).flatMap(({ axes }) => axes)]);
    const own = new Set([...product.axes, ...term.axes]);
    const isLast = index === others.length - 1;
    const kept = isLast ? result : batchFirst([...own].filter((axis) => later.has(axis)));
    const value = build.contract(product.value, term.value, product.axes, term.axes, kept);
    return { value, axes: kept };
  }, first).value;
}

function batchFirst(axes: readonly string[]): readonly string[] {
  return axes.includes(batch) ? [batch, ...axes.filter((axis) => axis !== batch)] : axes;
}

function sumAndTranspose(build: Build, { value, axes }: Named, result: readonly string[]): Value {
  const summed = axes.flatMap((axis, at) => (result.includes(axis) ? [] : [at]));
  const left = axes.filter((axis) => result.includes(axis));
  return build.transpose(
    build.sum(value, summed),
    result.map((axis) => left.indexOf(axis)),
  );
}
