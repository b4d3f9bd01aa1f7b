/**
 * Every sample of every op: generated code, as script and as WebAssembly, = interpreter in float32 and
 * float64, as straight lines and as loops; gradients = finite differences. A failure names the op, the
 * sample and the element.
 */
import { describe, expect, it } from "vitest";
import { checkGradients } from "../../src/check/gradients.ts";
import { ops } from "../../src/ops/registry.generated.ts";
import { allAgree, compareSample, describeWorst } from "./compare-sample.ts";
import { createOneOpModel } from "./one-op-model.ts";

for (const op of ops.filter((each) => each.isGiven !== true)) {
  describe(op.name, () => {
    it("has samples", () => expect(op.samples.length).toBeGreaterThan(0));
    for (const sample of op.samples) {
      const { name } = sample;
      for (const form of ["straight lines", "loops"] as const) {
        for (const precision of ["f32", "f64"] as const) {
          it(`${name}: ${precision} in ${form} = interpreter`, async () => {
            const agreements = await compareSample(createOneOpModel(op, sample, form), precision);
            expect(agreements.map(describeWorst)).toEqual(allAgree);
          });
        }
      }
      if (op.gradient === undefined) continue;
      it(`${name}: gradient = finite differences`, () => {
        const { model, ranges } = createOneOpModel(op, sample);
        expect(describeWorst(checkGradients(model, ranges))).toBe("agrees");
      });
    }
  });
}
