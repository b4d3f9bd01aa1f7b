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
  net.backward(ofLoss ? undefined : onesForOutputs(model, inputs.samples), { inputs: true });
  const params = new Map<string, ComputedTensor>();
  let offset = 0;
  for (const { name, type } of model.params.filter(({ frozen }) => !frozen)) {
    const end = offset + elementCount(type.shape);
    params.set(name, { type, data: net.flat.grads.slice(offset, end) });
    offset = end;
  }
  const floats = model.inputs.filter((port) => port.type.element === "float");
  return {
    params,
    inputs: new Map(
      floats.map(({ name, type }) => [
        name,
        { type, data: Float64Array.from(net.inputGrads[name]!) },
      ]),
    ),
  };
}

/** The gradient of the sum of the float outputs. */
function onesForOutputs(model: Model, samples: number): Readonly<Record<string, Float64Array>> {
  const sizeOf = ({ shape }: TensorType): number =>
    elementCount(shape) * (shape[0] === "batch" ? samples : 1);
  const floats = model.training.outputs.filter(({ value }) => value.type.element === "float");
  return Object.fromEntries(
    floats.map(({ name, value }) => [name, new Float64Array(sizeOf(value.type)).fill(1)]),
  );
}
