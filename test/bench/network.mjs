// How a workload writes its network down. A builder's methods append layers; what comes out is plain data:
//   layers   in order: { kind, name, from: names of what it reads, shape: of a sample's result, … }, "x" is the input
//   weights  name ▸ { shape, from, to }: drawn evenly between two numbers, see draw.mjs
// The invariant: a layer names only what stands before it, and the last layer is the output. Images are
// [height, width, channels], the weights of a convolution [height, width, channels, filters], as in nnc.

export function startNetwork(shape) {
  const layers = [];
  const weights = {};
  const shapes = { x: shape };

  function add(kind, from, shape, settings = {}) {
    const name = `v${layers.length}`;
    shapes[name] = shape;
    layers.push({ kind, name, from, shape, ...settings });
    return name;
  }

  function weight(name, shape, from, to) {
    weights[name] = { shape, from, to };
    return name;
  }

  /** Even in ±√(6 / fan): the spread that keeps the size of what passes. */
  const spread = (name, shape, fan) => weight(name, shape, -Math.sqrt(6 / fan), Math.sqrt(6 / fan));
  const bias = (name, size, has) => (has ? weight(name, [size], -0.1, 0.1) : null);
  const alike = (kind) => (from) => add(kind, [from], shapes[from]);

  return {
    shapeOf: (name) => shapes[name],

    /** The network as data. */
    finish: () => ({
      layers,
      weights,
      shape,
      inputs: shape.reduce((a, b) => a * b),
      outputs: layers.at(-1).shape.reduce((a, b) => a * b),
    }),

    relu: alike("relu"),
    sigmoid: alike("sigmoid"),
    softmax: alike("softmax"),
    gelu: alike("gelu"),

    dense(from, name, outputs) {
      const shape = shapes[from];
      const inputs = shape.at(-1);
      const before = layers.find((layer) => layer.name === from);
      return add("dense", [from], [...shape.slice(0, -1), outputs], {
        weight: spread(`${name}.W`, [inputs, outputs], inputs + outputs),
        bias: bias(`${name}.b`, outputs, true),
        inputs,
        outputs,
        image: before?.kind === "flatten" ? shapes[before.from[0]] : null,
      });
    },

    conv(from, name, filters, kernel, { stride = 1, pad = 0, hasBias = true } = {}) {
      const [height, width, channels] = shapes[from];
      const places = (size) => Math.floor((size + 2 * pad - kernel) / stride) + 1;
      const shape = [kernel, kernel, channels, filters];
      return add("conv", [from], [places(height), places(width), filters], {
        weight: spread(`${name}.W`, shape, kernel * kernel * channels),
        bias: bias(`${name}.b`, filters, hasBias),
        ...{ kernel, stride, pad, channels, filters },
      });
    },

    /** With `ceil` a window that begins inside and ends outside counts, too. */
    maxPool(from, size, { stride = size, pad = 0, ceil = false } = {}) {
      const round = ceil ? Math.ceil : Math.floor;
      const places = (length) => round((length + 2 * pad - size) / stride) + 1;
      const [height, width, channels] = shapes[from];
      const shape = [places(height), places(width), channels];
      return add("maxPool", [from], shape, { size, stride, pad, ceil });
    },

    globalAvgPool: (from) => add("globalAvgPool", [from], [shapes[from][2]]),
    flatten: (from) => add("flatten", [from], [shapes[from].reduce((a, b) => a * b)]),
    add: (left, right) => add("add", [left, right], shapes[left]),

    concat(parts) {
      const channels = parts.reduce((sum, part) => sum + shapes[part][2], 0);
      return add("concat", parts, [...shapes[parts[0]].slice(0, 2), channels]);
    },

    /** By what is known of the channels, not by the batch: as in inference. */
    batchNorm(from, name) {
      const size = [shapes[from][2]];
      return add("batchNorm", [from], shapes[from], {
        gain: weight(`${name}.gain`, size, 0.4, 0.8),
        shift: weight(`${name}.shift`, size, -0.1, 0.1),
        mean: weight(`${name}.mean`, size, -0.1, 0.1),
        variance: weight(`${name}.variance`, size, 0.5, 1.5),
        epsilon: 1e-5,
      });
    },

    /** Across neighbouring channels (Krizhevsky et al. 2012). */
    lrn: (from) =>
      add("lrn", [from], shapes[from], { size: 5, alpha: 1e-4, beta: 0.75, offset: 2 }),

    layerNorm(from, name) {
      const size = [shapes[from].at(-1)];
      return add("layerNorm", [from], shapes[from], {
        gain: weight(`${name}.gain`, size, 0.5, 1.5),
        shift: weight(`${name}.shift`, size, -0.1, 0.1),
        epsilon: 1e-5,
      });
    },

    /** softmax(q kᵀ / √width) v for each head, the heads side by side again. */
    attention: (query, key, value, heads) =>
      add("attention", [query, key, value], shapes[query], { heads }),

    /** Gates in the order i, f, g, o; the result is h after the last step. */
    lstm(from, name, hidden) {
      const [steps, inputs] = shapes[from];
      return add("lstm", [from], [hidden], {
        inputWeight: spread(`${name}.Wx`, [inputs, 4 * hidden], inputs + hidden),
        hiddenWeight: spread(`${name}.Wh`, [hidden, 4 * hidden], inputs + hidden),
        bias: bias(`${name}.b`, 4 * hidden, true),
        ...{ steps, inputs, hidden },
      });
    },
  };
}
