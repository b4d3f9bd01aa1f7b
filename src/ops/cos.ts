/**
 * `cos(x)`: the cosine.
 */
import { elementwise, floatElement, unarySamples } from "./kit/elementwise.ts";

export const cos = elementwise({
  name: "cos",
  doc: "`cos(x)`: the cosine.",
  wires: ["x"],
  element: floatElement,
  compute: Math.cos,
  lower: "cos",
  gradient: ({ inputs: [x], gradients: [g], build }) => [
    build.negate(build.multiply(g!, build.sin(x!))),
  ],
  called: "cos",
  example: "output y = cos([0, 1])",
  isSlow: true,
  samples: unarySamples(-3, 3, [0, 1, -2]),
});
