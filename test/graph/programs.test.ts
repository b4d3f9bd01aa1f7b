/**
 * A module's programs as graphs: what each gives and reads, and that running them one after another, as a
 * module does, is the same as the mathematics in one piece.
 */
import { describe, expect, it } from "vitest";
import { drawBits, drawKey, normalOf } from "../../src/draws.ts";
import type { Graph, Output } from "../../src/graph/graph.ts";
import type { Tensor } from "../../src/graph/op.ts";
import { findGraphProblems } from "../../src/graph/verify.ts";
import { interpretWithErrors, resolveShape } from "../../src/interpret.ts";
import type { ProgramName } from "../../src/kernel/kernel.ts";
import type { Model } from "../../src/model/model.ts";
import { placeKey } from "../../src/place.ts";
import { buildGradientGraph, buildPrograms, type ModelPrograms } from "../../src/programs.ts";
import { modelOf } from "../model/evaluate-text.ts";
import { sourcesOf } from "./sources.ts";

const samples = 3;
const key = drawKey(1, 1);

/** Two layers, a named loss, a metric; `shift` is frozen, and nothing reads `idle`. */
const network = `model Network {
  input x: [4]
  target label: int
  param shift: [3] = 0.25
  param idle: [2] = 1
  output y = (x -> dense(5) -> tanh -> dense(3)) + shift -> softmax
  loss cost = crossEntropy(y, label)
  metric accuracy = argmax(y) == label
  train { optimizer adam(rate: 1e-2) }
}`;

/** Draws and a buffer that moves: the two graphs differ. */
const noisy = `model Noisy {
  input x: [4]
  target d: [2]
  buffer seen: [4] = 0.5
  param W: [4, 2] ~ heNormal
  h = if training then x * uniform(; lo: 0.5, hi: 1.5, shape: [4]) - mean(x; axis: batch) else x - seen
  seen' = 0.9 * seen + 0.1 * mean(x; axis: batch)
  output y = tanh(h @ W)
  loss mse(y, d)
  train { optimizer sgd(rate: 0.1, momentum: 0.9) }
}`;

/** The gradient of W reads a buffer that the forward before it has moved. */
const moving = `model Moving {
  input x: [4]
  target d: [2]
  buffer scale: [2] = 0.5
  param W: [4, 2] ~ heNormal
  output y = (x @ W) * scale
  scale' = scale + 1
  loss mse(y, d)
}`;

/** A buffer that only the loss reads. */
const weighed = `model Weighed {
  input x: [4]
  target d: [2]
  buffer weight = 0.5
  param W: [4, 2] ~ heNormal
  output y = x @ W
  weight' = weight + 1
  loss weight * mse(y, d)
}`;

/** A learning rule in the place of an optimiser. */
const ruled = `model Ruled {
  input x: [4]
  target d
  param w: [4] = 0.5
  param b = 0
  output y = w @ x + b > 0
  w' = w + 0.1 * mean((d - y) * x; axis: batch)
  b' = b + w[0]
}`;

const create = (text: string): Model =>
  modelOf(text, text === network ? { freeze: ["shift"] } : {});

type Bindings = Map<string, Tensor>;

const namesOf = (graph: Graph | undefined): readonly string[] =>
  (graph?.outputs ?? []).map(({ name }) => name);
const readBy = (graph: Graph): readonly string[] =>
  [...sourcesOf(graph.outputs.map(({ value }) => value)).keys()].sort();

/** What a module holds at its start: drawn params, the initial buffers, and states of 0. */
function startOf(model: Model): Bindings {
  const bindings: Bindings = new Map();
  const put = (id: string, shape: readonly (number | "batch")[], whole: boolean): void => {
    const resolved = resolveShape(shape, samples);
    const count = resolved.reduce((product, each) => product * each, 1);
    const data = Float64Array.from({ length: count }, (_, element) => {
      const bits = drawBits(drawKey(1, 0), placeKey(id), 0, element);
      return whole ? bits % 3 : normalOf(bits);
    });
    bindings.set(id, { shape: resolved, data });
  };
  for (const { name, type } of model.inputs)
    put(`input:${name}`, type.shape, type.element === "int");
  for (const { name, type } of model.targets) {
    put(`target:${name}`, type.shape, type.element === "int");
  }
  for (const { name, type } of model.params) put(`param:${name}`, type.shape, false);
  for (const { name, type } of model.buffers) put(`buffer:${name}`, type.shape, false);
  for (const { name, type } of model.optimizer?.states ?? [])
    put(`state:${name}`, type.shape, false);
  for (const [id, tensor] of bindings) {
    if (id.startsWith("state:")) bindings.set(id, { ...tensor, data: tensor.data.map(Math.abs) });
  }
  bindings.set("counter:step", { shape: [], data: Float64Array.of(3) });
  for (const { name, value } of model.optimizer?.settings ?? []) {
    const [measured] = interpretWithErrors([value], bindings, { samples, key }, 0).results;
    bindings.set(`setting:${name}`, measured!.tensor);
  }
  return bindings;
}

