/**
 * `--relaxed-simd`: sums of products in one instruction, within the same bounds; never unless asked.
 */
import { expect, it } from "vitest";
import { fitRanges } from "../../src/check/fitting.ts";
import { loadModule, type GeneratedClass } from "../../src/check/load.ts";
import { compareTarget } from "../../src/check/targets.ts";
import { checkedSamples } from "../../src/check/inputs.ts";
import { compileModels, elaborateSource } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import { printJavaScript } from "../../src/emit/module.ts";
import { createCode } from "../../src/emit/wasm/code.ts";
import { printModule } from "../../src/wasm/text.ts";
import { allowRelaxed } from "../wasm/engine.ts";

const text = `model M {
  input x: [12]
  target d: [5]
  output y = x -> dense(20) -> tanh -> dense(5)
  loss mse(y, d)
  train { optimizer adam }
}
`;
const { models } = elaborateSource(createSource("m.nn", text));
const module = compileModels(createSource("m.nn", text), models, { batch: checkedSamples }, "wasm");

it("fuses sums of products only where it was asked to", () => {
  const textOf = (isRelaxed: boolean): string =>
    printModule(createCode(module, { isRelaxed }).binary.module);
  expect(textOf(true)).toContain("f32x4.relaxed_madd");
  expect(textOf(false)).not.toContain("relaxed");
});

it.skipIf(!allowRelaxed())("agrees with the interpreter", async () => {
  const code = createCode(module, { isRelaxed: true });
  const generated = (await loadModule(printJavaScript(module, "wasm", code)))["M"];
  const model = models[0]!;
  const agreement = compareTarget(model, generated as GeneratedClass, "f32", fitRanges(model));
  expect(agreement.ok, JSON.stringify(agreement)).toBe(true);
});
