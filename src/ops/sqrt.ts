/**
 * `sqrt(x)`: the square root.
 */
import { elementwise, floatElement, unarySamples } from "./kit/elementwise.ts";

export const sqrt = elementwise({
  name: "sqrt",
  doc: "`sqrt(x)`: the square root.",
  wires: ["x"],
  element: floatElement,
  compute: Math.sqrt,
  lower: "sqrt",
  lowest: 0,
  gradient: ({ results: [y], gradients: [g], build }) => [build.divide(g!, build.multiply(2, y!))],
  called: "sqrt",
  example: "output y = sqrt([4, 2])",
  sign: (value, signOf) =>
    signOf(value.node.inputs[0]!) === "positive" ? "positive" : "nonnegative",
  samples: unarySamples(0.2, 5, [1, 4, 0.25]),
});
