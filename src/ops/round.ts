/**
 * `round(x)`: the nearest whole number, halves to the even one. Its gradient is 0.
 */
import { elementwise, unarySamples } from "./kit/elementwise.ts";

function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
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
