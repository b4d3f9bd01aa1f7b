/** The contract's specs as they stand: they elaborate without a word, and their own tests hold. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { interpret } from "../../src/interpret.ts";
import type { Tensor } from "../../src/graph/op.ts";
import { sampleShape } from "../../src/graph/type.ts";
import type { Model, ModelTest } from "../../src/model/model.ts";
import { elaborateText } from "./elaborate-text.ts";
import { startBindings } from "./evaluate-text.ts";

function read(name: string): string {
  return readFileSync(new URL(`../specs/${name}.nn`, import.meta.url), "utf8");
}

function bindingsOf(model: Model, { given }: ModelTest): Map<string, Tensor> {
  const bindings = startBindings(model);
  for (const [role, ports] of [
    ["input", model.inputs],
    ["target", model.targets],
  ] as const) {
    for (const { name, type } of ports) {
      const numbers = given.get(name);
      if (numbers === undefined) continue;
      const shape = [1, ...sampleShape(type)];
      bindings.set(`${role}:${name}`, { shape, data: Float64Array.from(numbers) });
    }
  }
  return bindings;
}

describe.each(["circuit", "neuron", "perceptron", "digits", "rbm"])("%s.nn", (name) => {
  const { models, diagnostics } = elaborateText(read(name));

  it("says nothing", () => {
    expect(diagnostics).toEqual([]);
    expect(models.length).toBeGreaterThan(0);
  });

  for (const model of models) {
    for (const test of model.tests) {
      it(`${model.name}: ${test.title}`, () => {
        const bindings = bindingsOf(model, test);
        for (const { left, right, within, text } of test.claims) {
          const [a, b] = interpret([left, right], bindings, { samples: 1 });
          const bound = within ?? 1e-12;
          a!.data.forEach((each, at) =>
            expect(Math.abs(each - b!.data[at]!), text).toBeLessThanOrEqual(bound),
          );
        }
      });
    }
  }
});

it("digits.nn is the network that it looks like", () => {
  const { models } = elaborateText(read("digits"));
  const { params, inputs, targets, optimizer, batch, epochs } = models[0]!;
  expect(params.map(({ name, type }) => `${name} ${type.shape.join("x")}`)).toEqual([
    "dense1.W 256x128",
    "dense1.b 128",
    "dense2.W 128x10",
    "dense2.b 10",
  ]);
  expect([inputs, targets].map((all) => all.map(({ name }) => name))).toEqual([["x"], ["label"]]);
  expect([optimizer!.name, optimizer!.next.length, batch, epochs]).toEqual(["adam", 12, 32, 10]);
});

describe("tests in a file", () => {
  const text = `
    model Line(n = 2) {
      input x: [n]
      target t
      param w: [n] = 1
      param b = 0
      h = w * x
      output y = sum(h) + (x -> dense(1) -> reshape([])) * 0
      loss (y - t)^2
      b' = b + 3
      train { optimizer sgd(rate: 0.5 / step) }
    }
    test "everything that can be said" of Line {
      given x = (1, 2), t = 1, w = (3, -1), b = 2, dense1.b = 1
      expect h == (3, -2), y == 1, loss == 0
      expect grad(y, w) == (1, 2), grad(y, h) == 1, grad(y, dense1.W) == 0
      expect b' == 5
      expect y > 0.5 and y <= 1, y != 2, h[0] >= 3
      expect softmax(h) == softmax((3, -2))
    }
    test "a step of the optimiser" of Line {
      given x = (1, 2), t = 0, w = (1, 1)
      expect w' == (1 - 0.5 * 6 * 1, 1 - 0.5 * 6 * 2)
      expect dense1.b' == dense1.b
    }
    test "settings of its own" of Line(n = 3) {
      given x = 1, t = 3
      expect y == 3
    }`;
  const { models, diagnostics } = elaborateText(text);

  it("elaborate", () => expect(diagnostics).toEqual([]));
  for (const test of models[0]?.tests ?? []) {
    it(test.title, () => {
      const bindings = bindingsOf(test.model ?? models[0]!, test);
      for (const [name, numbers] of test.given) {
        const param = models[0]!.params.find((each) => each.name === name);
        if (!param) continue;
        const shape = sampleShape(param.type);
        bindings.set(`param:${name}`, { shape, data: Float64Array.from(numbers) });
      }
      for (const { left, right, operator, text: claim } of test.claims) {
        const [a, b] = interpret([left, right], bindings, { samples: 1 });
        const holds = [...a!.data].every((each, at) => compare(operator, each, b!.data[at]!));
        expect(holds, `${claim}: ${a!.data.join()} and ${b!.data.join()}`).toBe(true);
      }
    });
  }
});

function compare(operator: string, a: number, b: number): boolean {
  const near = Math.abs(a - b) < 1e-12;
  const table: Readonly<Record<string, boolean>> = {
    "==": near,
    true: near,
    "!=": !near,
    "<": a < b,
    "<=": a <= b,
    ">": a > b,
    ">=": a >= b,
  };
  return table[operator]!;
}
