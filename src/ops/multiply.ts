/**
 * `a * b`: the product, element by element.
 */
import type { Sign } from "../graph/op.ts";
import { arithmeticElement, binarySamples, elementwise } from "./kit/elementwise.ts";
import { simplifyProduct } from "./kit/rewrite.ts";
import { signOfProduct } from "./kit/signs.ts";

export const multiply = elementwise({
  name: "multiply",
  doc: "`a * b`: the product, element by element.",
  wires: ["a", "b"],
  element: arithmeticElement,
  compute: (a, b) => a * b,
  lower: "multiply",
  gradient: ({ inputs: [a, b], gradients: [g], build }) => [
    build.multiply(g!, b!),
    build.multiply(g!, a!),
  ],
  operator: "*",
  sign: ({ node: { inputs } }, signOf) => {
    const [a, b] = inputs.map(signOf) as [Sign, Sign];
    // A square is not below 0, whatever its root is.
    return inputs[0] === inputs[1] && a === "any" ? "nonnegative" : signOfProduct(a, b);
  },
  simplify: ({ node: { inputs } }, build) => simplifyProduct(inputs[0]!, inputs[1]!, build),
  samples: binarySamples(),
});
