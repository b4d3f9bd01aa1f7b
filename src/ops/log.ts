/**
 * `log(x)`: the natural logarithm. Logarithms of softmax and sigmoid are computed from their inputs, so that nothing under- or overflows.
 */
import { elementwise, floatElement, unarySamples } from "./kit/elementwise.ts";
import { logarithmOf } from "./kit/logarithm.ts";

export const log = elementwise({
  name: "log",
  doc: "`log(x)`: the natural logarithm. Logarithms of softmax and sigmoid are computed from their inputs, so that nothing under- or overflows.",
  wires: ["x"],
  element: floatElement,
  compute: Math.log,
  lower: "log",
  lowest: 0,
  gradient: ({ inputs: [x], gradients: [g], build }) => [build.divide(g!, x!)],
  called: "log",
  example: "output y = log([1, 10])",
  domain: "positive",
  simplify: (value, build) => logarithmOf(value.node.inputs[0]!, build),
  isSlow: true,
  samples: unarySamples(0.2, 5, [1, 0.5, 20]),
});
