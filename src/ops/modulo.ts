/**
 * `a % b`: what is left of a divided by b, with the sign of b.
 */
import { arithmeticElement, binarySamples, elementwise } from "./kit/elementwise.ts";

export const modulo = elementwise({
  name: "modulo",
  doc: "`a % b`: what is left of a divided by b, with the sign of b.",
  wires: ["a", "b"],
  element: arithmeticElement,
  compute: (a, b) => a - b * Math.floor(a / b),
  lower: "modulo",
  gradient: ({ inputs: [a, b], gradients: [g], build }) => [
    g!,
    build.negate(build.multiply(g!, build.floor(build.divide(a!, b!)))),
  ],
  operator: "%",
  samples: binarySamples([0.1, 0.9], [1.1, 3]),
});
