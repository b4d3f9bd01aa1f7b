/**
 * `a + b`: the sum.
 */
import { arithmeticElement, binarySamples, elementwise } from "./kit/elementwise.ts";
import { withoutNeutral } from "./kit/rewrite.ts";
import { signOfSum } from "./kit/signs.ts";

export const add = elementwise({
  name: "add",
  doc: "`a + b`: the sum.",
  wires: ["a", "b"],
  element: arithmeticElement,
  compute: (a, b) => a + b,
  lower: "add",
  gradient: ({ gradients: [g] }) => [g!, g!],
  operator: "+",
  sign: ({ node: { inputs } }, signOf) => signOfSum(inputs.map(signOf)),
  simplify: ({ node: { inputs } }) => withoutNeutral(inputs[0]!, inputs[1]!, 0),
  samples: binarySamples(),
});
