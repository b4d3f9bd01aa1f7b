/**
 * `a - b`: the difference.
 */
import { arithmeticElement, binarySamples, elementwise } from "./kit/elementwise.ts";
import { logarithmOfComplement } from "./kit/logarithm.ts";
import { simplifyDifference } from "./kit/rewrite.ts";

export const subtract = elementwise({
  name: "subtract",
  doc: "`a - b`: the difference.",
  wires: ["a", "b"],
  element: arithmeticElement,
  compute: (a, b) => a - b,
  lower: "subtract",
  gradient: ({ gradients: [g], build }) => [g!, build.negate(g!)],
  operator: "-",
  simplify: ({ node: { inputs } }, build) => simplifyDifference(inputs[0]!, inputs[1]!, build),
  logarithm: ({ node: { inputs } }, context) =>
    logarithmOfComplement(inputs[0]!, inputs[1]!, context),
  samples: binarySamples(),
});
