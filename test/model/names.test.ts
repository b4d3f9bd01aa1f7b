/** Names of params, buffers, layers and values: they follow the source. */
import { describe, expect, it } from "vitest";
import { topologicalOrder } from "../../src/graph/graph.ts";
import { modelOf } from "./evaluate-text.ts";

const layers = `
  layer own(x: [n]) { param w: [n] = 1  return w * x }
  layer outer(x) { h = x -> own  return h -> residual { own -> relu -> own } }
  layer optional(x; extra = false) = if extra then x -> own -> own else x -> own
  layer taking(x; act) = x -> act -> own
  layer tree(x; depth) = if depth == 0 then x -> own else x -> own -> tree(depth - 1)
  layer counting(x: [n]) {
    buffer seen = 0
    seen' = seen + 1
    return x + seen
  }
`;

function paramsOf(body: string): readonly string[] {
  return modelOf(`${layers} model M { input x: [2] ${body} }`).params.map(({ name }) => name);
}

describe("params", () => {
  it.each<readonly [string, string, readonly string[]]>([
    ["a model's own", "param w = 1 output y = w * x", ["w"]],
    ["counted", "output y = x -> own -> own", ["own1.w", "own2.w"]],
    [
      "each kind apart",
      "output y = x -> own -> dense(2) -> own",
      ["own1.w", "dense1.W", "dense1.b", "own2.w"],
    ],
    [
      "in source order, not in that of use",
      "output y = h -> own h = x -> own",
      ["own1.w", "own2.w"],
    ],
    ["by where the name stands", "output y = own(own(x)) + own(x)", ["own1.w", "own2.w", "own3.w"]],
    ["repeat adds nothing", "output y = x -> repeat(3) { own }", ["own1.w", "own2.w", "own3.w"]],
    [
      "rounds one after another",
      "output y = x -> repeat(2) { own -> relu -> own }",
      ["own1.w", "own2.w", "own3.w", "own4.w"],
    ],
    [
      "fork adds nothing",
      "a, b = x -> fork { own; own -> own } output y = a + b",
      ["own1.w", "own2.w", "own3.w"],
    ],
    ["a layer with a block adds itself", "output y = x -> residual { own }", ["residual1.own1.w"]],
    [
      "layers in layers",
      "output y = x -> outer -> outer",
      [
        "outer1.own1.w",
        "outer1.residual1.own1.w",
        "outer1.residual1.own2.w",
        "outer2.own1.w",
        "outer2.residual1.own1.w",
        "outer2.residual1.own2.w",
      ],
    ],
    [
      "only what exists",
      "output y = x -> optional -> optional(extra: true)",
      ["optional1.own1.w", "optional2.own1.w", "optional2.own2.w"],
    ],
    [
      "what is not taken is not counted",
      "h = if rank(x) == 2 then x -> own else x output y = h -> own",
      ["own1.w"],
    ],
    [
      "handed through a setting",
      "output y = x -> taking(own) -> taking { own -> relu }",
      ["taking1.own1.w", "taking1.own2.w", "taking2.own1.w", "taking2.own2.w"],
    ],
    ["a layer in itself", "output y = x -> tree(1)", ["tree1.own1.w", "tree1.tree1.own1.w"]],
    ["shared is one", "shared enc = own output y = (x -> enc) + (x -> enc)", ["enc.w"]],
    [
      "a shared block",
      "shared enc = { own -> tanh -> own } output y = x -> enc -> enc",
      ["enc.own1.w", "enc.own2.w"],
    ],
    [
      "shared among others",
      "shared enc = own output y = x -> own -> enc -> own -> enc",
      ["enc.w", "own1.w", "own2.w"],
    ],
    [
      "a const is no instance",
      "const two = { own -> own } output y = x -> two -> two",
      ["own1.w", "own2.w", "own3.w", "own4.w"],
    ],
    [
      "params between layers",
      "output y = (x -> own) * w * (x -> own) param w = 1",
      ["own1.w", "own2.w", "w"],
    ],
    ["an unused value exists", "h = x -> own output y = x", ["own1.w"]],
    [
      "initialisers are not counted",
      "param w: [2] ~ glorotUniform output y = w * (x -> own)",
      ["w", "own1.w"],
    ],
  ])("%s", (_, body, names) => {
    expect(paramsOf(body)).toEqual(names);
  });

  it("frozen ones come last", () => {
    const model = modelOf(
      `${layers} model M { input x: [2] output y = x -> own -> dense(2) -> own }`,
      {
        freeze: ["own1.*", "dense1.b"],
      },
    );
    expect(model.params.map(({ name, frozen }) => `${name}${frozen ? " frozen" : ""}`)).toEqual([
      "dense1.W",
      "own2.w",
      "own1.w frozen",
      "dense1.b frozen",
    ]);
  });
});

describe("everything else", () => {
  const model = modelOf(`${layers}
    model M {
      input x: [2]
      h = x -> outer
      output y = (h -> counting) * uniform(; shape: [2]) * uniform()
      loss sum(y)
      metric size = max(abs(y))
      train { optimizer sgd(momentum: 0.9) }
    }`);

  it("buffers", () => expect(model.buffers.map(({ name }) => name)).toEqual(["counting1.seen"]));

  it("rules of buffers act in training only", () => {
    expect(model.inference.next).toEqual([]);
    expect(model.training.next.map(({ role, name }) => `${role} ${name}`)).toEqual([
      "buffer counting1.seen",
    ]);
  });

  it("layers", () => {
    expect(model.layers.map(({ path }) => path)).toEqual([
      "outer1",
      "outer1.own1",
      "outer1.residual1",
      "outer1.residual1.own1",
      "outer1.residual1.relu1",
      "outer1.residual1.own2",
      "counting1",
    ]);
  });

  it("values", () => {
    expect(model.inference.values.map(({ name }) => name)).toEqual(["h", "y", "size", "outer1.h"]);
  });

  it("states of the optimiser", () => {
    expect(model.optimizer!.states.map(({ name }) => name)).toEqual([
      "sgd.v:outer1.own1.w",
      "sgd.v:outer1.residual1.own1.w",
      "sgd.v:outer1.residual1.own2.w",
    ]);
  });

  it("places of draws, and nothing is left unnamed", () => {
    const places = new Set<string>();
    const sources = new Set<string>();
    const roots = [
      ...model.training.outputs.map(({ value }) => value),
      ...model.training.next.map(({ value }) => value),
      ...model.optimizer!.next.map(({ value }) => value),
      ...model.params.map(({ initial }) => initial),
    ];
    for (const { attributes, origin } of topologicalOrder(roots)) {
      if (typeof attributes["place"] === "string") places.add(attributes["place"]);
      if (typeof attributes["role"] === "string") sources.add(String(attributes["name"]));
      expect(origin?.name ?? "").not.toContain("#");
    }
    expect([...places]).toEqual(["draw", "draw#2"]);
    expect([...sources].filter((name) => name.includes("#"))).toEqual([]);
  });
});
