/**
 * `floor(x)`: the largest whole number not above x. Its gradient is 0.
 */
import { elementwise, unarySamples } from "./kit/elementwise.ts";

export const floor = elementwise({
  name: "floor",
  doc: "`floor(x)`: the largest whole number not above x. Its gradient is 0.",
  wires: ["x"],
  element: (inputs) => (inputs[0] === "float" ? "float" : "int"),
  compute: Math.floor,
  lower: "floor",
  gradient: undefined,
  called: "floor",
  example: "output y = floor([2.7, -2.7])",
  isChoice: true,
  roundings: 0,
  samples: unarySamples(-3.4, 3.4, [-0.5, 0.5, 2]),
});
