/**
 * `min(a, b)`: the smaller one. On ties the gradient goes to a.
 */
import { arithmeticElement, binarySamples, elementwise } from "./kit/elementwise.ts";
import { signOfMinimum } from "./kit/signs.ts";

export const minimum = elementwise({
  name: "minimum",
  doc: "`min(a, b)`: the smaller one. On ties the gradient goes to `a`.",
  wires: ["a", "b"],
  element: arithmeticElement,
  compute: Math.min,
  lower: "minimum",
  gradient: ({ inputs: [a, b], gradients: [g], build }) => {
    const first = build.lessEqual(a!, b!);
    return [build.where(first, g!, 0), build.where(first, 0, g!)];
  },
  called: "min",
  example: "output y = min([1, 5], [4, 2])",
  sign: ({ node: { inputs } }, signOf) => signOfMinimum(signOf(inputs[0]!), signOf(inputs[1]!)),
  roundings: 0,
  samples: [
    ...binarySamples(),
    {
      name: "ties",
      inputs: [
        { type: { element: "float", shape: [3] }, values: [1, 0, 2] },
        { type: { element: "float", shape: [3] }, values: [1, 0, 3] },
      ],
    },
  ],
});
