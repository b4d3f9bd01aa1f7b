/**
 * Every sample of every op: generated code = interpreter in float32 and float64, gradients = finite
 * differences. A failure names the op, the sample and the element.
 */
import { describe, expect, it } from "vitest";
import { checkGradients } from "../../src/check/gradients.ts";
import { loadModule, type GeneratedClass } from "../../src/check/load.ts";
import type { Agreement } from "../../src/check/result.ts";
import { compareTarget } from "../../src/check/targets.ts";
import { compileModel } from "../../src/compile-model.ts";
import { printJavaScript } from "../../src/emit/module.ts";
import type { Precision } from "../../src/kernel/module.ts";
import { createKernelPool } from "../../src/kernel/share.ts";
import { ops } from "../../src/ops/registry.generated.ts";
import { createOneOpModel, type OneOpModel } from "./one-op-model.ts";

async function compare({ model, ranges }: OneOpModel, precision: Precision): Promise<Agreement> {
  const options = { precision, capacity: 3, inferenceOnly: false };
  const compiled = compileModel(model, createKernelPool(), options);
  const text = printJavaScript({ source: "sample.nn", version: "test", models: [compiled] });
  const generated = (await loadModule(text))["Sample"] as GeneratedClass;
  return compareTarget(model, generated, precision, ranges);
}

function describeWorst({ ok, worst }: Agreement): string {
  if (ok || worst === undefined) return "agrees";
  return `${worst.value}${worst.where} is off by ${worst.error}, allowed ${worst.bound}`;
}

for (const op of ops.filter((each) => each.isGiven !== true)) {
  describe(op.name, () => {
    it("has samples", () => expect(op.samples.length).toBeGreaterThan(0));
    for (const sample of op.samples) {
      const { name } = sample;
      it(`${name}: float32 = interpreter`, async () => {
        expect(describeWorst(await compare(createOneOpModel(op, sample), "f32"))).toBe("agrees");
      });
      it(`${name}: float64 = interpreter`, async () => {
        expect(describeWorst(await compare(createOneOpModel(op, sample), "f64"))).toBe("agrees");
      });
      if (op.gradient === undefined) continue;
      it(`${name}: gradient = finite differences`, () => {
        const { model, ranges } = createOneOpModel(op, sample);
        expect(describeWorst(checkGradients(model, ranges))).toBe("agrees");
      });
    }
  });
}
