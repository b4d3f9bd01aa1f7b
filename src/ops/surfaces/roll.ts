/**
 * `roll(x; by, axis)`: elements moved up along an axis; those that fall off come in at its start.
 *
 * Invariant: two slices, joined.
 */
import { ShapeProblem, type Surface } from "../../graph/op.ts";
import { oneSampleAxis } from "../kit/axis.ts";
import { sliceAlong } from "../kit/slice-along.ts";

export const roll: Surface = {
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
