// A layer of each kind in TensorFlow.js. A rectifier goes into the fused operation before it.

const fusing = ["dense", "conv"];

/** The layers, with `relu` gone into what it follows, where nobody else reads that. */
export function fuseActivations(layers) {
  const readers = (name) => layers.filter(({ from }) => from.includes(name)).length;
  const before = (layer) => layers.find(({ name }) => name === layer.from[0]);
  const isFused = (layer) =>
    layer.kind === "relu" && fusing.includes(before(layer)?.kind) && readers(layer.from[0]) === 1;
  const activated = new Map(layers.filter(isFused).map(({ from, name }) => [from[0], name]));
  return layers
    .filter((layer) => !isFused(layer))
    .map((layer) =>
      activated.has(layer.name)
        ? { ...layer, name: activated.get(layer.name), activation: "relu" }
        : layer,
    );
}

export const makeOperations = (tf, variables) => ({
  relu: (_, x) => tf.relu(x),
  sigmoid: (_, x) => tf.sigmoid(x),
  softmax: (_, x) => tf.softmax(x),
  flatten: ({ shape }, x) => tf.reshape(x, [-1, ...shape]),
  add: (_, x, y) => tf.add(x, y),
  concat: (_, ...parts) => tf.concat(parts, 3),
  globalAvgPool: (_, x) => tf.mean(x, [1, 2]),

  dense({ weight, bias, inputs, shape, activation = "linear" }, x) {
    const rows = x.rank > 2 ? tf.reshape(x, [-1, inputs]) : x;
    const y = tf.fused.matMul({ a: rows, b: variables[weight], bias: variables[bias], activation });
    return x.rank > 2 ? tf.reshape(y, [-1, ...shape]) : y;
  },

  conv: ({ weight, bias, stride, pad, activation = "linear" }, x) =>
    tf.fused.conv2d({
      ...{ x, filter: variables[weight], strides: stride, pad, activation },
      ...{ bias: bias ? variables[bias] : undefined, dimRoundingMode: "floor" },
    }),

  /** Its WASM backend does not know "ceil"; "same" pads alike where sides are multiples of the stride, as here. */
  maxPool: ({ size, stride, pad, ceil }, x) =>
    ceil ? tf.maxPool(x, size, stride, "same") : tf.maxPool(x, size, stride, pad, "floor"),

  batchNorm: ({ gain, shift, mean, variance, epsilon }, x) =>
    tf.batchNorm(
      ...[x, variables[mean], variables[variance], variables[shift], variables[gain], epsilon],
    ),

  /** As a 1×1 convolution of the squares: a backend may not have the operation itself. */
  lrn({ shape, size, alpha, beta, offset }, x) {
    const band = tf.tensor(bandMatrix(shape[2], size), [1, 1, shape[2], shape[2]]);
    const squares = tf.conv2d(tf.square(x), band, 1, "valid");
    return tf.mul(x, tf.pow(tf.add(tf.mul(squares, alpha), offset), -beta));
  },

  layerNorm({ gain, shift, epsilon }, x) {
    const { mean, variance } = tf.moments(x, -1, true);
    const scaled = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon)));
    return tf.add(tf.mul(scaled, variables[gain]), variables[shift]);
  },

  gelu: (_, x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),

  attention({ heads, shape: [length, width] }, q, k, v) {
    const size = width / heads;
    const perHead = (x) => tf.transpose(tf.reshape(x, [-1, length, heads, size]), [0, 2, 1, 3]);
    const scores = tf.matMul(perHead(q), perHead(k), false, true);
    const shares = tf.softmax(tf.div(scores, Math.sqrt(size)));
    const mixed = tf.transpose(tf.matMul(shares, perHead(v)), [0, 2, 1, 3]);
    return tf.reshape(mixed, [-1, length, width]);
  },

  /** All inputs at once, then step by step. */
  lstm({ inputWeight, hiddenWeight, bias, steps, inputs, hidden }, xs) {
    const [Wx, Wh, b] = [inputWeight, hiddenWeight, bias].map((name) => variables[name]);
    const rows = tf.reshape(tf.transpose(xs, [1, 0, 2]), [-1, inputs]);
    const sums = tf.fused.matMul({ a: rows, b: Wx, bias: b, activation: "linear" });
    const each = tf.unstack(tf.reshape(sums, [steps, -1, 4 * hidden]));
    let h = tf.zeros([xs.shape[0], hidden]);
    let c = h;
    for (const z of each) {
      const [i, f, g, o] = tf.split(tf.add(z, tf.matMul(h, Wh)), 4, 1);
      c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
      h = tf.mul(tf.sigmoid(o), tf.tanh(c));
    }
    return h;
  },
});

/** One where two channels are neighbours within `size`. */
function bandMatrix(channels, size) {
  const reach = (size - 1) / 2;
  return Float32Array.from({ length: channels * channels }, (_, i) =>
    Math.abs(Math.floor(i / channels) - (i % channels)) <= reach ? 1 : 0,
  );
}
