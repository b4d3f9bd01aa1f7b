// Long short-term memory, 64 numbers to 128, over 100 steps; what it holds in the end is classified.

import { drawLabels, drawSignal } from "../draw.mjs";
import { startNetwork } from "../network.mjs";
import { forwardTask, trainingTask } from "../tasks.mjs";

const capacity = 16;
const net = startNetwork([100, 64]);
net.softmax(net.dense(net.lstm("x", "lstm1", 128), "dense1", 10));
const network = net.finish();

export default {
  name: "lstm",
  title: "LSTM 64 → 128, 100 steps",
  ...network,
  seed: 80,
  samples: drawSignal(81, capacity * network.inputs),
  labels: drawLabels(82, capacity, network.outputs),
  tasks: [forwardTask(network, 1), trainingTask(network, capacity, { kind: "sgd", rate: 0.1 })],
  nn: { file: "workloads/lstm.nn", model: "Sequence", input: "xs", target: "label" },
};
