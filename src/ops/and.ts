/**
 * `a and b`: 1 where neither is 0.
 */
import { boolElement, elementwise } from "./kit/elementwise.ts";

export const and = elementwise({
  name: "and",
  doc: "`a and b`: 1 where neither is 0.",
  wires: ["a", "b"],
  element: boolElement,
  compute: (a, b) => (a !== 0 && b !== 0 ? 1 : 0),
  lower: "and",
  gradient: undefined,
  operator: "and",
  isChoice: true,
  simplify: ({ node: { inputs } }) =>
    inputs[0] === inputs[1] && inputs[0]!.type.element === "bool" ? inputs[0] : undefined,
  samples: [
    {
      name: "for each sample",
      inputs: [
        { type: { element: "bool", shape: ["batch", 4] } },
        { type: { element: "bool", shape: ["batch", 4] } },
      ],
    },
    {
      name: "all four",
      inputs: [
        { type: { element: "bool", shape: [4] }, values: [0, 0, 1, 1] },
        { type: { element: "bool", shape: [4] }, values: [0, 1, 0, 1] },
      ],
    },
  ],
});