interface Result extends Tensor {
  readonly error: Float64Array;
}

/** Runs a program, as a module does: outputs by name. */
function run(graph: Graph | undefined, bindings: Bindings): ReadonlyMap<string, Result> {
  const outputs: readonly Output[] = graph?.outputs ?? [];
  const { results, undecided } = interpretWithErrors(
    outputs.map(({ value }) => value),
    bindings,
    { samples, key },
    2 ** -50,
  );
  expect(undecided).toEqual([]);
  return new Map(
    results.map(({ tensor, error }, index) => [
      outputs[index]!.name,
      { ...tensor, error: error.data },
    ]),
  );
}

/** What a program leaves behind for those that follow. */
function keep(bindings: Bindings, results: ReadonlyMap<string, Result>): Bindings {
  const next = new Map(bindings);
  for (const [name, { shape, data }] of results) {
    const id = name.replace(/^grad:/, "gradient:");
    if (/^(param|buffer|state|residual|gradient):/.test(id)) next.set(id, { shape, data });
  }
  return next;
}

/** Equal up to the rounding of both. */
function expectClose(one: Result | undefined, other: Result | undefined, name: string): void {
  expect(one?.shape, name).toEqual(other?.shape);
  one!.data.forEach((each, index) => {
    const bound = one!.error[index]! + other!.error[index]!;
    expect(Math.abs(each - other!.data[index]!), `${name} ${index}`).toBeLessThanOrEqual(bound);
  });
}

const texts = { network, noisy, moving, weighed, ruled };
const built = Object.entries(texts).map(([name, text]): readonly [string, Model, ModelPrograms] => {
  const model = create(text);
  return [name, model, buildPrograms(model, false)];
});
const trainingForward = ({ graphs, graphsEqual }: ModelPrograms): Graph =>
  graphs.get(graphsEqual ? "forward" : "forwardTraining")!;

for (const [title, model, programs] of built) {
  describe(title, () => {
    checkForm(model, programs);
    if (model.training.loss !== undefined) checkGradients(model, programs);
  });
}

/** What programs read and keep. */
function checkForm(model: Model, programs: ModelPrograms): void {
  const { graphs } = programs;

  it("has programs that the verifier accepts", () => {
    expect([...graphs.values()].flatMap(findGraphProblems)).toEqual([]);
  });

  it("keeps as residuals what backward and objectives read, and no more", () => {
    const given = namesOf(trainingForward(programs)).filter((name) => name.startsWith("residual:"));
    const read = [graphs.get("objectives"), graphs.get("backward"), graphs.get("backwardOutputs")]
      .flatMap((graph) => (graph === undefined ? [] : readBy(graph)))
      .filter((name) => name.startsWith("residual:"));
    expect([...new Set(read)].sort()).toEqual([...given].sort());
  });

  it("forward of inference reads no target", () => {
    expect(readBy(graphs.get("forward")!).filter((id) => id.startsWith("target:"))).toEqual([]);
    expect(readBy(trainingForward(programs)).filter((id) => /^(target|state):/.test(id))).toEqual(
      [],
    );
  });

  it("step measures the loss of the training graph, before the update", () => {
    const step = graphs.get("step");
    const start = startOf(model);
    const measured = run(step, start);
    const { loss, metrics } = model.training;
    const direct = [...metrics.map(({ name, value }) => ({ name: `metric:${name}`, value }))];
    if (loss !== undefined) direct.push({ name: "metric:loss", value: loss });
    const expected = run({ name: "metrics", outputs: direct }, start);
    for (const [name, result] of expected) expectClose(measured.get(name), result, name);
  });
}

