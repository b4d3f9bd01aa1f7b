/**
 * `overlapAdd(x; stride, dilation)`: what windows hold, put back where they stand and added up: the adjoint
 * of `windows`.
 *
 * Invariant: one axis after another, so that a contraction that makes windows can add them up itself.
 * `[h', w', kh, kw, c]` → `[h, w, c]`, the shortest image that has these windows; with a list of strides
 * there may be more axes behind: `[h', w', kh, kw, g, c]`.
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Value } from "../../graph/graph.ts";
import { ShapeProblem, type Static, type Surface } from "../../graph/op.ts";
import { formatType, isBatched, sampleShape } from "../../graph/type.ts";
import { forEachAxis } from "../kit/each-axis.ts";

export const overlapAdd: Surface = {
  name: "overlapAdd",
  doc: "What windows hold, put back where they stand and added up: the adjoint of `windows`, `[h', w', kh, kw, c]` → `[h, w, c]`, or `[t', k, c]` → `[t, c]`, with `h = (h' - 1) stride + (kh - 1) dilation + 1`.",
  example: "output y = overlapAdd([[[1], [2]], [[3], [4]]]; stride: 1)",
  wires: ["x"],
  settings: [
    { name: "stride", default: 1, takesList: true },
    { name: "dilation", default: 1, takesList: true },
  ],
  apply: ({ wires: [x], settings, build }) => {
    const skip = isBatched(x!.type) ? 1 : 0;
    const own = sampleShape(x!.type).length;
    const listed = [settings["stride"], settings["dilation"]].find(Array.isArray);
    const rank = (listed as readonly Static[] | undefined)?.length ?? (own - 1) / 2;
    if (rank < 1 || !Number.isInteger(rank) || own < 2 * rank + 1) {
      const shown = formatType({ ...x!.type, shape: sampleShape(x!.type) });
      throw new ShapeProblem(`windows are [t, k, c] or [h, w, kh, kw, c], not ${shown}`);
    }
    const stride = forEachAxis("stride", settings["stride"], rank);
    const dilation = forEachAxis("dilation", settings["dilation"], rank);
    let value = bringTogether(build, x!, skip, rank);
    for (let axis = rank - 1; axis >= 0; axis--) {
      const steps = { stride: stride[axis]!, dilation: dilation[axis]! };
      value = addAlong(build, value, skip + 2 * axis, steps);
    }
    return value;
  },
};

/** `[h', w', kh, kw, c]` → `[h', kh, w', kw, c]`. */
function bringTogether(build: Build, x: Value, skip: number, rank: number): Value {
  const axes = x.type.shape.map((_, axis) => axis);
  const pairs = Array.from({ length: rank }, (_, axis) => [skip + axis, skip + rank + axis]);
  const channels = axes.slice(skip + 2 * rank);
  return build.transpose(x, [...axes.slice(0, skip), ...pairs.flat(), ...channels]);
}

/** Two axes become one: the windows, and the places in each. */
function addAlong(
  build: Build,
  x: Value,
  axis: number,
  { stride, dilation }: { readonly stride: number; readonly dilation: number },
): Value {
  const [count, size] = [x.type.shape[axis] as number, x.type.shape[axis + 1] as number];
  const length = (count - 1) * stride + (size - 1) * dilation + 1;
  return build.sum(build.unslide(x, axis, length, stride, dilation), [axis + 1]);
}
