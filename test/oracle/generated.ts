/**
 * What generated code makes of a network, by the names of PyTorch's results.
 *
 * Invariant: only what the module shows is read; each stage starts from a module of its own.
 */
import type { GeneratedClass, GeneratedModel, Inputs } from "../../src/check/load.ts";
import type { Tensor } from "../../src/graph/op.ts";
import { elementCount } from "../../src/graph/type.ts";
import type { Precision } from "../../src/kernel/module.ts";
import { readSafetensors } from "../../src/train/safetensors.ts";
import { createNet, makePorts, outputGradients, type Network } from "./networks.ts";

export type Results = ReadonlyMap<string, ArrayLike<number>>;

export function runGenerated(
  network: Network,
  generated: GeneratedClass,
  precision: Precision,
): Results {
  const results = new Map<string, ArrayLike<number>>();
  const keep = (key: string, numbers: ArrayLike<number>): void => {
    results.set(key, Array.from(numbers));
  };
  const create = (): GeneratedModel => createNet(network, generated, precision);
  runInference(network, create(), keep);
  runTraining(network, create(), keep);
  if (network.steps > 0) runSteps(network, create(), keep);
  return results;
}

type Keep = (key: string, numbers: ArrayLike<number>) => void;

function runInference(network: Network, net: GeneratedModel, keep: Keep): void {
  const inputs = numbersOf(makePorts(network, 0));
  keepAll(keep, "inference/output", net.forward(inputs));
  if (network.model.inference.loss === undefined) return;
  net.loss(inputs);
  keepMetrics(keep, "inference", net);
}

function runTraining(network: Network, net: GeneratedModel, keep: Keep): void {
  const { model } = network;
  const outputs = net.forward(numbersOf(makePorts(network, 0)), { training: true });
  keepAll(keep, "training/output", outputs);
  keepSaved(keep, "training/buffer", model.buffers, net);
  if (model.training.loss === undefined) {
    net.backward(numbersOf(outputGradients(network)), { inputs: true });
  } else {
    keepMetrics(keep, "training", net);
    net.backward(undefined, { inputs: true });
  }
  keepAll(keep, "training/inputGrad", net.inputGrads);
  let offset = 0;
  for (const { name, type } of model.params) {
    const end = offset + elementCount(type.shape);
    keep(`training/grad:${name}`, net.flat.grads.subarray(offset, end));
    offset = end;
  }
}

function runSteps(network: Network, net: GeneratedModel, keep: Keep): void {
  const { model } = network;
  const losses: number[] = [];
  for (let step = 1; step <= network.steps; step++) {
    losses.push(net.step(numbersOf(makePorts(network, step))));
  }
  keep("steps/metric:loss", losses);
  keepSaved(keep, "steps/param", model.params, net);
  keepSaved(keep, "steps/buffer", model.buffers, net);
  keepAll(keep, "after/output", net.forward(numbersOf(makePorts(network, 0))));
}

function keepAll(
  keep: Keep,
  role: string,
  named: Readonly<Record<string, ArrayLike<number>>>,
): void {
  for (const [name, numbers] of Object.entries(named)) keep(`${role}:${name}`, numbers);
}

function keepMetrics(keep: Keep, stage: string, { metrics }: GeneratedModel): void {
  for (const [name, value] of Object.entries(metrics)) keep(`${stage}/metric:${name}`, [value]);
}

function keepSaved(
  keep: Keep,
  role: string,
  named: readonly { readonly name: string }[],
  net: GeneratedModel,
): void {
  const { tensors } = readSafetensors(net.save(), "weights");
  for (const { name } of named) {
    keep(`${role}:${name}`, tensors.get(name)!.data as ArrayLike<number>);
  }
}

function numbersOf(tensors: ReadonlyMap<string, Tensor>): Inputs {
  return Object.fromEntries(
    [...tensors].map(([id, { data }]) => [id.slice(id.indexOf(":") + 1), data]),
  );
}
