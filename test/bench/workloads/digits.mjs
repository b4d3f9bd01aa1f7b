// The digits perceptron, 256-128-10. The invariant of a workload: it is plain data, the same in every
// process, so peers can be compared; `layers` names the weights, `tasks` lists what is timed.

import { drawInk, drawLabels } from "../draw.mjs";
import { startNetwork } from "../network.mjs";
import { forwardTask, trainingTask } from "../tasks.mjs";

const capacity = 32;
const net = startNetwork([256]);
net.softmax(net.dense(net.relu(net.dense("x", "dense1", 128)), "dense2", 10));
const network = net.finish();

export default {
  name: "digits",
  title: "Digits 256-128-10",
  ...network,
  seed: 20,
  samples: drawInk(21, capacity * network.inputs),
  labels: drawLabels(22, capacity, network.outputs),
  tasks: [
    forwardTask(network, 1),
    forwardTask(network, capacity),
    trainingTask(network, capacity, { kind: "sgd", rate: 0.1 }),
    trainingTask(network, capacity, {
      ...{ kind: "adam", rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    }),
  ],
  nn: { file: "workloads/digits.nn", model: "Digits", input: "x", target: "label" },
};
