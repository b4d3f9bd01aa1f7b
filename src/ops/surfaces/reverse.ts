/**
 * `reverse(x; axis)`: an axis, or several, from the other end.
 *
 * Invariant: slices with steps of -1.
 */
import type { Surface } from "../../graph/op.ts";
import { sampleAxis } from "../kit/axis.ts";
import { sliceAlong } from "../kit/slice-along.ts";

export const reverse: Surface = {
  name: "reverse",
  doc: "An axis, or several, from the other end.",
  example: "output y = reverse([[1, 2, 3], [4, 5, 6]]; axis: 1)",
  wires: ["x"],
  settings: [{ name: "axis" }],
  apply: ({ wires: [x], settings, build, axes }) =>
    axes(x!, settings["axis"]).reduce((value, each) => {
      const axis = sampleAxis(value, each);
      const length = value.type.shape[axis] as number;
      return sliceAlong(build, value, axis, [length - 1, length, -1]);
    }, x!),
};