/** Programs one after another, as a module runs them, beside the mathematics in one piece. */
function checkGradients(model: Model, programs: ModelPrograms): void {
  const { graphs } = programs;
  it("backward after a training forward gives the gradient at what was before it", () => {
    const start = startOf(model);
    const exact = run(buildGradientGraph(model, "loss"), start);
    const moved = keep(start, run(trainingForward(programs), start));
    const backward = run(graphs.get("backward"), moved);
    expect([...backward.keys()]).toEqual([...exact.keys()]);
    for (const [name, gradient] of exact) expectClose(backward.get(name), gradient, name);
  });

  it("step is forward, backward and update", () => {
    const start = startOf(model);
    const step = run(graphs.get("step"), start);
    const afterForward = keep(start, run(trainingForward(programs), start));
    const afterBackward = keep(afterForward, run(graphs.get("backward"), afterForward));
    const after = keep(afterBackward, run(graphs.get("update"), afterBackward));
    for (const [name, result] of step) {
      if (!/^(param|state|buffer):/.test(name)) continue;
      const apart = after.get(name)!;
      // The gradients went through numbers: once more the error that they have in step.
      expectClose({ ...apart, error: result.error.map((each) => 2 * each) }, result, name);
    }
  });
}

/** A table of words that the loss keeps small: read above the waist and below it. */
const weighted = `model Weighted {
  input word: int
  target next: int
  shared words = embedding(6, 4)
  h = word -> words -> repeat(4) { dense(4) -> tanh }
  output y = words.W @ h -> softmax
  loss crossEntropy(y, next) + 0.1 * mean(words.W * words.W)
  train { optimizer sgd(rate: 0.1) }
}`;

describe("in pieces", () => {
  const withLoss = { network, noisy, moving, weighed, weighted };
  for (const [title, text] of Object.entries(withLoss)) {
    const model = create(text);
    const whole = buildPrograms(model, false, { form: "whole" });
    const pieces = buildPrograms(model, false, { form: "pieces" });
    const start = startOf(model);
    const inOrder = (names: readonly ProgramName[]): ReadonlyMap<string, Result> => {
      const given = new Map<string, Result>();
      let bindings = start;
      for (const name of names) {
        const results = run(pieces.graphs.get(name), bindings);
        for (const [id, result] of results) given.set(id, result);
        bindings = keep(bindings, results);
      }
      return given;
    };

    it(`${title}: what programs give one after another is what they give whole`, () => {
      const own = pieces.graphsEqual ? "forward" : "forwardTraining";
      const expected = {
        loss: whole.graphs.get("loss"),
        backward: buildGradientGraph(model, "loss"),
        step: whole.graphs.get("step"),
      };
      for (const [name, graph] of Object.entries(expected) as [ProgramName, Graph | undefined][]) {
        const before: readonly ProgramName[] = name === "backward" ? [own] : [];
        const given = inOrder([...before, ...(pieces.routines.get(name) ?? [name])]);
        for (const [id, result] of run(graph, start)) {
          const error = result.error.map((each) => 2 * each);
          expectClose({ ...given.get(id)!, error }, result, `${name} ${id}`);
        }
      }
    });
  }

  it("gradients have in common what is below the waist", () => {
    const { graphs, routines } = buildPrograms(create(weighted), false, { form: "pieces" });
    expect(routines.get("backward")).toEqual(["backward", "descend"]);
    expect(routines.get("step")).toEqual([
      "forward",
      "objectives",
      "backward",
      "descend",
      "step",
      "update",
    ]);
    const handed = ["residual:waist1", "residual:waist2"];
    expect(namesOf(graphs.get("backward"))).toEqual(handed);
    expect(namesOf(graphs.get("backwardOutputs"))).toEqual(handed);
    expect(namesOf(graphs.get("descend"))).toEqual(
      create(weighted).params.map(({ name }) => `grad:${name}`),
    );
  });

  it("have little in common where the loss goes its own way", () => {
    const apart = `model Apart {
      input x: [4]
      target d: [4]
      output y = x -> dense(4) -> tanh
      loss mse(x -> dense(4) -> tanh, d)
      train { optimizer sgd(rate: 0.1) }
    }`;
    const { routines } = buildPrograms(create(apart), false, { form: "pieces" });
    expect(routines.has("backward")).toBe(false);
    expect(routines.get("step")).toEqual(["forward", "objectives", "backward", "step", "update"]);
  });
});

