/**
 * `a / b`: the quotient, always a float.
 */
import { binarySamples, elementwise, floatElement } from "./kit/elementwise.ts";
import { isConstant } from "./kit/constants.ts";
import { logarithmOfQuotient } from "./kit/logarithm.ts";
import { proportionOfQuotient } from "./kit/proportion.ts";
import { signOfQuotient } from "./kit/signs.ts";

export const divide = elementwise({
  name: "divide",
  doc: "`a / b`: the quotient, always a float.",
  wires: ["a", "b"],
  element: floatElement,
  compute: (a, b) => a / b,
  lower: "divide",
  pole: 1,
  gradient: ({ inputs: [, b], results: [y], gradients: [g], build }) => [
    build.divide(g!, b!),
    build.negate(build.divide(build.multiply(g!, y!), b!)),
  ],
  operator: "/",
  sign: ({ node: { inputs } }, signOf) => signOfQuotient(signOf(inputs[0]!), signOf(inputs[1]!)),
  proportion: ({ node: { inputs } }, context) =>
    proportionOfQuotient(inputs[0]!, inputs[1]!, context),
  simplify: ({ node: { inputs } }) =>
    isConstant(inputs[1]!, 1) && inputs[0]!.type.element === "float" ? inputs[0] : undefined,
  logarithm: ({ node: { inputs } }, context) =>
    logarithmOfQuotient(inputs[0]!, inputs[1]!, context),
  samples: binarySamples([-2, 2], [0.5, 3]),
});
