/**
 * `a ^ b`: a to the power b. At a = 0 the gradient by b is 0. Of ints it is an int.
 */
import { arithmeticElement, binarySamples, elementwise } from "./kit/elementwise.ts";
import { powerGradient, powerOfInts, simplifyPower } from "./kit/power.ts";

export const power = elementwise({
  name: "power",
  doc: "`a ^ b`: a to the power b. At a = 0 the gradient by b is 0.",
  wires: ["a", "b"],
  element: arithmeticElement,
  compute: Math.pow,
  lower: "power",
  gradient: powerGradient,
  operator: "^",
  whole: ([a, b], build) => powerOfInts(a!, b!, build),
  simplify: ({ node: { inputs } }, build) => simplifyPower(inputs[0]!, inputs[1]!, build),
  isSlow: true,
  samples: binarySamples([0.3, 2], [-2, 3]),
});
