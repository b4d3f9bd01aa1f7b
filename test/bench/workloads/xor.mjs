// The exclusive or, 2-2-1 with sigmoids: so small that what surrounds the arithmetic is all that counts. A step
// is one on all four cases.

import { startNetwork } from "../network.mjs";
import { forwardTask, trainingTask } from "../tasks.mjs";

const net = startNetwork([2]);
net.sigmoid(net.dense(net.sigmoid(net.dense("x", "dense1", 2)), "dense2", 1));
const network = net.finish();

export default {
  name: "xor",
  title: "XOR 2-2-1",
  ...network,
  seed: 50,
  samples: Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1),
  labels: Int32Array.of(0, 1, 1, 0),
  tasks: [forwardTask(network, 1), trainingTask(network, 4, { kind: "sgd", rate: 0.5 })],
  nn: { file: "workloads/xor.nn", model: "Xor", input: "x", target: "t" },
};
