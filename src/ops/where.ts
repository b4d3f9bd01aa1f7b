/**
 * `where(c, a, b)`: a where c is not 0, else b. Chooses at run time.
 */
import { commonElement, elementwise } from "./kit/elementwise.ts";
import { constantOf } from "./kit/constants.ts";
import { bestOrPlain } from "./kit/logarithm.ts";
import { signOfEither } from "./kit/signs.ts";
import { call } from "../kernel/scalar.ts";

export const where = elementwise({
  name: "where",
  doc: "`where(c, a, b)`: `a` where `c` is not 0, else `b`; chosen element by element at run time.",
  wires: ["c", "a", "b"],
  element: ([, a, b]) => commonElement([a!, b!]),
  compute: (c, a, b) => (c !== 0 ? a! : b!),
  lower: ([c, a, b]) => call("select", c!, a!, b!),
  gradient: ({ inputs: [c], gradients: [g], build }) => [
    undefined,
    build.where(c!, g!, 0),
    build.where(c!, 0, g!),
  ],
  called: "where",
  example: "output y = where([true, false], [1, 2], 0)",
  sign: ({ node: { inputs } }, signOf) => signOfEither(signOf(inputs[1]!), signOf(inputs[2]!)),
  simplify: ({ node: { inputs } }) => {
    if (inputs[1] === inputs[2]) return inputs[1];
    const condition = constantOf(inputs[0]!);
    if (condition === undefined) return undefined;
    return condition !== 0 ? inputs[1] : inputs[2];
  },
  logarithm: ({ node: { inputs } }, context) => {
    const [c, a, b] = inputs;
    const known = context.logarithm(a!) ?? context.logarithm(b!);
    if (known === undefined) return undefined;
    return context.build.where(c!, bestOrPlain(a!, context), bestOrPlain(b!, context));
  },
  roundings: 0,
  samples: [
    {
      name: "for each sample",
      inputs: [
        { type: { element: "bool", shape: ["batch", 2] } },
        { type: { element: "float", shape: ["batch", 2] }, range: [-2, 2] },
        { type: { element: "float", shape: ["batch", 2] }, range: [-2, 2] },
      ],
    },
    {
      name: "both ways",
      inputs: [
        { type: { element: "bool", shape: [4] }, values: [1, 0, 0, 1] },
        { type: { element: "float", shape: [4] }, range: [-2, 2] },
        { type: { element: "float", shape: [4] }, range: [-2, 2] },
      ],
    },
  ],
});
