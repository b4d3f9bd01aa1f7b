// A network as an ONNX model: each layer as the nodes that an exporter would write. Images are [n, channels,
// height, width], sequences [steps, n, inputs], and n is free.

import { transpose, weightsOf } from "../channels-first.mjs";
import { encodeModel } from "./protobuf.mjs";

/** The bytes of a model with the input `x` and the output `y`. */
export function encodeOnnx(workload) {
  const { name, layers, shape } = workload;
  const graph = { name, nodes: [], tensors: weightsOf(workload) };
  for (const layer of layers) writers[layer.kind](layer, makeWriter(graph, layer));
  const last = layers.at(-1);
  graph.nodes.push({ operator: "Identity", from: [last.name], to: ["y"] });
  graph.input = { name: "x", shape: inputShape(layers, shape) };
  graph.output = { name: "y", shape: ["n", ...last.shape] };
  return encodeModel(graph);
}

/** A recurrent layer wants its steps first. */
export const stepsFirst = (layers) => layers[0].kind === "lstm";

function inputShape(layers, shape) {
  if (shape.length === 3) return ["n", shape[2], shape[0], shape[1]];
  return stepsFirst(layers) ? [shape[0], "n", ...shape.slice(1)] : ["n", ...shape];
}

/** How a layer adds its nodes: values between them, and tensors, get names after its own. */
function makeWriter({ nodes, tensors }, { name }) {
  let count = 0;
  const fresh = () => `${name}.${++count}`;
  return {
    tensors,
    node(operator, from, attributes, to = [fresh()]) {
      nodes.push({ operator, from, to, attributes });
      return to[0];
    },
    /** The layer's own value. */
    result: (operator, from, attributes) => nodes.push({ operator, from, to: [name], attributes }),
    tensor(shape, values) {
      const key = fresh();
      tensors[key] = { shape, values };
      return key;
    },
  };
}

const alike = (operator, attributes) => (layer, write) =>
  write.result(operator, layer.from, attributes);
const float = (value) => Float32Array.of(value);
const integers = (...values) => [[values.length], BigInt64Array.from(values, BigInt)];

const writers = {
  relu: alike("Relu"),
  sigmoid: alike("Sigmoid"),
  softmax: alike("Softmax"),
  flatten: alike("Flatten"),
  add: alike("Add"),
  concat: alike("Concat", { axis: 1 }),

  dense({ from, weight, bias }, write) {
    write.result("Add", [write.node("MatMul", [...from, weight]), bias]);
  },

  conv({ from, weight, bias, kernel, stride, pad }, write) {
    write.result("Conv", [...from, weight, ...(bias ? [bias] : [])], {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
    });
  },

  maxPool({ from, size, stride, pad, ceil }, write) {
    write.result("MaxPool", from, {
      kernel_shape: [size, size],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
      ceil_mode: +ceil,
    });
  },

  globalAvgPool({ from }, write) {
    write.result("Flatten", [write.node("GlobalAveragePool", from)]);
  },

  batchNorm({ from, gain, shift, mean, variance, epsilon }, write) {
    const inputs = [...from, gain, shift, mean, variance];
    write.result("BatchNormalization", inputs, { epsilon: float(epsilon) });
  },

  /** Its alpha is divided by the size. */
  lrn({ from, size, alpha, beta, offset }, write) {
    const scale = { alpha: float(alpha * size), beta: float(beta), bias: float(offset) };
    write.result("LRN", from, { size, ...scale });
  },

  layerNorm({ from, gain, shift, epsilon }, write) {
    write.result("LayerNormalization", [...from, gain, shift], { epsilon: float(epsilon) });
  },

  /** In the five nodes that the runtime knows as one. */
  gelu({ from: [x] }, write) {
    const [root, one, half] = [Math.SQRT2, 1, 0.5].map((value) => write.tensor([], float(value)));
    const erf = write.node("Erf", [write.node("Div", [x, root])]);
    const product = write.node("Mul", [x, write.node("Add", [erf, one])]);
    write.result("Mul", [product, half]);
  },

  attention({ from: [q, k, v], heads, shape: [, width] }, write) {
    const size = width / heads;
    const split = write.tensor(...integers(0, 0, heads, size));
    const perHead = (x, perm) =>
      write.node("Transpose", [write.node("Reshape", [x, split])], { perm });
    const root = write.tensor([], float(Math.sqrt(size)));
    const products = write.node("MatMul", [perHead(q, [0, 2, 1, 3]), perHead(k, [0, 2, 3, 1])]);
    const shares = write.node("Softmax", [write.node("Div", [products, root])]);
    const mixed = write.node("MatMul", [shares, perHead(v, [0, 2, 1, 3])]);
    const together = write.node("Transpose", [mixed], { perm: [0, 2, 1, 3] });
    write.result("Reshape", [together, write.tensor(...integers(0, 0, width))]);
  },

  /** Its gates are in the order i, o, f, g, its weights a row per output, its biases two. */
  lstm({ name, from, inputWeight, hiddenWeight, bias, hidden }, write) {
    const { tensors } = write;
    const W = gatesFirst(tensors[inputWeight], hidden);
    const R = gatesFirst(tensors[hiddenWeight], hidden);
    const { values } = gatesFirst({ values: tensors[bias].values, shape: [1, 4 * hidden] }, hidden);
    const both = new Float32Array(8 * hidden);
    both.set(values);
    tensors[inputWeight] = { shape: [1, ...W.shape], values: W.values };
    tensors[hiddenWeight] = { shape: [1, ...R.shape], values: R.values };
    tensors[bias] = { shape: [1, 8 * hidden], values: both };
    const inputs = [...from, inputWeight, hiddenWeight, bias];
    write.node("LSTM", inputs, { hidden_size: hidden }, ["", `${name}.h`]);
    write.result("Squeeze", [`${name}.h`, write.tensor(...integers(0))]);
  },
};

/** [inputs, 4 hidden] as i, f, g, o ▸ [4 hidden, inputs] as i, o, f, g. */
function gatesFirst({ values, shape: [inputs, outputs] }, hidden) {
  const rows = transpose({ values, shape: [inputs, outputs] }, [1, 0]);
  const ordered = new Float32Array(values.length);
  for (const [place, gate] of [0, 3, 1, 2].entries()) {
    const from = gate * hidden * inputs;
    ordered.set(rows.values.subarray(from, from + hidden * inputs), place * hidden * inputs);
  }
  return { values: ordered, shape: rows.shape };
}
