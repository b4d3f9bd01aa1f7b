// convnetjs: plain JavaScript, one sample at a time, in float64; its trainer updates after a batch of them.

import convnet from "convnetjs";
import { drawWeights } from "../draw.mjs";

/** What it is told of a layer. Rectifiers belong to the layer before them, as the last dense layer to `softmax`. */
const definitions = {
  dense: ({ outputs }) => ({ type: "fc", num_neurons: outputs }),
  conv: ({ kernel, filters, stride, pad }) => ({ type: "conv", sx: kernel, filters, stride, pad }),
  maxPool: ({ size, stride, pad }) => ({ type: "pool", sx: size, stride, pad }),
  relu: () => ({ type: "relu" }),
  flatten: () => null,
  softmax: ({ shape }) => ({ type: "softmax", num_classes: shape[0] }),
};

export default {
  label: "convnetjs",
  note: "One sample at a time, in float64; an update after the last of a batch.",
  packages: ["convnetjs"],
  async prepare(workload, { pass, samples, optimizer }) {
    const { layers, inputs, outputs, labels } = workload;
    const isKnown = layers.every(({ kind }) => kind in definitions);
    if (!isKnown || layers.at(-1).kind !== "softmax" || optimizer?.kind === "adam") return null;
    const net = makeNet(workload);
    const weights = drawWeights(workload);
    fill(net, layers, weights);
    const rows = Array.from({ length: samples }, (_, i) =>
      makeVolume(workload.shape, workload.samples.subarray(i * inputs, (i + 1) * inputs)),
    );
    if (pass === "forward") return { run: () => forwardAll(net, rows, outputs) };
    let trainer = makeTrainer(net, optimizer, samples);
    return {
      run: () =>
        rows.reduce((sum, row, i) => sum + trainer.train(row, labels[i]).cost_loss / samples, 0),
      reset() {
        fill(net, layers, weights);
        trainer = makeTrainer(net, optimizer, samples);
      },
    };
  },
};

function makeNet({ layers, shape }) {
  const [height, width, depth] = shape.length === 3 ? shape : [1, 1, ...shape];
  const lastDense = layers.at(-2);
  const net = new convnet.Net();
  net.makeLayers([
    { type: "input", out_sx: width, out_sy: height, out_depth: depth },
    ...layers
      .filter((layer) => layer !== lastDense)
      .map((layer) => definitions[layer.kind](layer))
      .filter((definition) => definition !== null),
  ]);
  return net;
}

/** It reads a volume's channels fastest, as the workloads do; a filter is a volume of its own. */
function fill(net, layers, weights) {
  const withWeights = layers.filter(({ weight }) => weight);
  const places = net.layers.filter(({ filters }) => filters);
  withWeights.forEach(({ weight, bias }, index) => {
    const { values, shape } = weights[weight];
    const count = shape.at(-1);
    places[index].filters.forEach(({ w, dw }, filter) => {
      for (let i = 0; i < w.length; i++) w[i] = values[i * count + filter];
      dw.fill(0);
    });
    places[index].biases.w.set(weights[bias].values);
    places[index].biases.dw.fill(0);
  });
}

function makeVolume(shape, values) {
  const [height, width, depth] = shape.length === 3 ? shape : [1, 1, ...shape];
  const volume = new convnet.Vol(width, height, depth, 0);
  volume.w.set(values);
  return volume;
}

const makeTrainer = (net, { rate }, samples) =>
  new convnet.Trainer(net, {
    ...{ method: "sgd", learning_rate: rate, batch_size: samples },
    ...{ momentum: 0, l1_decay: 0, l2_decay: 0 },
  });

function forwardAll(net, rows, count) {
  const outputs = new Float32Array(rows.length * count);
  rows.forEach((row, i) => outputs.set(net.forward(row).w, i * count));
  return outputs;
}
