/**
 * `exp(x)`: eˣ, element by element.
 */
import { elementwise, floatElement, unarySamples } from "./kit/elementwise.ts";
import { isZero } from "./kit/constants.ts";

export const exp = elementwise({
  name: "exp",
  doc: "`exp(x)`: eˣ, element by element.",
  wires: ["x"],
  element: floatElement,
  compute: Math.exp,
  lower: "exp",
  gradient: ({ results: [y], gradients: [g], build }) => [build.multiply(g!, y!)],
  called: "exp",
  example: "output y = exp([0, 1, -1])",
  sign: () => "positive",
  simplify: (value, build) =>
    isZero(value.node.inputs[0]!) ? build.constant(1, value.type.shape) : undefined,
  logarithm: (value) => value.node.inputs[0]!,
  isSlow: true,
  samples: unarySamples(-3, 3, [0, -1, 1]),
});
