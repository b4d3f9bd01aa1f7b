// Forward and backward through a network, one sample. A value is one Float64Array, channels fastest; the
// gradient by it has its form. The invariant: every kind's `backward` is the derivative of its `forward`.

import { conv } from "./conv.mjs";
import { attention, gelu, layerNorm } from "./encoder.mjs";
import { batchNorm, concat, globalAvgPool, lrn, maxPool } from "./images.mjs";
import { lstm } from "./lstm.mjs";

/** z = x W + b for each row x,   dW = xᵀ dz,   db = Σ dz,   dx = dz Wᵀ */
const dense = {
  forward(layer, weights, x) {
    const { inputs, outputs } = layer;
    const [W, b] = [weights[layer.weight], weights[layer.bias]];
    const z = new Float64Array((x.length / inputs) * outputs);
    for (let row = 0; row * inputs < x.length; row++) {
      const sums = z.subarray(row * outputs, (row + 1) * outputs);
      sums.set(b);
      for (let i = 0; i < inputs; i++) {
        const value = x[row * inputs + i];
        if (value === 0) continue;
        for (let j = 0; j < outputs; j++) sums[j] += value * W[i * outputs + j];
      }
    }
    return z;
  },
  backward(layer, weights, gradients, dz, x) {
    const { inputs, outputs } = layer;
    const [W, dW, db] = [weights[layer.weight], gradients[layer.weight], gradients[layer.bias]];
    const dx = new Float64Array(inputs);
    for (let j = 0; j < outputs; j++) db[j] += dz[j];
    for (let i = 0; i < inputs; i++) {
      for (let j = 0; j < outputs; j++) {
        dW[i * outputs + j] += x[i] * dz[j];
        dx[i] += dz[j] * W[i * outputs + j];
      }
    }
    return [dx];
  },
};

const relu = {
  forward: (_layer, _weights, x) => x.map((value) => Math.max(0, value)),
  backward: (_layer, _weights, _gradients, dy, x) => [dy.map((d, i) => (x[i] > 0 ? d : 0))],
};

const logistic = (value) => 1 / (1 + Math.exp(-value));

const sigmoid = {
  forward: (_layer, _weights, x) => x.map(logistic),
  backward: (_layer, _weights, _gradients, dy, x) => [
    dy.map((d, i) => d * logistic(x[i]) * (1 - logistic(x[i]))),
  ],
};

const softmax = {
  forward(_layer, _weights, x) {
    const most = Math.max(...x);
    const powers = x.map((value) => Math.exp(value - most));
    const total = powers.reduce((sum, value) => sum + value);
    return powers.map((value) => value / total);
  },
};

const flatten = {
  forward: (_layer, _weights, x) => x,
  backward: (_layer, _weights, _gradients, dy) => [dy],
};

const add = { forward: (_layer, _weights, x, y) => x.map((value, i) => value + y[i]) };

const kinds = {
  ...{ dense, relu, sigmoid, softmax, flatten, add },
  ...{ conv, maxPool, globalAvgPool, batchNorm, lrn, concat },
  ...{ lstm, layerNorm, gelu, attention },
};

/** The input, and the value of each layer after it. */
export function forward(layers, weights, x) {
  const values = new Map([["x", x]]);
  for (const layer of layers) {
    const from = layer.from.map((name) => values.get(name));
    values.set(layer.name, kinds[layer.kind].forward(layer, weights, ...from));
  }
  return [...values.values()];
}

/**
 * Adds to `gradients`; the layers are a chain, and `delta` belongs to the output of the last of them. With `moved`
 * that is called as soon as a layer's gradients are there, and may change its weights before they are read.
 */
export function backward(layers, weights, values, { delta, gradients, moved }) {
  for (let i = layers.length - 1; i >= 0; i--) {
    const layer = layers[i];
    const pass = (into) => kinds[layer.kind].backward(layer, weights, into, delta, values[i])[0];
    let next = pass(gradients);
    if (moved) {
      moved(layer);
      next = pass(copyOf(gradients));
    }
    delta = next;
  }
}

const copyOf = (gradients) =>
  Object.fromEntries(Object.entries(gradients).map(([name, values]) => [name, values.slice()]));
