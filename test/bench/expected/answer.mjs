// What every peer must answer: the network in float64, written for clarity. Nothing is timed before a
// peer's outputs (and, in training, its losses over several steps) agree with this.
//   softmax with cross-entropy, or sigmoid with its own, mean over n samples: dz = (p − target) / n

import { drawWeights } from "../draw.mjs";
import { backward, forward } from "./passes.mjs";
import { update } from "./update.mjs";

/** How many training steps are compared. The loss of each sees the updates of all before it. */
export const comparedSteps = 5;

/**
 * What a peer answers to a task: outputs, or the losses of the first steps. Of `online` libraries, which move
 * their weights after every sample, see below.
 */
export function expectedAnswer(workload, task, online) {
  if (online) workload = { ...workload, layers: online.layers(workload.layers) };
  if (task.pass === "forward") return expectedOutputs(workload, task);
  return online ? onlineLosses(workload, task, online) : expectedLosses(workload, task);
}

/** The outputs of all samples, one after the other. */
function expectedOutputs(workload, { samples }) {
  const weights = copyWeights(workload);
  return Array.from({ length: samples }, (_, sample) =>
    Array.from(forward(workload.layers, weights, sampleOf(workload, sample)).at(-1)),
  ).flat();
}

/** The mean loss of each of the first steps on the same batch, cross-entropy and the task's optimiser. */
function expectedLosses(workload, { samples, optimizer }) {
  const weights = copyWeights(workload);
  const state = {};
  return Array.from({ length: comparedSteps }, (_, step) => {
    const gradients = zerosLike(weights);
    let loss = 0;
    for (let sample = 0; sample < samples; sample++) {
      loss += learn(workload, sample, { weights, gradients, share: 1 / samples }) / samples;
    }
    for (const name in weights)
      update(weights[name], gradients[name], optimizer, step + 1, (state[name] ??= {}));
    return loss;
  });
}

/**
 * The same with an update after every sample, at the rate divided by the number of samples. `eager` libraries
 * compute the error of a layer with the weights after it already moved.
 */
function onlineLosses(workload, { samples, optimizer }, { loss: kind, eager = false }) {
  const gentle = { ...optimizer, rate: optimizer.rate / samples };
  const weights = copyWeights(workload);
  return Array.from({ length: comparedSteps }, () => {
    let loss = 0;
    for (let sample = 0; sample < samples; sample++) {
      const gradients = zerosLike(weights);
      const moved = eager ? (layer) => moveLayer(layer, weights, gradients, gentle) : undefined;
      loss += learn(workload, sample, { weights, gradients, share: 1, kind, moved }) / samples;
      if (!eager) for (const name in weights) update(weights[name], gradients[name], gentle);
    }
    return loss;
  });
}

function moveLayer({ weight, bias }, weights, gradients, optimizer) {
  for (const name of [weight, bias]) {
    if (name) update(weights[name], gradients[name], optimizer);
  }
}

/** Adds `share` of one sample's gradients to `gradients`, and returns the sample's loss. */
function learn(workload, sample, { weights, gradients, share, kind = "crossEntropy", moved }) {
  const { layers, labels } = workload;
  const values = forward(layers, weights, sampleOf(workload, sample));
  const y = values.at(-1);
  const target =
    y.length === 1 ? [labels[sample]] : Array.from(y, (_, k) => +(k === labels[sample]));
  const delta = y.map((each, k) => (each - target[k]) * share);
  if (kind === "squares") {
    backward(layers, weights, values, { delta, gradients, moved });
    return y.reduce((sum, each, k) => sum + (each - target[k]) ** 2 / y.length, 0);
  }
  backward(layers.slice(0, -1), weights, values, { delta, gradients, moved });
  const chosen = y.length === 1 && target[0] === 0 ? 1 - y[0] : y[target.indexOf(1)];
  return -Math.log(chosen);
}

const copyWeights = (workload) =>
  Object.fromEntries(
    Object.entries(drawWeights(workload)).map(([name, { values }]) => [
      name,
      Float64Array.from(values),
    ]),
  );

const zerosLike = (weights) =>
  Object.fromEntries(
    Object.entries(weights).map(([name, { length }]) => [name, new Float64Array(length)]),
  );

const sampleOf = ({ samples, inputs }, sample) =>
  Float64Array.from(samples.subarray(sample * inputs, (sample + 1) * inputs));
