/**
 * `stopGradient(x)`: x, through which no gradient flows.
 */
import { elementwise, unarySamples } from "./kit/elementwise.ts";

export const stopGradient = elementwise({
  name: "stopGradient",
  doc: "`stopGradient(x)`: `x` itself; a constant as far as gradients are concerned.",
  wires: ["x"],
  element: ([x]) => x!,
  compute: (x) => x!,
  lower: ([x]) => x!,
  gradient: undefined,
  called: "stopGradient",
  example: "input x: [3]\noutput y = x * stopGradient(x)",
  isChoice: true,
  isIdentity: true,
  sign: ({ node: { inputs } }, signOf) => signOf(inputs[0]!),
  logarithm: (value, { build, logarithm }) => {
    const inside = logarithm(value.node.inputs[0]!);
    return inside && build.stopGradient(inside);
  },
  roundings: 0,
  samples: unarySamples(-2, 2, [0, 1]),
});
