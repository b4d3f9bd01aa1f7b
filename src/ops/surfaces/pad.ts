/**
 * `pad(x; before, after, axis, value)`: elements of one value put before and after an axis.
 *
 * Invariant: one `unslice`, so that padding is never computed or stored by itself.
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Value } from "../../graph/graph.ts";
import { ShapeProblem, type Surface } from "../../graph/op.ts";
import type { Dimension } from "../../graph/type.ts";
import { oneSampleAxis } from "../kit/axis.ts";

export const pad: Surface = {
  name: "pad",
  doc: "Elements of one value put before and after an axis. An int or bool that is padded with a number of another type becomes one of that type.",
  example: "output y = pad([1, 2]; before: 1, after: 2, value: 9)",
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
      const given = [before, after].map((each) => JSON.stringify(each)).join(" and ");
      throw new ShapeProblem(`${given} are no numbers of elements to add`);
    }
    if (before === 0 && after === 0) return x!;
    const padded = toHold(build, x!, value);
    const shape = padded.type.shape.map((size, at): Dimension =>
      at === axis ? (size as number) + before + after : size,
    );
    const from = shape.map((_, at) => (at === axis ? before : 0));
    const step = shape.map(() => 1);
    return build.unslice(padded, shape, from, step, value);
  },
};

/** A bool that is padded with other numbers becomes an int, an int that is padded with others a float. */
function toHold(build: Build, x: Value, value: number): Value {
  const { element } = x.type;
  if (element === "float" || (element === "bool" && (value === 0 || value === 1))) return x;
  if (!Number.isInteger(value)) return build.divide(x, 1);
  return element === "bool" ? build.add(x, 0) : x;
}
