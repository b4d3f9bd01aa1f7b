/**
 * `stack(...xs; axis)`: values of one shape along a new axis.
 *
 * Invariant: an axis of length 1 in each, then `concat`.
 */
import { ShapeProblem, type Static, type Surface } from "../../graph/op.ts";
import { sampleShape } from "../../graph/type.ts";

export const stack: Surface = {
  name: "stack",
  doc: "Values of one shape along a new axis.",
  example: "output y = stack([1, 2], [3, 4]; axis: -1)",
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
