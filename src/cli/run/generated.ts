/**
 * `nnc run` on generated code: outputs, loss and gradients as the module computes them.
 *
 * Invariant: results are copied out before the next call overwrites them.
 */
import type { GeneratedModel } from "../../check/load.ts";
import { elementCount, type TensorType } from "../../graph/type.ts";
import type { Model, Named } from "../../model/model.ts";
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
  const values = valuesOf(section.exposed, net.values);
  const loss = hasLoss && (isTraining || withGradients) ? net.metrics["loss"] : undefined;
  const grads = withGradients ? gradients(run, hasLoss) : undefined;
  return {
    target,
    outputs: new Map(outputs),
    values,
    loss: loss ?? (hasLoss ? net.loss(given) : undefined),
    grads,
  };
}

/** Named values, or gradients by them, as far as the call gave them; undefined where nothing is exposed. */
function valuesOf(
  exposed: readonly Named[],
  given: GeneratedModel["values"],
): ReadonlyMap<string, ComputedTensor> | undefined {
  if (exposed.length === 0) return undefined;
  return new Map(
    exposed.flatMap(({ name, value: { type } }) => {
      const data = given?.[name];
      return data === undefined ? [] : [[name, { type, data: Float64Array.from(data) }] as const];
    }),
  );
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
    values: valuesOf(namedValues(model), net.valueGrads),
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
  const zero = ({ name, type }: Typed): [string, ComputedTensor] => [
    name,
    { type, data: new Float64Array(sizeOf(type, samples)) },
  ];
  const exposed = namedValues(model).map(({ name, value }) => ({ name, type: value.type }));
  return {
    params: new Map(model.params.filter((param) => !param.frozen).map(zero)),
    inputs: new Map(floatsAmong(model.inputs).map(zero)),
    values: exposed.length === 0 ? undefined : new Map(floatsAmong(exposed).map(zero)),
  };
}

/** Values that have gradients, in the types that those have; of each step of a scan there is none. */
function namedValues({ training: { exposed, values } }: Model): readonly Named[] {
  const names = new Set(exposed.map(({ name }) => name));
  return values.filter(({ name, isOfSteps }) => names.has(name) && isOfSteps !== true);
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

interface Typed {
  readonly name: string;
  readonly type: TensorType;
}

function floatsAmong(all: readonly Typed[]): readonly Typed[] {
  return all.filter(({ type }) => type.element === "float");
}

function sizeOf({ shape }: TensorType, samples: number): number {
  return shape.reduce<number>((size, each) => size * (each === "batch" ? samples : each), 1);
}
