/**
 * The samples judged: with one sign of an op's gradient flipped, some sample must fail, and say at which
 * element of which input. An op whose samples cannot see a wrong gradient has too few of them.
 */
import { describe, expect, it } from "vitest";
import { checkGradients } from "../../src/check/gradients.ts";
import type { Op } from "../../src/graph/op.ts";
import { ops } from "../../src/ops/registry.generated.ts";
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

describe("a flipped sign is found", () => {
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
