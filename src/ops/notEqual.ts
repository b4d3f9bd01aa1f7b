/**
 * `a != b`: 1 where they differ, else 0.
 */
import { choiceError } from "./kit/elementwise-error.ts";
import { binarySamples, boolElement, elementwise } from "./kit/elementwise.ts";
import { call } from "../kernel/scalar.ts";

export const notEqual = elementwise({
  name: "notEqual",
  doc: "`a != b`: 1 where they differ, else 0.",
  wires: ["a", "b"],
  element: boolElement,
  compute: (a, b) => (a !== b ? 1 : 0),
  lower: ([a, b]) => call("not", call("equal", a!, b!)),
  gradient: undefined,
  operator: "!=",
  isChoice: true,
  error: choiceError,
  samples: [
    ...binarySamples(),
    {
      name: "ties",
      inputs: [
        { type: { element: "float", shape: [3] }, values: [1, 2, 3] },
        { type: { element: "float", shape: [3] }, values: [1, 3, 2] },
      ],
    },
  ],
});
