// AlexNet in one piece (Krizhevsky 2014), one image, as test/networks/alexnet-one-tower.nn has it.

import { startNetwork } from "../network.mjs";
import { imageWorkload } from "../networks/images.mjs";

const net = startNetwork([224, 224, 3]);
let last = net.relu(net.conv("x", "conv1", 64, 11, { stride: 4, pad: 2 }));
last = net.maxPool(last, 3, { stride: 2 });
last = net.relu(net.conv(last, "conv2", 192, 5, { pad: 2 }));
last = net.maxPool(last, 3, { stride: 2 });
last = net.relu(net.conv(last, "conv3", 384, 3, { pad: 1 }));
last = net.relu(net.conv(last, "conv4", 256, 3, { pad: 1 }));
last = net.relu(net.conv(last, "conv5", 256, 3, { pad: 1 }));
last = net.flatten(net.maxPool(last, 3, { stride: 2 }));
last = net.relu(net.dense(last, "dense1", 4096));
last = net.relu(net.dense(last, "dense2", 4096));
net.softmax(net.dense(last, "dense3", 1000));

export default imageWorkload(net, {
  name: "alexnet",
  title: "AlexNet",
  nn: { file: "../networks/alexnet-one-tower.nn", model: "AlexNet" },
});
