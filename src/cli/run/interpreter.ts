/**
 * `nnc run --interpreter`: outputs, loss and gradients by the reference interpreter, in float64.
 *
 * Invariant: nothing of the generated code is used; the graphs are the model's own.
 */
import { vectorJacobian } from "../../autodiff.ts";
import { findOversize } from "../../check/oversize.ts";
import { Problem } from "../../diagnostics/problem.ts";
import type { Seed } from "../../graph/op.ts";
import { drawKey } from "../../draws.ts";
import { createBuild } from "../../graph/build.ts";
import { topologicalOrder, type Value } from "../../graph/graph.ts";
import type { Tensor } from "../../graph/op.ts";
import { sampleShape } from "../../graph/type.ts";
import { interpret } from "../../interpret.ts";
import type { Model, Named, Section } from "../../model/model.ts";
import { runPasses } from "../../passes/pipeline.ts";
import { valueGradients } from "../../programs/value-gradients.ts";
import type { RunInputs } from "./inputs.ts";
import type { ComputedTensor, RunResult } from "./result.ts";
import type { GivenWeights } from "../weights-option.ts";

export interface InterpretedRun {
  readonly model: Model;
  readonly inputs: RunInputs;
  readonly weights: GivenWeights;
  readonly isTraining: boolean;
  readonly withGradients: boolean;
}

export function runInterpreter(run: InterpretedRun): RunResult {
  const { model, inputs, weights, isTraining, withGradients } = run;
  const section = isTraining ? model.training : model.inference;
  const hasLoss = inputs.hasTargets && section.loss !== undefined;
  const oversize = findOversize(model, section, inputs.samples);
  if (oversize !== undefined) throw new Problem([oversize]);
  const wanted = [...section.outputs, ...(hasLoss ? [{ name: "loss", value: section.loss! }] : [])];
  const roots = [...wanted, ...section.exposed];
  // Simplified first, as the generated code is: log(softmax) stays finite.
  const simplified = runPasses({ name: model.name, outputs: roots }).outputs;
  const outputs = simplified.slice(0, section.outputs.length);
  const loss = hasLoss ? simplified[outputs.length]! : undefined;
  const exposed = simplified
    .slice(wanted.length)
    .filter(({ value }) => inputs.hasTargets || !needsTargets(value));
  const seedValues = loss === undefined ? outputs.filter(isFloat) : [loss];
  const ofValues = hasLoss ? wanted.slice(outputs.length) : section.outputs.filter(isFloat);
  const gradients = withGradients
    ? [...gradientsOf(seedValues, model), ...gradientsByValues(ofValues, section)]
    : [];
  const seed = weights.kind === "seed" ? weights.value : 1;
  const computing = [...outputs, ...(loss ? [loss] : []), ...exposed, ...gradients];
  const values = computing.map((each) => each.value);
  const computed = interpret(values, bindingsOf(run, seed), {
    samples: inputs.samples,
    // Draws are those of the training forwards so far, this one included.
    key: drawKey(seed, isTraining || withGradients ? 1 : 0),
  });
  const tensorOf = (index: number): ComputedTensor => {
    return { type: values[index]!.type, data: computed[index]!.data };
  };
  const tensorsOf = (all: readonly Computed[]): ReadonlyMap<string, ComputedTensor> =>
    new Map(all.map((each) => [each.name, tensorOf(computing.indexOf(each))]));
  const gradientMap = (role: Gradient["role"]): ReadonlyMap<string, ComputedTensor> =>
    tensorsOf(gradients.filter((each) => each.role === role));
  const isExposing = section.exposed.length > 0;
  return {
    target: "interpreter",
    outputs: tensorsOf(outputs),
    values: isExposing ? tensorsOf(exposed) : undefined,
    loss: loss && computed[outputs.length]!.data[0]!,
    grads: withGradients
      ? {
          inputs: gradientMap("input"),
          params: gradientMap("param"),
          values: isExposing ? gradientMap("value") : undefined,
        }
      : undefined,
  };
}

type Computed = Pick<Named, "name" | "value">;

interface Gradient extends Computed {
  readonly role: "input" | "param" | "value";
}

function isFloat({ value }: Computed): boolean {
  return value.type.element === "float";
}

function needsTargets(value: Value): boolean {
  return topologicalOrder([value]).some(({ attributes }) => attributes["role"] === "target");
}

/** By what is exposed; of each step of a scan there is none. */
function gradientsByValues(
  of: readonly Computed[],
  { exposed, values }: Section,
): readonly Gradient[] {
  const build = createBuild();
  const seeds = of.map(({ value }) => {
    return { value, gradient: build.constant(1, value.type.shape) };
  });
  const names = new Set(exposed.map(({ name }) => name));
  const wanted = values.filter(
    (each) => names.has(each.name) && isFloat(each) && each.isOfSteps !== true,
  );
  return valueGradients({ seeds, values: wanted }).map(({ name, value }) => {
    return { role: "value", name: name.slice("valueGrad:".length), value };
  });
}

/** Of the sum of the roots, by every float input and every param that is not frozen. */
function gradientsOf(
  roots: readonly { readonly value: Value }[],
  model: Model,
): readonly Gradient[] {
  const build = createBuild();
  const seeds: Seed[] = roots.map(({ value }) => {
    return { value, gradient: build.constant(1, value.type.shape) };
  });
  const wanted = [
    ...model.inputs
      .filter((port) => port.type.element === "float")
      .map((port) => ({ role: "input" as const, name: port.name, type: port.type })),
    ...model.params
      .filter((param) => !param.frozen)
      .map((param) => ({ role: "param" as const, name: param.name, type: param.type })),
  ];
  const sources = new Map<string, Value>();
  for (const node of topologicalOrder(roots.map((each) => each.value))) {
    if (node.op.family !== "source") continue;
    const { role, name } = node.attributes;
    sources.set(`${String(role)}:${String(name)}`, node.values[0]!);
  }
  const reached = wanted.flatMap(({ role, name }) => sources.get(`${role}:${name}`) ?? []);
  const found = vectorJacobian(seeds, reached, build);
  const gradients = new Map(reached.map((source, index) => [source, found[index]]));
  return wanted.map(({ role, name, type }) => {
    const source = sources.get(`${role}:${name}`);
    const gradient = source === undefined ? undefined : gradients.get(source);
    return { role, name, value: gradient ?? build.constant(0, type.shape) };
  });
}

function bindingsOf(
  { model, inputs, weights }: InterpretedRun,
  seed: number,
): ReadonlyMap<string, Tensor> {
  const bindings = new Map<string, Tensor>();
  const bindPorts = (role: string, ports: Model["inputs"]): void => {
    for (const { name, type } of ports) {
      const data = inputs.values.get(name);
      const shape = [inputs.samples, ...sampleShape(type)];
      if (data !== undefined) bindings.set(`${role}:${name}`, { shape, data });
    }
  };
  bindPorts("input", model.inputs);
  bindPorts("target", model.targets);
  const drawn = { samples: 1, key: drawKey(seed, 0) };
  for (const role of ["param", "buffer"] as const) {
    for (const { name, initial } of role === "param" ? model.params : model.buffers) {
      const given = weights.tensors.get(name);
      const tensor =
        given === undefined
          ? interpret([initial], new Map(), drawn)[0]!
          : { shape: given.shape, data: Float64Array.from(given.data) };
      const isConstant = weights.kind === "constant" && role === "param";
      const data = isConstant ? tensor.data.map(() => weights.value) : tensor.data;
      bindings.set(`${role}:${name}`, { shape: tensor.shape, data });
    }
  }
  return bindings;
}
