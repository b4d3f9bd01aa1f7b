// The digits perceptron, 256-128-10: what every peer is asked to do, with which weights and on which
// samples. The invariant of a workload: it is plain data, the same in every process, so peers can be
// compared; `layers` names the weights, `tasks` lists what is timed.

import { readFileSync } from "node:fs";
import { randomSource } from "../random.mjs";

const [inputs, hidden, outputs, capacity] = [256, 128, 10, 32];
const random = randomSource(20);

/** Uniform in ±√(6 / (in + out)), what `dense` starts from. */
function glorot(rows, columns) {
  const limit = Math.sqrt(6 / (rows + columns));
  return Float32Array.from({ length: rows * columns }, () => (2 * random() - 1) * limit);
}

/** A quarter of the pixels carry ink, as in a scanned digit. */
const ink = () => (random() < 0.25 ? random() : 0);

// A multiply-add counts as two. Training adds the gradients of weights and of values, but none of the input.
const forward = 2 * (inputs * hidden + hidden * outputs);
const training = 3 * forward - 2 * inputs * hidden;

const source = readFileSync(new URL("digits.nn", import.meta.url), "utf8");
const optimizers = {
  adam: { kind: "adam", rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  sgd: { kind: "sgd", rate: 0.1 },
};

const trainingTask = (name, optimizer) => ({
  name: `training step, ${capacity} samples, ${name}`,
  pass: "train",
  samples: capacity,
  operations: capacity * training,
  optimizer,
});

export default {
  name: "digits",
  title: "Digits, a perceptron of 256-128-10",
  model: "Digits",
  capacity,
  classes: outputs,
  inputs,

  layers: [
    { kind: "dense", weight: "dense1.W", bias: "dense1.b", inputs, outputs: hidden },
    { kind: "relu" },
    { kind: "dense", weight: "dense2.W", bias: "dense2.b", inputs: hidden, outputs },
    { kind: "softmax" },
  ],
  weights: {
    "dense1.W": { shape: [inputs, hidden], values: glorot(inputs, hidden) },
    "dense1.b": { shape: [hidden], values: new Float32Array(hidden) },
    "dense2.W": { shape: [hidden, outputs], values: glorot(hidden, outputs) },
    "dense2.b": { shape: [outputs], values: new Float32Array(outputs) },
  },
  samples: Float32Array.from({ length: capacity * inputs }, ink),
  labels: Int32Array.from({ length: capacity }, () => Math.floor(random() * outputs)),

  tasks: [
    { name: "forward, 1 sample", pass: "forward", samples: 1, operations: forward },
    {
      name: `forward, ${capacity} samples`,
      pass: "forward",
      samples: capacity,
      operations: capacity * forward,
    },
    trainingTask("SGD", optimizers.sgd),
    trainingTask("Adam", optimizers.adam),
  ],

  /** The text that nnc compiles: the file as it stands, or with the optimiser exchanged. */
  nnSource(optimizer = optimizers.adam) {
    if (optimizer.kind === "adam") return source;
    return source.replace(
      /optimizer \w+\(.*?\)/,
      `optimizer ${optimizer.kind}(rate: ${optimizer.rate})`,
    );
  },
};
