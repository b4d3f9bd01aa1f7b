// jax-js on WebAssembly, one thread: the forward pass, and the training step with its update, each
// compiled by `jit`. Arrays are counted: what is passed on is given away, `.ref` keeps it. Images lie as
// [n, channels, height, width], as its convolutions want them.

import { init, jit, lax, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import { samplesOf, weightsOf } from "../channels-first.mjs";
import { canWalk, walk } from "../walk.mjs";

export default {
  label: "jax-js, wasm",
  note: "Forward pass and step (with its update) each under `jit`; one thread.",
  packages: ["@jax-js/jax"],
  async prepare(workload, task) {
    if (!canWalk(workload, makeOperations({}))) return null;
    await init("wasm");
    return task.pass === "forward" ? forwardCall(workload, task) : trainCall(workload, task);
  },
};

function forwardCall(workload, { samples }) {
  const weights = makeWeights(workload);
  const { values, shape } = samplesOf(workload, samples);
  const forward = jit((weights, x) => applyLayers(workload.layers, weights, x));
  return { run: () => forward(tree.ref(weights), np.array(values, { shape })).dataSync() };
}

function trainCall(workload, { samples, optimizer }) {
  const { values, shape } = samplesOf(workload, samples);
  const labels = workload.labels.slice(0, samples);
  const step = jit((state, x, labels) => {
    const lossOf = (weights) => meanLoss(workload, weights, x, labels);
    const [loss, gradients] = valueAndGrad(lossOf)(tree.ref(state.weights));
    return [loss, updates[optimizer.kind](state, gradients, optimizer)];
  });
  let state = makeState(workload, optimizer);
  let steps = 0;
  return {
    run() {
      const batch = np.array(values, { shape });
      const scale = makeScale(optimizer, ++steps);
      const [loss, next] = step({ ...state, ...scale }, batch, np.array(labels));
      state = next;
      return loss.dataSync()[0];
    },
    reset() {
      tree.dispose(state);
      state = makeState(workload, optimizer);
      steps = 0;
    },
  };
}

function makeState(workload, { kind }) {
  const weights = makeWeights(workload);
  if (kind === "sgd") return { weights };
  const zeros = () => tree.map(np.zerosLike, tree.ref(weights));
  return { weights, m: zeros(), v: zeros() };
}

/** Adam's corrections for its start from zero; made here, since inside they are made per weight. */
function makeScale({ kind, beta1, beta2 }, step) {
  if (kind === "sgd") return {};
  const scalar = (value) => np.array(Float32Array.of(value), { shape: [] });
  return { scale: { m: scalar(1 / (1 - beta1 ** step)), v: scalar(1 / (1 - beta2 ** step)) } };
}

const makeWeights = (workload) =>
  mapValues(weightsOf(workload), ({ shape, values }) => np.array(values, { shape }));

const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));

const applyLayers = (layers, weights, x) =>
  walk(layers, x, makeOperations(weights), (value) => value.ref);

const makeOperations = (weights) => ({
  dense: ({ weight, bias }, x) => np.matmul(x, weights[weight]).add(weights[bias]),
  relu: (_, x) => nn.relu(x),
  sigmoid: (_, x) => nn.sigmoid(x),
  softmax: (_, x) => nn.softmax(x, -1),
  flatten: ({ shape }, x) => x.reshape([-1, ...shape]),
  conv({ weight, bias, filters, stride, pad }, x) {
    const padding = [pad, pad].map((each) => [each, each]);
    const y = lax.conv(x, weights[weight], [stride, stride], padding);
    return y.add(weights[bias].reshape([filters, 1, 1]));
  },

  /** Windows side by side, which is all that the workloads here have. */
  maxPool({ size, shape: [height, width, channels] }, x) {
    return np.max(x.reshape([-1, channels, height, size, width, size]), [3, 5]);
  },
});

function meanLoss({ layers, outputs }, weights, x, labels) {
  const logits = applyLayers(layers.slice(0, -1), weights, x);
  if (outputs === 1) {
    const targets = labels.astype(np.float32).reshape([-1, 1]);
    return nn.softplus(logits.ref).sub(logits.mul(targets)).mean();
  }
  const perClass = nn.logSoftmax(logits, -1).mul(nn.oneHot(labels, outputs));
  return perClass.sum(-1).mean().neg();
}

/** The state after a step, by the task's optimiser; both of its arguments are used up. */
const updates = {
  sgd: ({ weights }, gradients, { rate }) => ({
    weights: tree.map((w, g) => w.sub(g.mul(rate)), weights, gradients),
  }),

  adam({ weights, m, v, scale }, gradients, { rate, beta1, beta2, epsilon }) {
    m = tree.map((m, g) => m.mul(beta1).add(g.mul(1 - beta1)), m, tree.ref(gradients));
    v = tree.map((v, g) => v.mul(beta2).add(np.square(g).mul(1 - beta2)), v, gradients);
    const move = (w, m, v) => {
      const root = np.sqrt(v.ref.mul(scale.v.ref)).add(epsilon);
      return w.sub(m.ref.mul(scale.m.ref).mul(rate).div(root));
    };
    return { weights: tree.map(move, weights, m, v), m, v };
  },
};
