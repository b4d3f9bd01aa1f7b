/**
 * `einsum(a, b; "i k, k j -> i j")`: Σ of products, axes named as in einops.
 *
 * Invariant: the batch is an axis that nobody names: it comes first and is never summed. Axes under `...`
 * align from the right and repeat where they have length 1; named axes have one length everywhere. More
 * than two wires are multiplied from left to right.
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Value } from "../../graph/graph.ts";
import { ShapeProblem, type Surface } from "../../graph/op.ts";
import { formatType, isBatched, sampleShape, type Dimension } from "../../graph/type.ts";

export const einsum: Surface = {
  name: "einsum",
  wires: ["...xs"],
  settings: [{ name: "pattern" }],
  apply: ({ wires, settings, build }) => {
    const pattern = readPattern(settings["pattern"]);
    if (pattern.inputs.length !== wires.length) {
      throw new ShapeProblem(
        `the pattern names ${pattern.inputs.length} wires, but ${wires.length} are given`,
      );
    }
    const named = wires.map((wire, index) => nameAxes(wire, pattern.inputs[index]!));
    const most = Math.max(0, ...named.map(({ axes }) => axes.filter(isUnnamed).length));
    const lengths = lengthsOf(named);
    const terms = named.map((term) => dropRepeatedOnes(build, takeDiagonals(build, term), lengths));
    return multiplyAll(build, terms, resultAxes(pattern.result, named, most));
  },
};

/** A value whose axes have names; `batch` and those under `...` have names that nobody can write. */
interface Term {
  readonly value: Value;
  readonly axes: readonly string[];
}

const batch = "(batch)";
/** Counted from the right, where they align. */
const unnamed = (fromEnd: number): string => `...${fromEnd}`;
const isUnnamed = (axis: string): boolean => axis.startsWith("...");

interface Pattern {
  readonly inputs: readonly (readonly string[])[];
  readonly result: readonly string[];
}

function readPattern(text: unknown): Pattern {
  const sides = typeof text === "string" ? text.split("->") : [];
  if (sides.length !== 2) {
    throw new ShapeProblem(`a pattern is written "i k, k j -> i j", not ${JSON.stringify(text)}`);
  }
  const result = readAxes(sides[1]!);
  const twice = result.find((axis, index) => result.indexOf(axis) < index);
  if (twice !== undefined) throw new ShapeProblem(`\`${twice}\` stands twice after \`->\``);
  return { inputs: sides[0]!.split(",").map(readAxes), result };
}

function readAxes(text: string): readonly string[] {
  const axes = text.split(/\s+/).filter((axis) => axis !== "");
  const wrong = axes.find((axis) => axis !== "..." && !/^[A-Za-z_]\w*$/.test(axis));
  if (wrong !== undefined) {
    throw new ShapeProblem(`\`${wrong}\` in the pattern is no name of an axis`);
  }
  if (axes.filter((axis) => axis === "...").length > 1) {
    throw new ShapeProblem("`...` stands twice for the axes of one wire");
  }
  return axes;
}

function nameAxes(value: Value, names: readonly string[]): Term {
  const rank = sampleShape(value.type).length;
  const rest = rank - names.filter((name) => name !== "...").length;
  if (rest < 0 || (rest > 0 && !names.includes("..."))) {
    const shown = formatType({ ...value.type, shape: sampleShape(value.type) });
    throw new ShapeProblem(`the pattern names ${rank - rest} axes, but ${shown} has ${rank}`);
  }
  const axes = names.flatMap((name) =>
    name === "..." ? Array.from({ length: rest }, (_, at) => unnamed(rest - at)) : [name],
  );
  return { value, axes: isBatched(value.type) ? [batch, ...axes] : axes };
}

/** The length of each axis. Throws ShapeProblem where a name has two. */
function lengthsOf(terms: readonly Term[]): ReadonlyMap<string, Dimension> {
  const lengths = new Map<string, Dimension>();
  for (const { value, axes } of terms) {
    axes.forEach((axis, at) => {
      const length = value.type.shape[at]!;
      const known = lengths.get(axis);
      const repeats = isUnnamed(axis) && (known === 1 || length === 1);
      if (known !== undefined && known !== length && !repeats) {
        const name = isUnnamed(axis) ? "an axis under `...`" : `\`${axis}\``;
        throw new ShapeProblem(`${name} has length ${known} and length ${length}`);
      }
      if (known === undefined || known === 1) lengths.set(axis, length);
    });
  }
  return lengths;
}

/** A name that stands twice in one wire means its diagonal: every (n + 1)th of n · n elements. */
function takeDiagonals(build: Build, { value, axes }: Term): Term {
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
  { value, axes }: Term,
  lengths: ReadonlyMap<string, Dimension>,
): Term {
  const stays = axes.map((axis, at) => value.type.shape[at] === lengths.get(axis));
  return {
    value: build.reshape(
      value,
      value.type.shape.filter((_, at) => stays[at]),
    ),
    axes: axes.filter((_, at) => stays[at]),
  };
}

function resultAxes(
  names: readonly string[],
  terms: readonly Term[],
  most: number,
): readonly string[] {
  const known = new Set(terms.flatMap(({ axes }) => axes));
  const foreign = names.find((name) => name !== "..." && !known.has(name));
  if (foreign !== undefined) {
    throw new ShapeProblem(`\`${foreign}\` stands after \`->\` only: no wire has this axis`);
  }
  const axes = names.flatMap((name) =>
    name === "..." ? Array.from({ length: most }, (_, at) => unnamed(most - at)) : [name],
  );
  return known.has(batch) ? [batch, ...axes] : axes;
}

function multiplyAll(build: Build, terms: readonly Term[], result: readonly string[]): Value {
  const [first, ...others] = terms as readonly [Term, ...Term[]];
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

function sumAndTranspose(build: Build, { value, axes }: Term, result: readonly string[]): Value {
  const summed = axes.flatMap((axis, at) => (result.includes(axis) ? [] : [at]));
  const left = axes.filter((axis) => result.includes(axis));
  return build.transpose(
    build.sum(value, summed),
    result.map((axis) => left.indexOf(axis)),
  );
}
