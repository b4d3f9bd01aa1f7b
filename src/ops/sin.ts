/**
 * `sin(x)`: the sine.
 */
import { elementwise, floatElement, unarySamples } from "./kit/elementwise.ts";

export const sin = elementwise({
  name: "sin",
  doc: "`sin(x)`: the sine.",
  wires: ["x"],
  element: floatElement,
  compute: Math.sin,
  lower: "sin",
  gradient: ({ inputs: [x], gradients: [g], build }) => [build.multiply(g!, build.cos(x!))],
  called: "sin",
  example: "output y = sin([0, 1])",
  isSlow: true,
  samples: unarySamples(-3, 3, [0, 1, -2]),
});
