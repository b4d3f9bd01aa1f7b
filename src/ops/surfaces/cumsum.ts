/**
 * `cumsum(x; axis)`: running sums along an axis.
 *
 * Invariant: after the round with distance d every element is the sum of up to 2d elements that end there
 * (Hillis and Steele, 1986): ⌈log₂ n⌉ additions of shifted copies, and no product with zeros, which would
 * spread infinities.
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Value } from "../../graph/graph.ts";
import type { Surface } from "../../graph/op.ts";
import type { Dimension } from "../../graph/type.ts";
import { oneSampleAxis } from "../kit/axis.ts";
import { staticNumbers } from "../kit/reduction.ts";

export const cumsum: Surface = {
  name: "cumsum",
  doc: "Running sums along an axis: element `i` is the sum of those up to `i`.",
  example: "output y = cumsum([[1, 2, 3], [4, 5, 6]])",
  wires: ["x"],
  settings: [{ name: "axis", default: -1 }],
  apply: ({ wires: [x], settings, build, axes }) => {
    const axis = oneSampleAxis(x!, settings["axis"], axes);
    const length = x!.type.shape[axis] as number;
    // A sum of one bool is an int, too.
    let sums = x!.type.element === "bool" ? build.add(x!, 0) : x!;
    for (let distance = 1; distance < length; distance *= 2) {
      sums = build.add(sums, shift(build, sums, axis, distance));
    }
    return sums;
  },
  evaluateStatic: (wires) => {
    let sum = 0;
    return staticNumbers(wires).map((each) => (sum += Number(each)));
  },
};

/** Elements moved up along an axis; zeros come in. */
function shift(build: Build, x: Value, axis: number, distance: number): Value {
  const { shape } = x.type;
  const along = (value: number) => shape.map((_, at) => (at === axis ? value : 0));
  const steps = shape.map(() => 1);
  const count = shape.map((each, at): Dimension =>
    at === axis ? (each as number) - distance : each,
  );
  const kept = build.slice(x, along(0), count, steps);
  return build.unslice(kept, shape, along(distance), steps);
}
