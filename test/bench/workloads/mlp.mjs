// The perceptron of MNIST, 784-128-10.

import { drawInk, drawLabels } from "../draw.mjs";
import { startNetwork } from "../network.mjs";
import { forwardTask, trainingTask } from "../tasks.mjs";

const capacity = 32;
const net = startNetwork([784]);
net.softmax(net.dense(net.relu(net.dense("x", "dense1", 128)), "dense2", 10));
const network = net.finish();

export default {
  name: "mlp",
  title: "MLP 784-128-10",
  ...network,
  seed: 30,
  samples: drawInk(31, capacity * network.inputs),
  labels: drawLabels(32, capacity, network.outputs),
  tasks: [
    forwardTask(network, 1),
    forwardTask(network, capacity),
    trainingTask(network, capacity, { kind: "sgd", rate: 0.1 }),
  ],
  nn: { file: "workloads/mlp.nn", model: "Mlp", input: "x", target: "label" },
};
