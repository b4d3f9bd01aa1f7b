// What every peer must answer: a network of dense layers in float64, written for clarity. Nothing is
// timed before a peer's outputs (and, in training, its losses over several steps) agree with this.
//   z = a W + b,   dW = aᵀ dz,   db = Σ dz,   da = dz Wᵀ
//   softmax with cross-entropy, mean over n samples: dz = (p − target) / n

/** Twenty times the rounding seen in float32: absolute for outputs (probabilities), relative for losses. */
export const bounds = { forward: 1e-6, train: 4e-5 };

/** How many training steps are compared. The loss of each sees the updates of all before it. */
export const comparedSteps = 5;

/** What a peer answers to a task: outputs, or the losses of the first steps. For `online` see below. */
export function expectedAnswer(workload, task, online) {
  if (task.pass === "forward") return expectedOutputs(workload, task, online);
  return online ? onlineLosses(workload, task) : expectedLosses(workload, task);
}

/** How far an answer is off, as its task's bound counts it; infinite where the lengths differ or NaN occurs. */
export function difference(answer, expected, { pass }) {
  if (answer.length !== expected.length) return Infinity;
  const errors = answer.map((value, i) => {
    const error = Math.abs(value - expected[i]);
    return pass === "forward" ? error : error / expected[i];
  });
  return errors.some(Number.isNaN) ? Infinity : Math.max(...errors);
}

/** The outputs of all samples, one after the other. */
function expectedOutputs(workload, { samples }, online) {
  const layers = online ? withLastRelu(workload.layers) : workload.layers;
  const weights = copyWeights(workload);
  const rows = Array.from({ length: samples }, (_, sample) => sampleOf(workload, sample));
  return rows.flatMap((row) => forward(layers, weights, row).at(-1));
}

/** The mean loss of each of the first steps on the same batch, cross-entropy and the task's optimiser. */
function expectedLosses(workload, { samples, optimizer }) {
  const weights = copyWeights(workload);
  const state = {};
  return Array.from({ length: comparedSteps }, (_, step) => {
    const gradients = zerosLike(weights);
    let loss = 0;
    for (let sample = 0; sample < samples; sample++) {
      const values = forward(workload.layers, weights, sampleOf(workload, sample));
      const target = workload.labels[sample];
      loss -= Math.log(values.at(-1)[target]) / samples;
      const delta = values.at(-1).map((p, k) => (p - (k === target ? 1 : 0)) / samples);
      backward(workload.layers.slice(0, -1), weights, values, delta, gradients);
    }
    for (const name in weights)
      update(weights[name], gradients[name], optimizer, step + 1, (state[name] ??= {}));
    return loss;
  });
}

/**
 * The same for `online` libraries: a net that ends in ReLU, its weights moved after every sample by half the
 * squared error's gradient, at the rate divided by the number of samples. The loss is their mean error.
 */
function onlineLosses(workload, { samples, optimizer }) {
  const layers = withLastRelu(workload.layers);
  const gentle = { ...optimizer, rate: optimizer.rate / samples };
  const weights = copyWeights(workload);
  return Array.from({ length: comparedSteps }, () => {
    let loss = 0;
    for (let sample = 0; sample < samples; sample++) {
      const values = forward(layers, weights, sampleOf(workload, sample));
      const delta = values.at(-1).map((y, k) => y - (k === workload.labels[sample] ? 1 : 0));
      loss += delta.reduce((sum, d) => sum + (d * d) / delta.length, 0) / samples;
      const gradients = zerosLike(weights);
      backward(layers, weights, values, delta, gradients);
      for (const name in weights) update(weights[name], gradients[name], gentle);
    }
    return loss;
  });
}

const withLastRelu = (layers) => [...layers.slice(0, -1), { kind: "relu" }];

const copyWeights = ({ weights }) =>
  Object.fromEntries(
    Object.entries(weights).map(([name, { values }]) => [name, Float64Array.from(values)]),
  );

const zerosLike = (weights) =>
  Object.fromEntries(
    Object.entries(weights).map(([name, { length }]) => [name, new Float64Array(length)]),
  );

const sampleOf = ({ samples, inputs }, sample) =>
  Array.from(samples.subarray(sample * inputs, (sample + 1) * inputs));

/** The values before, between and after the layers. */
function forward(layers, weights, row) {
  const values = [row];
  for (const layer of layers) values.push(forwardLayer[layer.kind](values.at(-1), layer, weights));
  return values;
}

const forwardLayer = {
  dense: (x, { weight, bias, outputs }, weights) =>
    Array.from({ length: outputs }, (_, j) =>
      x.reduce((sum, value, i) => sum + value * weights[weight][i * outputs + j], weights[bias][j]),
    ),
  relu: (x) => x.map((value) => Math.max(0, value)),
  softmax(x) {
    const powers = x.map((value) => Math.exp(value - Math.max(...x)));
    const total = powers.reduce((sum, value) => sum + value);
    return powers.map((value) => value / total);
  },
};

/** Adds one sample's gradients to `gradients`; `delta` belongs to the output of the last of `layers`. */
function backward(layers, weights, values, delta, gradients) {
  for (let index = layers.length - 1; index >= 0; index--) {
    delta = backwardLayer[layers[index].kind](
      values[index],
      delta,
      layers[index],
      weights,
      gradients,
    );
  }
}

const backwardLayer = {
  dense(x, delta, { weight, bias, outputs }, weights, gradients) {
    delta.forEach((d, j) => (gradients[bias][j] += d));
    return x.map((value, i) => {
      delta.forEach((d, j) => (gradients[weight][i * outputs + j] += value * d));
      return delta.reduce((sum, d, j) => sum + d * weights[weight][i * outputs + j], 0);
    });
  },
  relu: (x, delta) => delta.map((d, i) => (x[i] > 0 ? d : 0)),
};

/** SGD: w −= rate g.  Adam (Kingma and Ba, algorithm 1): w −= rate m̂ / (√v̂ + ε). */
function update(weights, gradient, optimizer, step, state) {
  const { kind, rate, beta1, beta2, epsilon } = optimizer;
  if (kind === "sgd") return weights.forEach((_, i) => (weights[i] -= rate * gradient[i]));
  const m = (state.m ??= new Float64Array(weights.length));
  const v = (state.v ??= new Float64Array(weights.length));
  for (let i = 0; i < weights.length; i++) {
    m[i] = beta1 * m[i] + (1 - beta1) * gradient[i];
    v[i] = beta2 * v[i] + (1 - beta2) * gradient[i] ** 2;
    weights[i] -=
      (rate * m[i]) / (1 - beta1 ** step) / (Math.sqrt(v[i] / (1 - beta2 ** step)) + epsilon);
  }
}
