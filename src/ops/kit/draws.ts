/**
 * What `.nn` calls to draw: surfaces over the one op `draw`.
 *
 * Invariant: the place is "" here; the elaborator writes it when names are final.
 */
import type { Surface } from "../../graph/op.ts";
import { draw, drawShape, scaled } from "../draw.ts";

export function drawSurface(
  name: string,
  doc: string,
  [offset, scale]: readonly [string, string],
  [offsetDefault, scaleDefault]: readonly [number, number],
  factor: (offset: number, scale: number) => number,
): Surface {
  return {
    name,
    doc,
    example: `param W: [2, 3] ~ ${name}`,
    wires: [],
    settings: [
      { name: offset, default: offsetDefault },
      { name: scale, default: scaleDefault },
      { name: "shape", default: [] },
    ],
    apply: ({ settings, build, drawsPerSample }) => {
      const shape = drawShape(settings["shape"], drawsPerSample !== false);
      const drawn = build.node(draw, [], { distribution: name, place: "", shape })[0]!;
      const start = settings[offset] as number;
      return scaled(build, drawn, start, factor(start, settings[scale] as number));
    },
  };
}
