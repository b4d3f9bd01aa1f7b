/**
 * `atan(x)`: the arc tangent.
 */
import { elementwise, floatElement, unarySamples } from "./kit/elementwise.ts";

export const atan = elementwise({
  name: "atan",
  doc: "`atan(x)`: the arc tangent.",
  wires: ["x"],
  element: floatElement,
  compute: Math.atan,
  lower: "atan",
  gradient: ({ inputs: [x], gradients: [g], build }) => [
    build.divide(g!, build.add(1, build.multiply(x!, x!))),
  ],
  called: "atan",
  example: "output y = atan([0, 1])",
  isSlow: true,
  samples: unarySamples(-3, 3, [0, 1, -2]),
});
