/**
 * Optimisers over ten steps against PyTorch's documented formulas, written apart from the prelude.
 */
import { describe, expect, it } from "vitest";
import { interpret } from "../../src/interpret.ts";
import type { Tensor } from "../../src/graph/op.ts";
import type { Model } from "../../src/model/model.ts";
import { modelOf } from "../model/evaluate-text.ts";

const scalar = (value: number): Tensor => ({ shape: [], data: Float64Array.of(value) });

/** A vector param of two and a scalar, whose gradients are made up for each step. */
function program(optimizer: string): string {
  return `model M {
    input x
    target t
    param w: [2] = (1, -2)
    param b = 0.5
    output y = sum(w) * x + b
    loss (y - t)^2
    train { optimizer ${optimizer} }
  }`;
}

const gradientsAt = (step: number): number[] => [
  Math.sin(step),
  2 * Math.cos(3 * step),
  0.3 * step - 1,
];

/** The params after some steps: (w[0], w[1], b). */
function run(model: Model, steps: number): number[] {
  const optimizer = model.optimizer!;
  const params = [...model.params, ...optimizer.states];
  const starts = interpret(
    params.map(({ initial }) => initial),
    new Map(),
    { samples: 1 },
  );
  const role = (index: number): string => (index < model.params.length ? "param" : "state");
  const bindings = new Map<string, Tensor>();
  params.forEach(({ name }, index) => bindings.set(`${role(index)}:${name}`, starts[index]!));
  for (let step = 1; step <= steps; step++) {
    const [g0, g1, g2] = gradientsAt(step) as [number, number, number];
    bindings.set("gradient:w", { shape: [2], data: Float64Array.of(g0, g1) });
    bindings.set("gradient:b", scalar(g2));
    bindings.set("counter:step", scalar(step));
    const values = optimizer.settings.map(({ value }) => value);
    const settings = interpret(values, bindings, { samples: 1 });
    optimizer.settings.forEach(({ name }, at) => bindings.set(`setting:${name}`, settings[at]!));
    const next = interpret(
      optimizer.next.map(({ value }) => value),
      bindings,
      { samples: 1 },
    );
    optimizer.next.forEach((each, at) => bindings.set(`${each.role}:${each.name}`, next[at]!));
  }
  return [...bindings.get("param:w")!.data, ...bindings.get("param:b")!.data];
}

/** One number's next value from its gradient; `memory` starts empty. */
type Rule = (p: number, g: number, step: number, memory: Record<string, number>) => number;

function expected(rule: Rule, steps: number, before = (g: number[]): number[] => g): number[] {
  const params = [1, -2, 0.5];
  const memories = params.map((): Record<string, number> => ({}));
  for (let step = 1; step <= steps; step++) {
    const gradients = before(gradientsAt(step));
    params.forEach((p, at) => (params[at] = rule(p, gradients[at]!, step, memories[at]!)));
  }
  return params;
}

const sgd = (rate: number, momentum: number, nesterov: boolean, decay = 0): Rule => {
  return (p, gradient, _, memory) => {
    const g = gradient + decay * p;
    memory["v"] = momentum * (memory["v"] ?? 0) + g;
    return p - rate * (nesterov ? g + momentum * memory["v"] : memory["v"]);
  };
};

const adam = (rate: number, decay = 0, decoupled = 0): Rule => {
  return (p, gradient, step, memory) => {
    const g = gradient + decay * p;
    memory["m"] = 0.9 * (memory["m"] ?? 0) + 0.1 * g;
    memory["v"] = 0.999 * (memory["v"] ?? 0) + 0.001 * g * g;
    const m = memory["m"] / (1 - 0.9 ** step);
    const v = memory["v"] / (1 - 0.999 ** step);
    return p * (1 - rate * decoupled) - (rate * m) / (Math.sqrt(v) + 1e-8);
  };
};

