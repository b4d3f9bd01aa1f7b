// brain.js, without a GPU. It has one activation for all layers and no softmax, so a net of rectifiers ends in one,
// too; it takes one sample at a time, and trains after each, on the squared error: a step is as many such updates
// as there are samples, each at its part of the rate. Its build for browsers is used, which needs no native packages.

import brain from "brain.js/dist/browser.js";
import { drawWeights } from "../draw.mjs";

const smallestMomentum = 1e-9; // It refuses 0.
const known = ["dense", "relu", "sigmoid", "softmax"];

export default {
  label: "brain.js, online",
  note:
    "Another net and another step: ReLU instead of softmax, one sample at a time, squared error. A step is " +
    "an online update for each sample at its part of the rate, checked against the same in float64.",
  packages: ["brain.js"],
  online: {
    loss: "squares",
    layers: (layers) => [...layers.slice(0, -1), { ...layers.at(-1), kind: activationOf(layers) }],
  },
  async prepare(workload, { pass, samples, optimizer }) {
    const { layers, outputs, labels } = workload;
    if (optimizer?.kind === "adam" || !layers.every(({ kind }) => known.includes(kind)))
      return null;
    const rows = Array.from({ length: samples }, (_, i) =>
      workload.samples.slice(i * workload.inputs, (i + 1) * workload.inputs),
    );
    const weights = drawWeights(workload);
    const net = makeNet(workload, weights, (optimizer?.rate ?? 0.1) / samples);
    if (pass === "forward") return { run: () => forwardAll(net, rows, outputs) };
    const data = rows.map((input, i) => ({ input, output: targetOf(labels[i], outputs) }));
    return {
      run: () => net.calculateTrainingError(data),
      reset: () => fill(net, layers, weights),
    };
  },
};

const denseOf = (layers) => layers.filter(({ kind }) => kind === "dense");
const activationOf = (layers) => layers.find(({ kind }) => kind !== "dense").kind;

function makeNet({ layers, inputs, outputs }, weights, learningRate) {
  const net = new brain.NeuralNetwork({
    inputSize: inputs,
    hiddenLayers: denseOf(layers)
      .slice(0, -1)
      .map((layer) => layer.outputs),
    outputSize: outputs,
    activation: activationOf(layers),
    learningRate,
    momentum: smallestMomentum,
  });
  net.initialize();
  fill(net, layers, weights);
  return net;
}

/** Its weights are a row per output; the changes of the last update are its momentum. */
function fill(net, layers, weights) {
  denseOf(layers).forEach(({ weight, bias, outputs }, index) => {
    net.biases[index + 1].set(weights[bias].values);
    net.weights[index + 1].forEach((row, j) => {
      for (let i = 0; i < row.length; i++) row[i] = weights[weight].values[i * outputs + j];
    });
    for (const changes of net.changes[index + 1]) changes.fill(0);
  });
}

function forwardAll(net, rows, count) {
  const outputs = new Float32Array(rows.length * count);
  rows.forEach((row, i) => outputs.set(net.run(row), i * count));
  return outputs;
}

const targetOf = (label, outputs) =>
  outputs === 1
    ? Float32Array.of(label)
    : Float32Array.from({ length: outputs }, (_, k) => (k === label ? 1 : 0));
