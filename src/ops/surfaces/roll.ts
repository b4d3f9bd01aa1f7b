/**
 * `roll(x; by, axis)`: elements moved up along an axis, or along several; those that fall off come in again.
 *
 * Invariant: along each axis two slices, joined.
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Value } from "../../graph/graph.ts";
import { ShapeProblem, type Static, type Surface } from "../../graph/op.ts";
import { oneSampleAxis } from "../kit/axis.ts";
import { sliceAlong } from "../kit/slice-along.ts";

export const roll: Surface = {
  name: "roll",
  doc: "Elements moved up along an axis by some places; those that fall off come in at its start. Of several axes both settings are lists.",
  example: "output y = roll([1, 2, 3, 4]; 1)",
  wires: ["x"],
  settings: [{ name: "by" }, { name: "axis", default: -1 }],
  apply: ({ wires: [x], settings, build, axes }) => {
    const by = listOf(settings["by"]);
    const along = listOf(settings["axis"]);
    if (by.length !== along.length) {
      throw new ShapeProblem(`${by.length} moves need as many axes, not ${along.length}`);
    }
    axes(x!, along);
    return by.reduce(
      (value, places, at) => rollAlong(build, value, oneSampleAxis(value, along[at], axes), places),
      x!,
    );
  },
};

function listOf(setting: Static): readonly number[] {
  return (Array.isArray(setting) ? setting : [setting]) as readonly number[];
}

function rollAlong(build: Build, x: Value, axis: number, places: number): Value {
  const length = x.type.shape[axis] as number;
  if (!Number.isInteger(places)) {
    throw new ShapeProblem(`elements cannot move by ${String(places)} places`);
  }
  const by = ((places % length) + length) % length;
  if (by === 0) return x;
  const end = sliceAlong(build, x, axis, [length - by, by, 1]);
  const start = sliceAlong(build, x, axis, [0, length - by, 1]);
  return build.concat([end, start], axis);
}
