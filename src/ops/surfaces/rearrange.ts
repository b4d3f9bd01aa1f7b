/**
 * `rearrange(x; "t (h k) -> h t k", h: heads)`: axes split, moved and merged, as in einops.
 *
 * Invariant: movement only: a reshape, a transpose and a reshape. What a group is split into is given
 * by name, all but one, which is what remains.
 */
import type { Value } from "../../graph/graph.ts";
import { ShapeProblem, type Surface } from "../../graph/op.ts";
import { isBatched, sampleShape, type Dimension } from "../../graph/type.ts";
import {
  axesOf,
  findRepeated,
  isGroup,
  patternProblem,
  readPattern,
  restOf,
  type Axis,
  type Group,
  type Term,
} from "../kit/pattern.ts";

export const rearrange: Surface = {
  name: "rearrange",
  doc: "Axes split, moved and merged, as in einops: parentheses before `->` split an axis, after it they merge several; `...` stands for any others, `1` for an axis of that length. The lengths of what is split are given by name, all but one.",
  example: 'output y = rearrange([[1, 2, 3, 4], [5, 6, 7, 8]]; "t (h k) -> h t k", h: 2)',
  wires: ["x"],
  settings: [{ name: "pattern" }],
  takesSizes: true,
  apply: ({ wires: [x], settings, sizes = new Map<string, number>(), build }) => {
    const { inputs, result } = readPattern(settings["pattern"], "t (h k) -> h t k");
    const [left, second] = inputs as [Term, Term | undefined];
    if (second) throw patternProblem("`rearrange` takes one wire, and so no `,`", second);
    checkSides(left, result, sizes);
    const apart = takeApart(x!, left, sizes);
    const right = axesOf(result).flatMap((axis) => partsOf(axis, apart));
    const batch: readonly Dimension[] = isBatched(x!.type) ? ["batch"] : [];
    const order = right.map((part) => batch.length + apart.indexOf(part));
    const split = build.reshape(x!, [...batch, ...apart.map(({ length }) => length)]);
    const moved = build.transpose(split, [...batch.map(() => 0), ...order]);
    return build.reshape(moved, [...batch, ...mergedShape(result, apart)]);
  },
};

/** An axis when all groups are open; those that `...` stands for share its name. */
interface Part {
  readonly name: string;
  readonly length: number;
}

function checkSides(left: Term, right: Term, sizes: ReadonlyMap<string, number>): void {
  const sides = [axesOf(left), axesOf(right)] as const;
  for (const side of sides) {
    const twice = findRepeated(side);
    if (twice) throw patternProblem(`\`${twice.name}\` stands twice on one side of \`->\``, twice);
  }
  const [names, others] = sides.map((side) => new Set(side.map(({ name }) => name)));
  const lost = sides[0].find(({ name }) => name !== "1" && !others!.has(name));
  if (lost) throw patternProblem(`\`${lost.name}\` is missing after \`->\``, lost);
  const foreign = sides[1].find(({ name }) => name !== "1" && !names!.has(name));
  if (foreign) throw patternProblem(`\`${foreign.name}\` is missing before \`->\``, foreign);
  const unused = [...sizes.keys()].find((name) => !names!.has(name));
  if (unused !== undefined) {
    const message = `no axis of the pattern is called \`${unused}\``;
    throw new ShapeProblem(message, { setting: { name: unused } });
  }
}

function takeApart(x: Value, left: Term, sizes: ReadonlyMap<string, number>): readonly Part[] {
  const rest = restOf(x, left);
  const shape = sampleShape(x.type) as readonly number[];
  let next = 0;
  const parts = left.items.flatMap((item): readonly Part[] => {
    if (!isGroup(item) && item.name === "...") {
      const lengths = shape.slice(next, next + rest);
      next += rest;
      return lengths.map((length) => ({ name: "...", length }));
    }
    const length = shape[next++]!;
    return isGroup(item) ? openGroup(item, length, sizes) : [checkAxis(item, length, sizes)];
  });
  return parts.filter(({ name }) => name !== "1");
}

function checkAxis(axis: Axis, length: number, sizes: ReadonlyMap<string, number>): Part {
  const wanted = axis.name === "1" ? 1 : sizes.get(axis.name);
  if (wanted === undefined || wanted === length) return { name: axis.name, length };
  throw patternProblem(`the axis \`${axis.name}\` has length ${length}, not ${wanted}`, axis);
}

function openGroup(
  group: Group,
  length: number,
  sizes: ReadonlyMap<string, number>,
): readonly Part[] {
  const open = group.axes.find(({ name }) => name === "...");
  if (open) throw patternProblem("`...` stands in parentheses after `->` only", open);
  const known = group.axes.map(({ name }) => (name === "1" ? 1 : sizes.get(name)));
  const product = known.reduce<number>((total, each) => total * (each ?? 1), 1);
  const [unknown, second] = group.axes.filter((_, at) => known[at] === undefined);
  if (second) {
    const message = `\`${unknown!.name}\` and \`${second.name}\` could be anything: give a length, \`${second.name}: …\``;
    throw patternProblem(message, second);
  }
  const fits = unknown ? length % product === 0 : length === product;
  if (!fits) {
    const given = group.axes.map(({ name }, at) => known[at] ?? name).join(" · ") || "1";
    throw patternProblem(`an axis of length ${length} is not ${given}`, group);
  }
  return group.axes.map(({ name }, at) => ({ name, length: known[at] ?? length / product }));
}

/** An axis of the right side as parts of the left. A `1` is new. */
function partsOf({ name }: Axis, parts: readonly Part[]): readonly Part[] {
  return name === "1" ? [] : parts.filter((part) => part.name === name);
}

function mergedShape({ items }: Term, parts: readonly Part[]): readonly number[] {
  const lengths = (axis: Axis): readonly number[] =>
    axis.name === "1" ? [1] : partsOf(axis, parts).map(({ length }) => length);
  return items.flatMap((item) =>
    isGroup(item)
      ? [item.axes.flatMap(lengths).reduce((product, each) => product * each, 1)]
      : lengths(item),
  );
}