describe("what each program gives", () => {
  const programsOf = (text: string, inferenceOnly = false): ModelPrograms =>
    buildPrograms(create(text), inferenceOnly);
  const outputsOf = (programs: ModelPrograms, name: ProgramName): readonly string[] =>
    namesOf(programs.graphs.get(name)).filter((each) => !each.startsWith("residual:"));
  const all = programsOf(network);
  const params = ["dense1.W", "dense1.b", "dense2.W", "dense2.b"];

  const table: readonly (readonly [ProgramName, readonly string[]])[] = [
    ["forward", ["output:y"]],
    ["loss", ["metric:accuracy", "metric:cost", "metric:loss"]],
    ["backward", [...params.map((name) => `grad:${name}`), "grad:idle", "inputGrad:x"]],
    ["backwardOutputs", [...params.map((name) => `grad:${name}`), "grad:idle", "inputGrad:x"]],
    // What starts at 0 needs no writing: memory does.
    ["initialize", ["param:dense1.W", "param:dense2.W", "param:idle", "param:shift"]],
  ];
  for (const [program, outputs] of table) {
    it(program, () => expect([...outputsOf(all, program)].sort()).toEqual(outputs));
  }

  it("update and step move params and states, step from all that it needs", () => {
    const moved = [...params, "idle"].flatMap((name) => [
      `param:${name}`,
      `state:adam.m:${name}`,
      `state:adam.v:${name}`,
    ]);
    expect([...outputsOf(all, "update")].sort()).toEqual([...moved].sort());
    const metrics = ["metric:accuracy", "metric:cost", "metric:loss"];
    expect([...outputsOf(all, "step")].sort()).toEqual([...metrics, ...moved].sort());
    const roles = new Set(readBy(all.graphs.get("step")!).map((id) => id.split(":")[0]));
    expect([...roles].sort()).toEqual(["counter", "input", "param", "setting", "state", "target"]);
    const update = new Set(readBy(all.graphs.get("update")!).map((id) => id.split(":")[0]));
    expect([...update].sort()).toEqual(["counter", "gradient", "param", "setting", "state"]);
  });

  it("a param that nothing reads has a gradient of zeros", () => {
    const start = startOf(create(network));
    const idle = run(buildGradientGraph(create(network), "loss"), start).get("grad:idle");
    expect([...idle!.data]).toEqual([0, 0]);
  });

  it("gradients of outputs are those of Σ gradient · output", () => {
    const model = create(network);
    const start = startOf(model);
    start.set("outputGradient:y", { shape: [samples, 3], data: new Float64Array(9).fill(1) });
    const after = keep(start, run(trainingForward(all), start));
    const backward = run(all.graphs.get("backwardOutputs"), after);
    // Each sample's softmax adds up to 1, whatever the params are.
    for (const [name, { data, error }] of backward) {
      data.forEach((each, at) => expect(Math.abs(each), name).toBeLessThanOrEqual(error[at]!));
    }
    const once = new Float64Array(9);
    once[0] = 1;
    start.set("outputGradient:y", { shape: [samples, 3], data: once });
    const exact = run(buildGradientGraph(model, "outputs"), start);
    const one = run(
      all.graphs.get("backwardOutputs"),
      keep(start, run(trainingForward(all), start)),
    );
    for (const [name, result] of exact) expectClose(one.get(name), result, name);
  });

  it("rules have a step, and no update or backward", () => {
    const { graphs } = programsOf(ruled);
    expect([...graphs.keys()].sort()).toEqual(["forward", "initialize", "step"]);
    const start = startOf(create(ruled));
    const step = run(graphs.get("step"), start);
    // b' = b + w[0], from the old w.
    const expected = start.get("param:b")!.data[0]! + start.get("param:w")!.data[0]!;
    expect(step.get("param:b")!.data[0]).toBeCloseTo(expected, 14);
  });

  it("a buffer moves in the training forward and in step, not in inference", () => {
    const programs = programsOf(noisy);
    const moving = [...programs.graphs]
      .filter(([, graph]) => namesOf(graph).includes("buffer:seen"))
      .map(([name]) => name);
    expect(moving.sort()).toEqual(["forwardTraining", "initialize", "step"]);
  });

  it("inference only: no program of training", () => {
    expect([...programsOf(noisy, true).graphs.keys()].sort()).toEqual([
      "forward",
      "initialize",
      "loss",
    ]);
  });
});

describe("the two graphs are equal", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["without draws and buffers", network, true],
    ["with draws", noisy, false],
    ["with a buffer that moves", moving, false],
    ["with rules of params", ruled, true],
    [
      "where `training` chooses the same",
      "model M { input x output y = if training then x + 0 else x }",
      true,
    ],
    [
      "where `training` chooses otherwise",
      "model M { input x output y = if training then x + 1 else x }",
      false,
    ],
    [
      "where `training` chooses another loss",
      "model M { input x output y = 2 * x loss if training then y else y * y }",
      false,
    ],
    ["with draws in both", "model M { input x output y = x * uniform() }", false],
  ];
  for (const [title, text, expected] of cases) {
    it(`${title}: ${expected}`, () => {
      expect(buildPrograms(create(text), false).graphsEqual).toBe(expected);
    });
  }
});
