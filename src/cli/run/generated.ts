/**
 * `nnc run` on generated code: outputs, loss and gradients as the module computes them.
 *
 * Invariant: results are copied out before the next call overwrites them.
 */
import type { GeneratedModel } from "../../check/load.ts";
import { elementCount, type TensorType } from "../../graph/type.ts";
import type { Model } from "../../model/model.ts";
import type { RunInputs } from "./inputs.ts";
import type { ComputedTensor, RunResult } from "./result.ts";

export interface GeneratedRun {
  readonly net: GeneratedModel;
  readonly model: Model;
  readonly inputs: RunInputs;
  readonly isTraining: boolean;
  readonly withGradients: boolean;
  readonly target: string;
}

export function runGenerated(run: GeneratedRun): RunResult {
  const { net, model, inputs, isTraining, withGradients, target } = run;
  const section = isTraining ? model.training : model.inference;
  const given = Object.fromEntries(inputs.values);
  const hasLoss = inputs.hasTargets && section.loss !== undefined;
  const results = net.forward(given, { training: isTraining || withGradients });
  const outputs = section.outputs.map(({ name, value }): [string, ComputedTensor] => [
    name,
    { type: value.type, data: Float64Array.from(results[name]!) },
  ]);
  const loss = hasLoss && (isTraining || withGradients) ? net.metrics["loss"] : undefined;
  const grads = withGradients ? gradients(run, hasLoss) : undefined;
  return {
    target,
    outputs: new Map(outputs),
    loss: loss ?? (hasLoss ? net.loss(given) : undefined),
    grads,
  };
}

function gradients({ net, model, inputs }: GeneratedRun, ofLoss: boolean): RunResult["grads"] {
  const seeds = onesForOutputs(model, inputs.samples);
  if (!ofLoss && Object.keys(seeds).length === 0) return zeros(model, inputs.samples);
  net.backward(ofLoss ? undefined : seeds, { inputs: true });
  const params = new Map<string, ComputedTensor>();
  let offset = 0;
  for (const { name, type } of model.params.filter(({ frozen }) => !frozen)) {
    const end = offset + elementCount(type.shape);
    params.set(name, { type, data: net.flat.grads.slice(offset, end) });
    offset = end;
  }
  return {
    params,
    inputs: new Map(
      floatsAmong(model.inputs).map(({ name, type }) => [
        name,
        { type, data: Float64Array.from(net.inputGrads[name]!) },
      ]),
    ),
  };
}

/** A sum of no outputs depends on nothing; such a module has no `backward`. */
function zeros(model: Model, samples: number): RunResult["grads"] {
  const zero = ({ name, type }: Named): [string, ComputedTensor] => [
    name,
    { type, data: new Float64Array(sizeOf(type, samples)) },
  ];
  return {
    params: new Map(model.params.filter((param) => !param.frozen).map(zero)),
    inputs: new Map(floatsAmong(model.inputs).map(zero)),
  };
}

/** The gradient of the sum of the float outputs. */
function onesForOutputs(model: Model, samples: number): Readonly<Record<string, Float64Array>> {
  const outputs = model.training.outputs.map(({ name, value }) => ({ name, type: value.type }));
  return Object.fromEntries(
    floatsAmong(outputs).map(({ name, type }) => [
      name,
      new Float64Array(sizeOf(type, samples)).fill(1),
    ]),
  );
}

interface Named {
  readonly name: string;
  readonly type: TensorType;
}

function floatsAmong(all: readonly Named[]): readonly Named[] {
  return all.filter(({ type }) => type.element === "float");
}

function sizeOf({ shape }: TensorType, samples: number): number {
  return shape.reduce<number>((size, each) => size * (each === "batch" ? samples : each), 1);
}
