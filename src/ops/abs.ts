/**
 * `abs(x)`: the magnitude. Its gradient is the sign, 0 at 0.
 */
import { elementwise, unarySamples } from "./kit/elementwise.ts";

export const abs = elementwise({
  name: "abs",
  doc: "`abs(x)`: the magnitude. Its gradient is the sign, 0 at 0.",
  wires: ["x"],
  element: (inputs) => (inputs[0] === "float" ? "float" : "int"),
  compute: Math.abs,
  lower: "abs",
  gradient: ({ inputs: [x], gradients: [g], build }) => [build.multiply(g!, build.sign(x!))],
  called: "abs",
  example: "output y = abs([-2, 0, 3])",
  sign: (value, signOf) =>
    signOf(value.node.inputs[0]!) === "positive" ? "positive" : "nonnegative",
  roundings: 0,
  samples: unarySamples(0.2, 3, [-2, 3, -0.5]),
});
