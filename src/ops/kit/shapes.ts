/**
 * What `.nn` calls to arrange: surfaces over slices, joins and reshapes.
 *
 * Invariant: each is movement of the few movement ops; none has a meaning of its own.
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Value } from "../../graph/graph.ts";
import { ShapeProblem, type Static, type Surface } from "../../graph/op.ts";
import { sampleShape, type Dimension } from "../../graph/type.ts";
import { oneSampleAxis } from "./axis.ts";

/** `length` elements from `start` along an axis. */
export function sliceAlong(
  build: Build,
  x: Value,
  axis: number,
  [start, length, step]: readonly [number, number, number],
): Value {
  const from = x.type.shape.map((_, at) => (at === axis ? start : 0));
  const count = x.type.shape.map((each, at): Dimension => (at === axis ? length : each));
  const steps = x.type.shape.map((_, at) => (at === axis ? step : 1));
  return build.slice(x, from, count, steps);
}

const split: Surface = {
  name: "split",
  wires: ["x"],
  settings: [{ name: "parts" }, { name: "axis", default: -1 }],
  apply: ({ wires: [x], settings, build, axes }) => {
    const axis = oneSampleAxis(x!, settings["axis"], axes);
    const length = x!.type.shape[axis] as number;
    const sizes = partSizes(settings["parts"], length);
    let start = 0;
    return sizes.map((size) => {
      const part = sliceAlong(build, x!, axis, [start, size, 1]);
      start += size;
      return part;
    });
  },
};

function partSizes(parts: Static, length: number): readonly number[] {
  const isSize = (each: Static): each is number =>
    typeof each === "number" && Number.isInteger(each) && each >= 1;
  if (Array.isArray(parts)) {
    const sizes = (parts as readonly Static[]).filter(isSize);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (sizes.length === parts.length && total === length) return sizes;
    // Checked before a list is made of it: a number may be a billion.
  } else if (isSize(parts) && length % parts === 0) {
    return Array.from({ length: parts }, () => length / parts);
  }
  throw new ShapeProblem(`${length} elements cannot be split into ${JSON.stringify(parts)}`);
}

const stack: Surface = {
  name: "stack",
  wires: ["...xs"],
  settings: [{ name: "axis", default: 0 }],
  apply: ({ wires, settings, build }) => {
    const batched = wires.some((wire) => wire.type.shape[0] === "batch");
    const alike = batched ? wires.map((wire) => build.perSample(wire)) : wires;
    const rank = sampleShape(alike[0]!.type).length;
    const axis = newAxis(settings["axis"], rank) + (batched ? 1 : 0);
    const raised = alike.map((wire) =>
      build.reshape(wire, [...wire.type.shape.slice(0, axis), 1, ...wire.type.shape.slice(axis)]),
    );
    return build.concat(raised, axis);
  },
};

/** Counted among the axes that the result has; negative ones from its end. */
function newAxis(axis: Static, rank: number): number {
  const at = Number(axis) < 0 ? Number(axis) + rank + 1 : Number(axis);
  if (Number.isInteger(at) && at >= 0 && at <= rank) return at;
  throw new ShapeProblem(`there is no axis ${String(axis)}: the result has 0 to ${rank}`);
}

const reverse: Surface = {
  name: "reverse",
  wires: ["x"],
  settings: [{ name: "axis" }],
  apply: ({ wires: [x], settings, build, axes }) =>
    axes(x!, settings["axis"]).reduce((value, axis) => {
      const length = value.type.shape[axis] as number;
      return sliceAlong(build, value, axis, [length - 1, length, -1]);
    }, x!),
};

const roll: Surface = {
  name: "roll",
  wires: ["x"],
  settings: [{ name: "by" }, { name: "axis", default: -1 }],
  apply: ({ wires: [x], settings, build, axes }) => {
    const axis = oneSampleAxis(x!, settings["axis"], axes);
    const length = x!.type.shape[axis] as number;
    if (!Number.isInteger(settings["by"])) {
      throw new ShapeProblem(`elements cannot move by ${String(settings["by"])} places`);
    }
    const by = (((settings["by"] as number) % length) + length) % length;
    if (by === 0) return x!;
    const end = sliceAlong(build, x!, axis, [length - by, by, 1]);
    const start = sliceAlong(build, x!, axis, [0, length - by, 1]);
    return build.concat([end, start], axis);
  },
};

const pad: Surface = {
  name: "pad",
  wires: ["x"],
  settings: [
    { name: "before" },
    { name: "after" },
    { name: "axis", default: -1 },
    { name: "value", default: 0 },
  ],
  apply: ({ wires: [x], settings, build, axes }) => {
    const axis = oneSampleAxis(x!, settings["axis"], axes);
    const { before, after, value } = settings as { before: number; after: number; value: number };
    if (![before, after].every((each) => Number.isInteger(each) && each >= 0)) {
      throw new ShapeProblem(`${before} and ${after} are no numbers of elements to add`);
    }
    const shape = x!.type.shape.map((size, at): Dimension =>
      at === axis ? (size as number) + before + after : size,
    );
    const from = shape.map((_, at) => (at === axis ? before : 0));
    const step = shape.map(() => 1);
    if (value === 0 || x!.type.element === "float") {
      return build.unslice(x!, shape, from, step, value);
    }
    // Ints among which something else than an int may stand: what comes of the two decides.
    const inside = build.unslice(build.constant(1, x!.type.shape), shape, from, step);
    return build.where(build.equal(inside, 1), build.unslice(x!, shape, from, step), value);
  },
};

export const shapeSurfaces: readonly Surface[] = [split, stack, reverse, roll, pad];
