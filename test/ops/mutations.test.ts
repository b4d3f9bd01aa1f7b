/**
 * The samples judged: with one sign flipped in an op's gradient, or in what it lowers to, some sample must
 * fail, and say at which element. An op whose samples cannot see what is wrong has too few of them.
 */
import { describe, expect, it } from "vitest";
import { engines } from "../../src/check/classes.ts";
import { checkGradients } from "../../src/check/gradients.ts";
import type { Op } from "../../src/graph/op.ts";
import type { Lowering } from "../../src/kernel/lowering.ts";
import { call } from "../../src/kernel/scalar.ts";
import { ops } from "../../src/ops/registry.generated.ts";
import { compareSample } from "./compare-sample.ts";
import { createOneOpModel } from "./one-op-model.ts";

function withFlippedSign(op: Op, input: number): Op {
  return {
    ...op,
    gradient: (context) =>
      op.gradient!(context).map((each, index) =>
        index === input && each !== undefined ? context.build.negate(each) : each,
      ),
  };
}

/** Inputs that a gradient flows to: floats, but for conditions. */
function differentiable(op: Op): readonly number[] {
  const count = Math.max(0, ...op.samples.map(({ inputs }) => inputs.length));
  return Array.from({ length: count }, (_, input) => input).filter((input) =>
    op.samples.some(({ inputs }) => inputs[input]?.type.element === "float"),
  );
}

describe("a flipped sign in a gradient is found", () => {
  for (const op of ops.filter((each) => each.gradient !== undefined)) {
    for (const input of differentiable(op)) {
      it(`${op.name}, the gradient by input ${input}`, () => {
        const flipped = withFlippedSign(op, input);
        const found = op.samples
          .filter((sample) => sample.inputs[input]?.type.element === "float")
          .map((sample) => {
            const { model, ranges } = createOneOpModel(flipped, sample);
            return checkGradients(model, ranges);
          })
          .filter(({ ok }) => !ok);
        expect(found.length).toBeGreaterThan(0);
        for (const { worst } of found) {
          expect(worst).toMatchObject({
            value: `x${input}`,
            where: expect.stringMatching(/^\[.*\]$/),
          });
        }
      });
    }
  }
});

/** Negates each element; reductions, which are not told by elements, look for something else. */
function withWrongLowering(op: Op): Op {
  const spoil = (lowering: Lowering): Lowering => {
    switch (lowering.kind) {
      case "element":
        return { ...lowering, element: (context) => call("negate", lowering.element(context)) };
      case "reduce":
      case "choose":
        return { ...lowering, combine: lowering.combine === "minimum" ? "maximum" : "minimum" };
      default:
        return lowering;
    }
  };
  return { ...op, lower: (...about) => spoil(op.lower(...about)) };
}

describe("a flipped sign in a lowering is found", () => {
  // An alias, a contraction, an orthonormalization and a loop say what they are: no sign to flip.
  const plain = ["source", "reshape", "contract", "orthonormalize", "scan"];
  const judged = ops.filter(({ name }) => !plain.includes(name));
  for (const op of judged) {
    it(op.name, async () => {
      const wrong = withWrongLowering(op);
      const found = [];
      for (const sample of op.samples) {
        const agreements = await compareSample(createOneOpModel(wrong, sample), "f64");
        found.push(agreements.map(({ ok, worst }) => !ok && worst));
      }
      const told = { value: "output y", where: expect.stringMatching(/^\[.*\]$/) };
      const seen = expect.objectContaining(told);
      expect(found).toContainEqual(engines.map(() => seen));
    });
  }
});
