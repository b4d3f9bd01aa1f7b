// brain.js, without a GPU. It has one activation for all layers and no softmax, so its net ends in ReLU; it
// takes one sample at a time, and trains after each, on the squared error: a step is 32 such updates, at
// a 32nd of the rate each. Its build for browsers is used, which needs no native packages.

import brain from "brain.js/dist/browser.js";

const smallestMomentum = 1e-9; // It refuses 0.

export default {
  label: "brain.js, online",
  note:
    "Another net and another step: ReLU instead of softmax, one sample at a time, squared error. A step is 32 " +
    "online updates at a 32nd of the rate, checked against the same in float64.",
  packages: ["brain.js"],
  online: true,
  async prepare(workload, { pass, samples, optimizer }) {
    if (optimizer?.kind === "adam") return null;
    const rows = Array.from({ length: samples }, (_, i) =>
      workload.samples.slice(i * workload.inputs, (i + 1) * workload.inputs),
    );
    const net = makeNet(workload, (optimizer?.rate ?? 0.1) / samples);
    if (pass === "forward") return { run: () => forwardAll(net, rows, workload.classes) };
    const data = rows.map((input, i) => ({
      input,
      output: oneHot(workload.labels[i], workload.classes),
    }));
    return { run: () => net.calculateTrainingError(data), reset: () => fill(net, workload) };
  },
};

function makeNet(workload, learningRate) {
  const dense = workload.layers.filter(({ kind }) => kind === "dense");
  const net = new brain.NeuralNetwork({
    inputSize: workload.inputs,
    hiddenLayers: dense.slice(0, -1).map(({ outputs }) => outputs),
    outputSize: workload.classes,
    activation: "relu",
    learningRate,
    momentum: smallestMomentum,
  });
  net.initialize();
  fill(net, workload);
  return net;
}

/** Its weights are a row per output; the changes of the last update are its momentum. */
function fill(net, { layers, weights }) {
  const dense = layers.filter(({ kind }) => kind === "dense");
  dense.forEach(({ weight, bias, outputs }, index) => {
    net.biases[index + 1].set(weights[bias].values);
    net.weights[index + 1].forEach((row, j) => {
      for (let i = 0; i < row.length; i++) row[i] = weights[weight].values[i * outputs + j];
    });
    for (const changes of net.changes[index + 1]) changes.fill(0);
  });
}

function forwardAll(net, rows, classes) {
  const outputs = new Float32Array(rows.length * classes);
  rows.forEach((row, i) => outputs.set(net.run(row), i * classes));
  return outputs;
}

const oneHot = (label, classes) =>
  Float32Array.from({ length: classes }, (_, k) => (k === label ? 1 : 0));
