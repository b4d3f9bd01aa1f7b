// synaptic: it writes JavaScript for the network at hand, neuron by neuron, and trains after each sample. For small
// nets of sigmoids only: every weight is a statement of its code.

import synaptic from "synaptic";
import { drawWeights } from "../draw.mjs";

export default {
  label: "synaptic, online",
  note:
    "Its generated code, in float64. A step is an online update for each sample at its part of the rate, each layer's " +
    "error computed with the weights after it already moved; checked against the same in float64.",
  packages: ["synaptic"],
  online: { loss: "crossEntropy", layers: (layers) => layers, eager: true },
  async prepare(workload, { pass, samples, optimizer }) {
    const { layers, inputs, outputs, labels } = workload;
    if (!layers.every(({ kind }) => kind === "dense" || kind === "sigmoid")) return null;
    const net = makeNet(workload);
    const rows = Array.from({ length: samples }, (_, i) =>
      Array.from(workload.samples.subarray(i * inputs, (i + 1) * inputs)),
    );
    if (pass === "forward") return { run: () => forwardAll(net, rows, outputs) };
    const rate = optimizer.rate / samples;
    const targets = rows.map((_, i) => [labels[i]]);
    const start = net.optimized.memory.slice();
    return {
      run: () => trainAll(net, rows, targets, rate),
      reset: () => net.optimized.memory.set(start),
    };
  },
};

function makeNet({ layers, inputs, ...workload }) {
  const dense = layers.filter(({ kind }) => kind === "dense");
  const net = new synaptic.Architect.Perceptron(inputs, ...dense.map(({ outputs }) => outputs));
  const weights = drawWeights(workload);
  const neurons = [...net.layers.hidden, net.layers.output].map((layer) => layer.list);
  dense.forEach(({ weight, bias, outputs }, index) => {
    neurons[index].forEach((neuron, j) => {
      neuron.bias = weights[bias].values[j];
      const connections = Object.values(neuron.connections.inputs);
      connections.forEach((each, i) => (each.weight = weights[weight].values[i * outputs + j]));
    });
  });
  net.activate(new Array(inputs).fill(0));
  return net;
}

function forwardAll(net, rows, count) {
  if (rows.length === 1) return net.activate(rows[0]);
  const outputs = new Float32Array(rows.length * count);
  rows.forEach((row, i) => outputs.set(net.activate(row), i * count));
  return outputs;
}

function trainAll(net, rows, targets, rate) {
  let loss = 0;
  for (let i = 0; i < rows.length; i++) {
    const [y] = net.activate(rows[i]);
    loss -= Math.log(targets[i][0] === 1 ? y : 1 - y);
    net.propagate(rate, targets[i]);
  }
  return loss / rows.length;
}
