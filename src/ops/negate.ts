/**
 * `-x`: the negative.
 */
import { elementwise, unarySamples } from "./kit/elementwise.ts";
import { oppositeSign } from "./kit/signs.ts";
import { doubleNegative } from "./kit/rewrite.ts";

export const negate = elementwise({
  name: "negate",
  doc: "`-x`: the negative.",
  wires: ["x"],
  element: (inputs) => (inputs[0] === "float" ? "float" : "int"),
  compute: (x) => -x,
  lower: "negate",
  gradient: ({ gradients: [g], build }) => [build.negate(g!)],
  operator: "negate",
  sign: (value, signOf) => oppositeSign(signOf(value.node.inputs[0]!)),
  simplify: (value) => doubleNegative(value.node.inputs[0]!),
  roundings: 0,
  samples: unarySamples(-3, 3, [0, 1, -2]),
});
