/**
 * `max(a, b)`: the larger one. On ties the gradient goes to a.
 */
import { arithmeticElement, binarySamples, elementwise } from "./kit/elementwise.ts";
import { signOfMaximum } from "./kit/signs.ts";

export const maximum = elementwise({
  name: "maximum",
  doc: "`max(a, b)`: the larger one. On ties the gradient goes to `a`.",
  wires: ["a", "b"],
  element: arithmeticElement,
  compute: Math.max,
  lower: "maximum",
  gradient: ({ inputs: [a, b], gradients: [g], build }) => {
    const first = build.greaterEqual(a!, b!);
    return [build.where(first, g!, 0), build.where(first, 0, g!)];
  },
  called: "max",
  example: "output y = max([1, 5], [4, 2])",
  sign: ({ node: { inputs } }, signOf) => signOfMaximum(signOf(inputs[0]!), signOf(inputs[1]!)),
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
