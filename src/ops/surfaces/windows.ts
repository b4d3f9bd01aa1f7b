/**
 * `windows(x; size, stride, dilation)`: what windows see that slide over images and sequences.
 *
 * Invariant: movement only, one axis after another, so that a contraction over the windows reads the
 * image itself. The last axis is the channels, `[h, w, c]` → `[h', w', kh, kw, c]`; with a list of sizes all
 * axes behind those that it names are: `[h, w, g, c]` → `[h', w', kh, kw, g, c]`.
 */
import type { Build } from "../../graph/build.generated.ts";
import type { Value } from "../../graph/graph.ts";
import { ShapeProblem, type Surface } from "../../graph/op.ts";
import { formatType, isBatched, sampleShape } from "../../graph/type.ts";
import { forEachAxis } from "../kit/each-axis.ts";

export const windows: Surface = {
  name: "windows",
  doc: "What windows see that slide over an image or a sequence: `[h, w, c]` → `[h', w', kh, kw, c]`, `[t, c]` → `[t', k, c]`. Each setting is a number, or a list with one for each axis; axes behind those that `size` lists are channels. Nothing is copied where it is only summed up: convolutions and pools are windows and a sum.",
  example: "output y = windows([[1], [2], [3], [4]]; 2)",
  wires: ["x"],
  settings: [
    { name: "size" },
    { name: "stride", default: 1, takesList: true },
    { name: "dilation", default: 1, takesList: true },
  ],
  apply: ({ wires: [x], settings, build }) => {
    const skip = isBatched(x!.type) ? 1 : 0;
    const most = sampleShape(x!.type).length - 1;
    const rank = Array.isArray(settings["size"]) ? settings["size"].length : most;
    if (rank < 1 || rank > most) {
      const shown = formatType({ ...x!.type, shape: sampleShape(x!.type) });
      const over = rank > most ? ` with ${rank} sizes: the last axis is the channels` : "";
      throw new ShapeProblem(`windows slide over [t, c] or [h, w, c], not over ${shown}${over}`);
    }
    const each = (name: string): readonly number[] => forEachAxis(name, settings[name], rank);
    const [size, stride, dilation] = [each("size"), each("stride"), each("dilation")];
    let value = x!;
    for (let axis = 0; axis < rank; axis++) {
      // Each axis before has become two: its windows, and their places.
      const window = { size: size[axis]!, stride: stride[axis]!, dilation: dilation[axis]! };
      value = slideAlong(build, value, skip + 2 * axis, window);
    }
    const axes = value.type.shape.map((_, axis) => axis);
    const counts = Array.from({ length: rank }, (_, axis) => skip + 2 * axis);
    const places = counts.map((axis) => axis + 1);
    const channels = axes.slice(skip + 2 * rank);
    return build.transpose(value, [...axes.slice(0, skip), ...counts, ...places, ...channels]);
  },
};

interface Window {
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
}

/** One axis becomes two: its windows, and the places in each. */
function slideAlong(
  build: Build,
  x: Value,
  axis: number,
  { size, stride, dilation }: Window,
): Value {
  const length = x.type.shape[axis] as number;
  const reach = (size - 1) * dilation + 1;
  if (reach > length) {
    throw new ShapeProblem(`a window reaches over ${reach} elements, but the axis has ${length}`);
  }
  const { shape } = x.type;
  const repeated = [...shape.slice(0, axis + 1), size, ...shape.slice(axis + 1)];
  const kept = shape.map((_, at) => (at <= axis ? at : at + 1));
  const count = Math.floor((length - reach) / stride) + 1;
  return build.slide(build.broadcast(x, repeated, kept), axis, count, stride, dilation);
}
