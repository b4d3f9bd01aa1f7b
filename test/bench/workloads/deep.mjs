// A deep perceptron, 784-500-500-2000-10: the shape of the first deep belief network (Hinton et al. 2006).

import { drawInk, drawLabels } from "../draw.mjs";
import { startNetwork } from "../network.mjs";
import { forwardTask, trainingTask } from "../tasks.mjs";

const capacity = 64;
const net = startNetwork([784]);
let last = "x";
for (const [i, width] of [500, 500, 2000].entries()) {
  last = net.relu(net.dense(last, `dense${i + 1}`, width));
}
net.softmax(net.dense(last, "dense4", 10));
const network = net.finish();

export default {
  name: "deep",
  title: "MLP 784-500-500-2000-10",
  ...network,
  seed: 40,
  samples: drawInk(41, capacity * network.inputs),
  labels: drawLabels(42, capacity, network.outputs),
  tasks: [forwardTask(network, 1), trainingTask(network, capacity, { kind: "sgd", rate: 0.05 })],
  nn: { file: "workloads/deep.nn", model: "Deep", input: "x", target: "label" },
};
