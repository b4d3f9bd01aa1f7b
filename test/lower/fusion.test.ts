/**
 * What shares a kernel and what gets memory: counted in the calls of a step, and read in the kernels.
 *
 * Invariant: these are promises about work, not about numbers: a change that breaks one still computes the
 * same, only slower.
 */
import { describe, expect, it } from "vitest";
import { compileModels, elaborateSource } from "../../src/compile.ts";
import { createSource } from "../../src/diagnostics/source.ts";
import type { KernelCall, ProgramName } from "../../src/kernel/kernel.ts";
import { printKernel } from "../../src/kernel/text.ts";
import { callsOf } from "../../src/kernel/visit.ts";

function callsIn(text: string, program: ProgramName): readonly KernelCall[] {
  const source = createSource("m.nn", text);
  const { models, diagnostics } = elaborateSource(source);
  expect(diagnostics.filter((each) => each.severity === "error")).toEqual([]);
  const [model] = compileModels(source, models).models;
  return callsOf(model!.programs.get(program)!.steps);
}

const labels = (calls: readonly KernelCall[]): readonly string[] => calls.map((call) => call.label);
const bodies = (calls: readonly KernelCall[]): string =>
  [...new Set(calls.map((call) => call.kernel))].map(printKernel).join("\n");

describe("an optimiser updates in the store of the gradient", () => {
  for (const optimizer of [
    "sgd()",
    "sgd(momentum: 0.9)",
    "adam()",
    "adamW()",
    "rmsProp()",
    "adagrad()",
  ]) {
    it(optimizer, () => {
      const calls = callsIn(
        `model M {
          input x: [32]
          target t: [16]
          output y = x -> dense(48) -> tanh -> dense(16)
          loss mse(y, t)
          train { optimizer ${optimizer} }
        }`,
        "step",
      );
      const name = optimizer.replace(/\(.*/, "");
      const updates = labels(calls).filter((label) => label.includes(name));
      expect(updates).toHaveLength(4);
      for (const label of updates) expect(label).toMatch(/^dense/);
    });
  }
});

describe("a convolution", () => {
  const model = (layers: string): string => `model M {
    input x: [12, 12, 8]
    target t: [4]
    output y = x -> conv(8, 1) -> ${layers} -> relu -> globalAvgPool -> dense(4)
    loss mse(y, t)
  }`;
  const text = model("conv(16, 3, pad: 1, bias: false)");

  it("is a product sum over the padded image, forward and both ways back", () => {
    const sums = callsIn(text, "step").filter(({ kernel }) => /contract/.test(kernel.comment));
    const inside = sums.map(({ kernel }) => printKernel(kernel)).join("\n");
    expect(inside).not.toMatch(/select|floor/);
  });

  it("puts no windows into memory", () => {
    const largest = 14 * 14 * 16;
    const source = createSource("m.nn", text);
    const [compiled] = compileModels(source, elaborateSource(source).models).models;
    for (const program of compiled!.programs.values()) {
      for (const { size } of program.scratch) expect(size).toBeLessThanOrEqual(largest);
    }
  });

  it("is not computed again for the mean of a batch norm", () => {
    const calls = callsIn(model("conv(16, 3, bias: false) -> batchNorm"), "forwardTraining");
    const convolutions = calls.filter(({ kernel }) => /contract/.test(kernel.comment));
    expect(convolutions).toHaveLength(3);
  });

  it("in groups reads the image itself, too", () => {
    const calls = callsIn(model("conv(16, 3, pad: 1, groups: 2)"), "forward");
    expect(bodies(calls.filter(({ kernel }) => /contract/.test(kernel.comment)))).not.toMatch(
      /select|floor/,
    );
  });
});

describe("tokens", () => {
  it("are looked up once, not in the inside of a product", () => {
    const calls = callsIn(
      `model M {
        input tokens: int[20]
        output y = embedding(tokens; 100, 32) -> dense(16)
      }`,
      "forward",
    );
    const product = calls.find(({ kernel }) => /contract/.test(kernel.comment))!;
    expect(product.kernel.buffers.every((each) => each.element === "float")).toBe(true);
  });
});
