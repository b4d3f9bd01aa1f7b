/**
 * `a % b`: what is left of a divided by b, with the sign of b.
 */
import type { Build } from "../graph/build.generated.ts";
import type { Value } from "../graph/graph.ts";
import { constantOf } from "./kit/constants.ts";
import { arithmeticElement, elementwise } from "./kit/elementwise.ts";

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
  whole: ([a, b], build) => remainderOfInts(a!, b!, build),
  // Quotients between whole numbers (the function jumps there) and beyond 1: the gradient by b is seen.
  samples: [
    {
      name: "matrices",
      inputs: [
        { type: { element: "float", shape: [2, 3] }, range: [7.2, 7.7] },
        { type: { element: "float", shape: [2, 3] }, range: [2.1, 2.2] },
      ],
    },
    {
      name: "all signs",
      inputs: [
        { type: { element: "float", shape: [4] }, values: [5, -5, 5, -5] },
        { type: { element: "float", shape: [4] }, values: [3, 3, -3, -3] },
      ],
    },
    {
      name: "for each sample",
      inputs: [
        { type: { element: "float", shape: ["batch", 2] }, range: [-7.7, -7.2] },
        { type: { element: "float", shape: ["batch", 2] }, range: [2.1, 2.2] },
      ],
    },
  ],
});

/** No int is left over when nothing divides: 0, as in NumPy. */
function remainderOfInts(a: Value, b: Value, build: Build): Value {
  const divisor = constantOf(b);
  if (divisor !== undefined && divisor !== 0) return build.modulo(a, b);
  const isZero = build.equal(b, 0);
  return build.where(isZero, 0, build.modulo(a, build.where(isZero, 1, b)));
}
