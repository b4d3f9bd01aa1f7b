// TensorFlow.js on one of its backends: core operations with fused dense layers and convolutions, as its own
// layers make them, and its own optimisers. Each call makes tensors of plain arrays and reads the result back.

import { drawWeights } from "../draw.mjs";
import { canWalk, walk } from "../walk.mjs";
import { openBackend } from "./open.mjs";
import { fuseActivations, makeOperations } from "./operations.mjs";

let tf;

export function tfjsPeer(label, backend, { configure, withoutTraining = [] } = {}) {
  const backendPackage = `@tensorflow/tfjs-backend-${backend}`;
  return {
    label,
    note: "Core operations with fused dense layers and convolutions, bundled from ES modules; one thread.",
    packages: ["@tensorflow/tfjs-core", backendPackage],
    async prepare(workload, task) {
      const layers = fuseActivations(workload.layers);
      const isLacking = ({ kind }) => withoutTraining.includes(kind);
      if (task.pass === "train" && layers.some(isLacking)) return null;
      tf ??= await openBackend(backend, backendPackage, configure);
      const variables = makeVariables(workload);
      const operations = makeOperations(tf, variables);
      if (!canWalk({ layers }, operations)) return null;
      const network = { ...workload, layers, variables, operations };
      return task.pass === "forward" ? forwardCall(network, task) : trainCall(network, task);
    },
  };
}

function makeVariables(workload) {
  const make = ([name, { shape, values }]) => [name, tf.variable(tf.tensor(values, shape))];
  return Object.fromEntries(Object.entries(drawWeights(workload)).map(make));
}

function forwardCall({ layers, operations, ...workload }, { samples }) {
  const x = workload.samples.slice(0, samples * workload.inputs);
  const shape = [samples, ...workload.shape];
  const run = () => tf.tidy(() => walk(layers, tf.tensor(x, shape), operations).dataSync());
  return { run };
}

function trainCall({ layers, operations, variables, ...workload }, { samples, optimizer }) {
  const x = workload.samples.slice(0, samples * workload.inputs);
  const labels = workload.labels.slice(0, samples);
  const lossOf = () => {
    const batch = tf.tensor(x, [samples, ...workload.shape]);
    const logits = walk(layers.slice(0, -1), batch, operations);
    if (workload.outputs === 1) {
      const targets = tf.tensor(labels, [samples, 1], "float32");
      return tf.losses.sigmoidCrossEntropy(targets, logits);
    }
    const targets = tf.oneHot(tf.tensor1d(labels, "int32"), workload.outputs);
    return tf.losses.softmaxCrossEntropy(targets, logits);
  };
  const start = drawWeights(workload);
  let trainer = makeOptimizer(optimizer);
  return {
    run: () => tf.tidy(() => trainer.minimize(lossOf, true).dataSync()[0]),
    reset() {
      for (const [name, { shape, values }] of Object.entries(start)) {
        tf.tidy(() => variables[name].assign(tf.tensor(values, shape)));
      }
      trainer.dispose();
      trainer = makeOptimizer(optimizer);
    },
  };
}

const makeOptimizer = ({ kind, rate, beta1, beta2, epsilon }) =>
  kind === "adam" ? tf.train.adam(rate, beta1, beta2, epsilon) : tf.train.sgd(rate);
