/**
 * Copy this file to `yourOp.ts`, fill it in, run `npm run generate`: then shape, interpreter, gradient,
 * targets, docs and tests know the op. It is compiled like any other file, so it cannot drift.
 *
 * Softsign stands here as the example: y = x / (1 + |x|). Most ops belong to a family (see `kit/`): this
 * one is elementwise, one number out of the numbers at the same place.
 */
import { elementwise, floatElement, unarySamples } from "./kit/elementwise.ts";
import { call, constant } from "../kernel/scalar.ts";

/** The constant is named as the file, the op in `.nn` and its row in the reference. */
export const TEMPLATE = elementwise({
  // Its name in graphs, in the builder and, with `called`, in `.nn`.
  name: "TEMPLATE",
  // One line, then the formula.
  doc: "`TEMPLATE(x)` = x / (1 + |x|): softsign.",
  wires: ["x"],
  // The element type of the result, from those of the inputs.
  element: floatElement,
  // The meaning, in plain float64: what everything else is judged by.
  compute: (x) => x! / (1 + Math.abs(x!)),
  // The same for kernels, in scalar instructions; a plain instruction's name will do where there is one.
  lower: ([x]) => call("divide", x!, call("add", constant(1), call("abs", x!))),
  // The vector-Jacobian product, as a graph: g / (1 + |x|)².
  gradient: ({ inputs: [x], gradients: [g], build }) => [
    build.divide(g!, build.power(build.add(1, build.abs(x!)), 2)),
  ],
  called: "TEMPLATE",
  // The body of a model, for its page in docs/reference: what it makes is computed.
  example: "output y = TEMPLATE([-1, 0, 3])",
  // From these come its tests: against the interpreter in each target, and against differences.
  samples: unarySamples(-3, 3, [0.5, -1, 20]),
});
