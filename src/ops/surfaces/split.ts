/**
 * `split(x; parts, axis)`: an axis cut into parts, each a value of its own.
 *
 * Invariant: slices, which together are the whole axis.
 */
import { ShapeProblem, type Static, type Surface } from "../../graph/op.ts";
import { oneSampleAxis } from "../kit/axis.ts";
import { sliceAlong } from "../kit/slice-along.ts";

export const split: Surface = {
  name: "split",
  doc: "An axis cut into parts, each a value of its own: `parts` is how many, of equal length, or the list of their lengths.",
  example: "input x: [12]\na, b, c = split(x; [2, 4, 6])\noutput y = a * sum(b) * sum(c)",
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
