/**
 * `sign(x)`: -1, 0 or 1. Its gradient is 0.
 */
import { elementwise, unarySamples } from "./kit/elementwise.ts";

export const sign = elementwise({
  name: "sign",
  doc: "`sign(x)`: -1, 0 or 1. Its gradient is 0.",
  wires: ["x"],
  element: (inputs) => (inputs[0] === "float" ? "float" : "int"),
  compute: (x) => (x > 0 ? 1 : x < 0 ? -1 : x),
  lower: "sign",
  gradient: undefined,
  called: "sign",
  example: "output y = sign([-3, 0, 0.5])",
  isChoice: true,
  roundings: 0,
  samples: unarySamples(0.2, 3, [-2, 0, 5]),
});
