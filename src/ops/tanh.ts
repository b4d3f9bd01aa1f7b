/**
 * `tanh(x)`: the hyperbolic tangent.
 */
import { elementwise, floatElement, unarySamples } from "./kit/elementwise.ts";

export const tanh = elementwise({
  name: "tanh",
  doc: "`tanh(x)`: the hyperbolic tangent.",
  wires: ["x"],
  element: floatElement,
  compute: Math.tanh,
  lower: "tanh",
  gradient: ({ results: [y], gradients: [g], build }) => [
    build.multiply(g!, build.subtract(1, build.multiply(y!, y!))),
  ],
  called: "tanh",
  example: "output y = tanh([-1, 0, 5])",
  // In lanes it is off by up to one and a half units of the last place.
  roundingsOfFloats: 3,
  isSlow: true,
  samples: unarySamples(-3, 3, [0, 1, -2]),
});
