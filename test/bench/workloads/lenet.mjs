// LeNet-5 as libraries have it: rectifiers, maxima and a softmax in place of what the paper of 1998 describes.

import { drawInk, drawLabels } from "../draw.mjs";
import { startNetwork } from "../network.mjs";
import { forwardTask, trainingTask } from "../tasks.mjs";

const capacity = 32;
const net = startNetwork([28, 28, 1]);
const first = net.maxPool(net.relu(net.conv("x", "conv1", 6, 5, { pad: 2 })), 2);
const second = net.maxPool(net.relu(net.conv(first, "conv2", 16, 5)), 2);
const third = net.relu(net.dense(net.flatten(second), "dense1", 120));
net.softmax(net.dense(net.relu(net.dense(third, "dense2", 84)), "dense3", 10));
const network = net.finish();

export default {
  name: "lenet",
  title: "LeNet-5",
  ...network,
  seed: 60,
  samples: drawInk(61, capacity * network.inputs),
  labels: drawLabels(62, capacity, network.outputs),
  tasks: [
    forwardTask(network, 1),
    forwardTask(network, capacity),
    trainingTask(network, capacity, { kind: "sgd", rate: 0.05 }),
  ],
  nn: { file: "workloads/lenet.nn", model: "LeNet", input: "image", target: "label" },
};
