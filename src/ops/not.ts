/**
 * `not x`: 1 where x is 0, else 0.
 */
import { boolElement, elementwise, unarySamples } from "./kit/elementwise.ts";

export const not = elementwise({
  name: "not",
  doc: "`not x`: 1 where x is 0, else 0.",
  wires: ["x"],
  element: boolElement,
  compute: (x) => (x === 0 ? 1 : 0),
  lower: "not",
  gradient: undefined,
  operator: "not",
  isChoice: true,
  samples: unarySamples(-3, 3, [0, 1, -2]),
});