const rmsProp = (rate: number, momentum: number): Rule => {
  return (p, g, _, memory) => {
    memory["s"] = 0.9 * (memory["s"] ?? 0) + 0.1 * g * g;
    const scaled = g / (Math.sqrt(memory["s"]) + 1e-8);
    memory["v"] = momentum * (memory["v"] ?? 0) + scaled;
    return p - rate * memory["v"];
  };
};

const adagrad: Rule = (p, g, _, memory) => {
  memory["s"] = (memory["s"] ?? 0) + g * g;
  return p - (0.01 * g) / (Math.sqrt(memory["s"]) + 1e-10);
};

/** torch.nn.utils.clip_grad_norm_. */
const clip = (limit: number) => (gradients: number[]) => {
  const factor = Math.min(1, limit / (Math.hypot(...gradients) + 1e-6));
  return gradients.map((each) => each * factor);
};

describe("ten steps", () => {
  it.each<readonly [string, number[]]>([
    ["sgd", expected(sgd(0.01, 0, false), 10)],
    ["sgd(0.1, momentum: 0.9)", expected(sgd(0.1, 0.9, false), 10)],
    ["sgd(0.1, 0.9, true)", expected(sgd(0.1, 0.9, true), 10)],
    ["sgd(0.1, 0.9, weightDecay: 0.2)", expected(sgd(0.1, 0.9, false, 0.2), 10)],
    ["sgd(rate: 0.1, clip: 1)", expected(sgd(0.1, 0, false), 10, clip(1))],
    ["adam", expected(adam(1e-3), 10)],
    ["adam(rate: 0.1, weightDecay: 0.2, clip: 2)", expected(adam(0.1, 0.2), 10, clip(2))],
    ["adamW(rate: 0.1)", expected(adam(0.1, 0, 0.01), 10)],
    ["adamW(rate: 0.1, decay: 0.3)", expected(adam(0.1, 0, 0.3), 10)],
    ["rmsProp", expected(rmsProp(0.01, 0), 10)],
    ["rmsProp(rate: 0.1, momentum: 0.5)", expected(rmsProp(0.1, 0.5), 10)],
    ["adagrad", expected(adagrad, 10)],
    ["sgd(rate: 0.1 / step)", expected((p, g, step) => p - (0.1 / step) * g, 10)],
    [
      "sgd(rate: 1e-2 * min(1, step / 5))",
      expected((p, g, step) => p - 0.01 * Math.min(1, step / 5) * g, 10),
    ],
  ])("%s", (optimizer, wanted) => {
    const actual = run(modelOf(program(optimizer)), 10);
    wanted.forEach((each, at) => expect(actual[at]).toBeCloseTo(each, 12));
  });
});

describe("what can be changed at run time", () => {
  it.each([
    ["sgd", ["rate", "weightDecay"]],
    ["sgd(momentum: 0.9)", ["rate", "weightDecay"]],
    ["sgd(rate: 1 / step)", ["rate", "weightDecay"]],
    ["sgd(clip: 1)", ["rate", "weightDecay", "clip"]],
    ["adam", ["rate", "beta1", "beta2", "eps", "weightDecay"]],
    ["rmsProp", ["rate", "decay", "eps", "weightDecay"]],
  ])("%s: %j", (optimizer, names) => {
    const { optimizer: expanded } = modelOf(program(optimizer));
    expect(expanded!.settings.map(({ name }) => name)).toEqual(names);
  });
});

describe("one that a file declares", () => {
  it("is applied like those of the prelude", () => {
    const text = `optimizer signed(p, g; rate, slow = rate / 2) {
      state s: [] = 1
      s' = s * 2
      p' = p - (if rank(p) == 0 then slow else rate) * s * sign(g)
    }
    ${program("signed(0.5)")}`;
    const model = modelOf(text);
    expect(model.optimizer!.states.map(({ name }) => name)).toEqual(["signed.s:w", "signed.s:b"]);
    const two = run(model, 2);
    // Steps of 0.5 and 1 (0.25 and 0.5 for the scalar) against the signs of the gradients.
    expect(two).toEqual([1 - 0.5 - 1, -2 + 0.5 - 1, 0.5 + 0.25 + 0.5]);
  });
});
