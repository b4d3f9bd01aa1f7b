/**
 * `round(x)`: the nearest whole number, halves to the even one. Its gradient is 0.
 */
import { elementwise, unarySamples } from "./kit/elementwise.ts";

function roundHalfEven(x: number): number {
  if (x === 0) return x;
  const below = Math.floor(x);
  const rest = x - below;
  const isBelow = rest === 0.5 ? below % 2 === 0 : rest < 0.5;
  // From below, 0 is -0.
  return isBelow ? below : -(-1 - below);
}

export const round = elementwise({
  name: "round",
  doc: "`round(x)`: the nearest whole number, halves to the even one. Its gradient is 0.",
  wires: ["x"],
  element: (inputs) => (inputs[0] === "float" ? "float" : "int"),
  compute: roundHalfEven,
  lower: "round",
  gradient: undefined,
  called: "round",
  example: "output y = round([2.5, 3.5, -0.2])",
  isChoice: true,
  roundings: 0,
  samples: unarySamples(-3.4, 3.4, [-0.5, 0.5, 1.5, 2.5]),
});
